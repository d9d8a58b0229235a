// Recovery drills (恢复演练): a set is restored into a database of its own, proven, measured against the targets and thrown away; what is
// left is a report that anybody can verify (R3.2.5, R3.2.6).
import { z } from 'zod';
import {
  count,
  day,
  fileAnswer,
  id,
  instant,
  line,
  month,
  operation,
  page,
  pageOf,
  receipt,
} from './operation.ts';
import { drillStatement } from './proof/drill-report.ts';

/** `waiting`: will begin; `cut-off`: the server stopped meanwhile, it proves nothing. */
export const drillStates = ['waiting', 'running', 'passed', 'failed', 'cut-off'] as const;
/** Where a running one is. */
export const drillSteps = ['waiting', 'database', 'restore', 'compare', 'log', 'values', 'report', 'ended'] as const; // prettier-ignore

export const drillCard = z.object({
  drill: id,
  /** Null until it is chosen. */
  set: id.nullable(),
  chosen: z.enum(['newest', 'random', 'named']),
  state: z.enum(drillStates),
  step: z.enum(drillSteps),
  /** Of this step. */
  done: count,
  total: count,
  askedBy: line,
  startedAt: instant,
  endedAt: instant.nullable(),
  /** Code of the refusal that ended it. */
  failure: z.string().max(64).nullable(),
  /** Seconds until it could have been served, and what would have been lost. */
  recoverySeconds: count.nullable(),
  lostSeconds: count.nullable(),
});
export type DrillCard = z.infer<typeof drillCard>;

const which = z.strictObject({ drill: id });

export const drillsOperations = {
  start: operation({
    id: 'drills.start',
    method: 'POST',
    path: '/v1/drills',
    title: { zh: '开始恢复演练', en: 'Start a recovery drill' },
    permission: 'backup.run',
    kind: 'write',
    input: z.strictObject({
      chosen: z.enum(['newest', 'random', 'named']).default('random'),
      /** With `named`. */
      set: id.optional(),
    }),
    output: z.object({ drill: id, receipt }),
    refusals: [
      'input.invalid',
      'not-found',
      'backup.no-target',
      'backup.not-whole',
      'drills.running',
    ],
  }),
  list: operation({
    id: 'drills.list',
    method: 'GET',
    path: '/v1/drills',
    title: { zh: '演练记录', en: 'Drills' },
    permission: 'backup.read',
    kind: 'read',
    input: z.strictObject({ ...page }),
    output: pageOf(drillCard),
    refusals: [],
  }),
  view: operation({
    id: 'drills.view',
    method: 'GET',
    path: '/v1/drills/:drill',
    title: { zh: '查看演练', en: 'View a drill' },
    permission: 'backup.read',
    kind: 'read',
    input: which,
    output: z.object({ card: drillCard, report: drillStatement.nullable() }),
    refusals: ['not-found'],
  }),
  report: operation({
    id: 'drills.download',
    method: 'POST',
    path: '/v1/drills/:drill/report',
    title: { zh: '下载演练报告', en: 'Download the report of a drill' },
    permission: 'backup.read',
    kind: 'read',
    gives: 'file',
    input: which,
    output: fileAnswer,
    refusals: ['not-found', 'drills.no-report', 'audit.not-integrated'],
  }),
  standing: operation({
    id: 'drills.standing',
    method: 'GET',
    path: '/v1/drill-standing',
    title: { zh: '可恢复性', en: 'Whether it can be restored' },
    permission: 'backup.read',
    kind: 'read',
    input: z.strictObject({}),
    output: z.object({
      /** When it was last proven; null: never. */
      provenAt: instant.nullable(),
      /** The last that was proven, or failed. */
      last: drillCard.nullable(),
      dueAt: instant.nullable(),
      /** Not proven within the time that the rules give, or the last one failed. */
      isLate: z.boolean(),
      recoveryTargetSeconds: count,
      lostTargetSeconds: count,
    }),
    refusals: [],
  }),
  days: operation({
    id: 'drills.days',
    method: 'GET',
    path: '/v1/drill-days',
    title: { zh: '演练日历', en: 'Calendar of drills' },
    permission: 'backup.read',
    kind: 'read',
    input: z.strictObject({ month }),
    output: z.object({
      /** Days of the institution on which one began. */
      items: z
        .array(z.object({ day, passed: count, failed: count, cutOff: count, running: count }))
        .max(31),
    }),
    refusals: [],
  }),
};
