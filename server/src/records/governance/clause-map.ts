// The clause map joins each clause with its control and asks the probe that measures it now; a clause whose probe fails or
// is missing is red, never silently green (R1.0).
import { readFileSync } from 'node:fs';
import {
  clauseRow,
  words,
  type OutputOf,
  type Words,
  type governanceOperations,
} from '@shouxin/contract';
import { z } from 'zod';

type ClauseRow = OutputOf<typeof governanceOperations.clauses>['items'][number];

export interface ProbeResult {
  readonly state: ClauseRow['state'];
  readonly words: Words;
  readonly measured: readonly { readonly label: Words; readonly value: string }[];
}

/** Measures one control on the running system. */
export type Probe = () => Promise<ProbeResult>;
export type Probes = Readonly<Record<string, Probe>>;

const clauseSource = z.array(
  clauseRow
    .pick({ clause: true, text: true, control: true, room: true, tests: true })
    .extend({ probe: z.string().max(40), text: words }),
);
export type Clause = z.infer<typeof clauseSource>[number];

export function readClauses(): readonly Clause[] {
  const file = new URL(import.meta.resolve('@shouxin/contract/data/clauses.json'));
  return clauseSource.parse(JSON.parse(readFileSync(file, 'utf8')));
}

const failed: ProbeResult = {
  state: 'red',
  words: { zh: '检测未能完成', en: 'The check could not be completed' },
  measured: [],
};

/** Each probe runs once, whatever the number of clauses that rest on it. */
export async function clauseMap(
  clauses: readonly Clause[],
  probes: Probes,
  at: Date,
): Promise<ClauseRow[]> {
  const names = [...new Set(clauses.map((clause) => clause.probe))];
  const results = new Map<string, ProbeResult>();
  for (const name of names)
    results.set(name, await (probes[name]?.() ?? Promise.resolve(failed)).catch(() => failed));
  return clauses.map(({ probe, ...clause }) => {
    const result = results.get(probe) ?? failed;
    return {
      ...clause,
      state: result.state,
      stateWords: result.words,
      measured: [...result.measured],
      checkedAt: at.toISOString(),
    };
  });
}
