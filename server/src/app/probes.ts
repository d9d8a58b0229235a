// What the clause map measures on the running system, now: each probe asks a room for a count or a state and says green only
// when the number proves it (R1.0). A probe that cannot measure throws, and the map shows red.
import type { Tx } from '../kernel/database.ts';
import type { Probes } from '../records/governance/index.ts';
import type { Controls } from './controls.ts';
import { dataProbes, logProbes, peopleProbes, ruleProbes } from './probes/rules.ts';
import { consentProbes, valueProbes, workProbes } from './probes/values.ts';

export function createProbes(db: Tx, controls: Controls): Probes {
  return {
    ...logProbes(controls),
    ...valueProbes(db),
    ...workProbes(db),
    ...peopleProbes(db, controls),
    ...dataProbes(db, controls),
    ...consentProbes(db),
    ...ruleProbes(),
  };
}
