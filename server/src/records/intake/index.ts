// Front door of intake: one customer at the counter, from the notice to the proposal (R2.1.2, R2.3.1, R2.4.2).
import type { Consent } from '../../controls/consent/index.ts';
import type { Disclosure } from '../../controls/disclosure/index.ts';
import type { Sealer } from '../../controls/vault/index.ts';
import type { Tx } from '../../kernel/database.ts';
import type { Route } from '../../kernel/serve.ts';
import type { Customers } from '../customers/index.ts';
import { createRoutes } from './routes.ts';

export { createReencrypting as createDraftKeeper } from './reencrypt.ts';

export interface IntakeParts {
  /** For what must outlive a refusal: the case of an over-collection. */
  readonly db: Tx;
  readonly sealer: Sealer;
  readonly consent: Consent;
  readonly disclosure: Disclosure;
  readonly customers: Customers;
}

export function createIntake(parts: IntakeParts): { readonly routes: [string, Route][] } {
  return { routes: createRoutes(parts) };
}
