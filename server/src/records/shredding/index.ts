// Front door of shredding: a customer, or one retention class of a customer, is destroyed by order of two persons, with a
// certificate at the end (R3.3.2, SECURITY 4.4).
import type { Audit } from '../../controls/audit/index.ts';
import type { Keys } from '../../controls/keys/index.ts';
import type { Sealer } from '../../controls/vault/index.ts';
import type { Call } from '../../kernel/call.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Tx } from '../../kernel/database.ts';
import type { Customers } from '../customers/index.ts';
import { createRoutes } from './routes.ts';
import { createDuties, type ShreddingDuty } from './run.ts';

export { destroyedAt } from './store.ts';
export { followOrders } from './follow.ts';

export interface ShreddingParts {
  readonly db: Tx;
  readonly clock: Clock;
  readonly tenant: string;
  readonly customers: Pick<Customers, 'load' | 'sealWithout'>;
  readonly keys: Pick<Keys, 'shred' | 'heldBy' | 'destructionsOf'>;
  readonly sealer: Pick<Sealer, 'sealDetail'>;
  readonly audit: Pick<Audit, 'checkpoint' | 'evidence'>;
  readonly enqueue: (
    tx: Tx,
    duty: 'shredding.destroy',
    payload: { shredding: string },
  ) => Promise<void>;
  /** One step of a duty: a transaction with its entry. */
  readonly runDuty: <R>(act: ShreddingDuty, step: (call: Call) => Promise<R>) => Promise<R>;
}

export function createShredding(parts: ShreddingParts) {
  return { routes: createRoutes(parts), ...createDuties(parts) };
}
