// Whose intake it is: a teller finds and changes their own; anybody else's does not exist for them.
import { refuse } from '@shouxin/contract';
import type { Call } from '../../kernel/call.ts';
import type { Intake } from './intake.ts';
import { findIntake, lockIntake } from './store.ts';

/** The intake of this very actor; another's does not exist. */
export async function ownIntake(call: Call, intake: string): Promise<Intake> {
  const found = await findIntake(call.tx, intake);
  return found?.account === call.actor.id ? found : refuse('not-found');
}

/** As above, for a change: held until the transaction ends. */
export async function takeIntake(call: Call, intake: string): Promise<Intake> {
  const found = await lockIntake(call.tx, intake);
  return found?.account === call.actor.id ? found : refuse('not-found');
}
