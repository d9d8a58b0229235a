// What came of a drill, and what it is held against: the approved plan for a damaged database, whose times the data owner answers for;
// where none is in force, the rows of the rules (R3.2.4).
import type { Tx } from '../../kernel/database.ts';
import type { OpenSet } from '../backup/index.ts';
import type { Targets } from './drill.ts';
import type { DrillParts } from './parts.ts';
import type { Proof } from './proving/prove.ts';

export interface Outcome {
  readonly set: OpenSet['manifest'] | undefined;
  readonly proof: Proof | undefined;
  readonly failure: string | null;
  readonly targets: Targets;
}

const minute = 60;

export async function targetsOf(
  { rules, planFor }: Pick<DrillParts, 'rules' | 'planFor'>,
  tx: Tx,
): Promise<Targets> {
  const found = await planFor(tx, 'database-damage');
  return {
    recoverySeconds: (found?.rtoMinutes ?? rules.number('recovery.time_minutes')) * minute,
    lostSeconds: (found?.rpoMinutes ?? rules.number('recovery.point_minutes')) * minute,
    plan: found && { plan: found.plan, version: found.version },
  };
}
