// What a caller is told when something failed that no room refused: the outside is away (database, key provider), or a bug.
import { Refusal, type RefusalCode } from '@shouxin/contract';
import { isKeyDestroyed, isKeyOutage } from '../controls/keys/index.ts';
import { isOutage } from '../kernel/database.ts';

export function faultCodeOf(error: unknown): RefusalCode {
  if (isKeyOutage(error)) return 'keys.unavailable';
  if (isKeyDestroyed(error)) return 'customers.destroyed';
  return isOutage(error) ? 'fault.unavailable' : 'fault.internal';
}

/** An entry was not stored. A log that is read-only says so, and why; without the key provider it could not be sealed. */
export function unstoredRefusal(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  return new Refusal(isKeyOutage(error) ? 'keys.unavailable' : 'audit.unavailable');
}
