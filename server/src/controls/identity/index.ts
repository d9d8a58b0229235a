// The front door of identity: who calls, from which post, in which unit, and how sure we are of it.
import type { Clock } from '../../kernel/clock.ts';
import type { SecretSealer } from '../../kernel/crypto/index.ts';
import type { Tx } from '../../kernel/database.ts';
import { addAccount, type NewAccount } from './accounts.ts';
import { createAttempts, createQueue } from './attempts.ts';
import * as directory from './directory.ts';
import { limitsOf, type RuleOf } from './limits.ts';
import { totpSecretFrom } from './one-time-code.ts';
import { actorsWith, addUnit } from './organisation.ts';
import { createRoutes, stretching } from './routes.ts';
import { createRecognise, csrfFits, type Room } from './session.ts';
import { hasDemonstrationAccounts } from './store.ts';
import { waitingHandOvers } from './two-persons/hand-over.ts';

export type { NewAccount } from './accounts.ts';
export type { Holder, NewUnit } from './organisation.ts';
export type { Presented } from './session.ts';
export type Identity = ReturnType<typeof createIdentity>;

export interface IdentityParts {
  readonly db: Tx;
  readonly clock: Clock;
  readonly secrets: SecretSealer;
  readonly rule: RuleOf;
  /** A background write failed; nothing depends on it. */
  readonly onFault?: (error: unknown) => void;
}

export function createIdentity({ db, clock, secrets, rule, onFault = () => {} }: IdentityParts) {
  const limits = () => limitsOf(rule);
  const room: Room = { secrets, limits, attempts: createAttempts({ db, secrets, limits }) };
  const queue = createQueue(limits);
  const admit = async (operation: string) => (stretching.has(operation) ? queue() : () => {});
  const createAccount = (tx: Tx, it: NewAccount) => addAccount(secrets, tx, it);
  const seed = { createUnit: addUnit, createAccount, totpSecretFrom, hasDemonstrationAccounts };
  const recognising = createRecognise({ db, clock, secrets, limits, onFault });
  const look = { ...directory, unitName: directory.createUnitName(), actorsWith, waitingHandOvers };
  return { ...recognising, csrfFits, admit, ...look, ...seed, routes: createRoutes(room) };
}
