// Governance: the rule table with its sources and marks, and the clause map with live state (R1.0, R1.1.2).
import { z } from 'zod';
import { code, count, instant, operation } from './operation.ts';
import { words } from './words.ts';

export const ruleRow = z.object({
  key: z.string().max(80),
  value: z.union([z.number(), z.array(z.number()).max(10)]),
  unit: z.string().max(20),
  article: words,
  jurisdiction: code,
  effectiveFrom: z.iso.date(),
  effectiveTo: z.iso.date().nullable(),
  /** P primary text read, S secondary source, U unconfirmed: shown as 待法务确认. */
  mark: z.enum(['P', 'S', 'U']),
  note: words,
});
export type RuleRow = z.infer<typeof ruleRow>;

export const clauseRow = z.object({
  clause: code,
  text: words,
  control: words,
  room: code,
  tests: z.array(z.string().max(200)).max(20),
  state: z.enum(['green', 'amber', 'red']),
  stateWords: words,
  checkedAt: instant,
  measured: z.array(z.object({ label: words, value: z.string().max(60) })).max(6),
});

export const governanceOperations = {
  rules: operation({
    id: 'governance.rules',
    method: 'GET',
    path: '/v1/rules',
    title: { zh: '法规库', en: 'Rule table' },
    permission: 'rules.read',
    kind: 'read',
    input: z.strictObject({}),
    output: z.object({ items: z.array(ruleRow).max(500), unconfirmed: count }),
    refusals: [],
  }),
  clauses: operation({
    id: 'governance.clauses',
    method: 'GET',
    path: '/v1/clauses',
    title: { zh: '条款对照表', en: 'Clause map' },
    permission: 'clauses.read',
    kind: 'read',
    input: z.strictObject({}),
    output: z.object({ items: z.array(clauseRow).max(300) }),
    refusals: [],
  }),
};
