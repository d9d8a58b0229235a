// Front door of imports: a branch export becomes customers, after a dry run and a second person (R2.1.4, R2.1.5, R2.4.2).
import type { Consent } from '../../controls/consent/index.ts';
import type { Disclosure } from '../../controls/disclosure/index.ts';
import type { Sealer } from '../../controls/vault/index.ts';
import type { Call } from '../../kernel/call.ts';
import type { SecretSealer } from '../../kernel/crypto/index.ts';
import type { Tx } from '../../kernel/database.ts';
import type { Customers } from '../customers/index.ts';
import { createApply } from './apply.ts';
import type { UnitOf } from './batch.ts';
import { createCheck } from './check.ts';
import { createEnding } from './ending.ts';
import { verdictsOf } from './report.ts';
import { createRoutes } from './routes.ts';
export { createFileKeeper } from './reencrypting/files.ts';

export interface ImportsParts {
  readonly db: Tx;
  readonly sealer: Pick<Sealer, 'sealChunks' | 'sealDetail'>;
  readonly secrets: SecretSealer;
  readonly openObject: Disclosure['openObject'];
  readonly customers: Pick<Customers, 'registerMany' | 'findRegistered' | 'undoSome' | 'countUsed'>;
  readonly consent: Pick<Consent, 'recordClaims' | 'notices'>;
  /** Units by the code that other systems know them by. */
  readonly unitsByCode: (tx: Tx) => Promise<ReadonlyMap<string, UnitOf>>;
  readonly enqueue: (tx: Tx, duty: DutyName, payload: { batch: string }) => Promise<void>;
  /** One step of a duty: a transaction with its entry. */
  readonly runDuty: <R>(act: DutyName, step: (call: Call) => Promise<R>) => Promise<R>;
  readonly shred: (doomed: readonly { subject: string; class: string }[]) => Promise<unknown>;
  readonly rules: { number(key: string): number };
}

export type DutyName = `imports.${'check' | 'apply' | 'undo' | 'shred' | 'sweep'}`;

export function createImports(parts: ImportsParts) {
  const { resume, undo, shred, sweep } = createEnding(parts);
  const duties = { 'imports.check': createCheck(parts), 'imports.apply': createApply(parts) };
  const ends = { 'imports.undo': undo, 'imports.shred': shred, 'imports.sweep': sweep };
  return { routes: createRoutes(parts), duties: { ...duties, ...ends }, resume, verdictsOf };
}
