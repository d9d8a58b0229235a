// The report of a recovery drill: which set was restored, what was found in it, how long it took, against which targets. Like a
// certificate: a statement in canonical JSON whose hash stands in an entry of the log, and the evidence of that entry (R3.2.5, R3.2.6).
import { z } from 'zod';
import { entryPatterns } from './entry.ts';
import { evidenceSchema } from './evidence.ts';
import { drillFormat } from './formats.ts';

const at = z.iso.datetime({ precision: 3 });
const token = z.string().regex(entryPatterns.token);
const whole = z.int().min(0);
const hash = z.string().regex(/^[0-9A-Za-z+/]{43}=$/);
const log = z.strictObject({ size: whole, root: hash });

/** What is looked at in a restored database; each is met or it is a finding. */
export const drillChecks = [
  'rows',
  'row-seals',
  'openings',
  'log-intact',
  'log-continues',
  'destroyed-stays',
  'recovery-time',
  'recovery-point',
] as const;
export type DrillCheck = (typeof drillChecks)[number];

export const drillStatement = z.strictObject({
  format: z.literal(drillFormat),
  tenant: token,
  drill: z.uuid().lowercase(),
  set: z.uuid().lowercase(),
  /** How the set was chosen. */
  chosen: z.enum(['newest', 'random', 'named']),
  takenAt: at,
  startedAt: at,
  endedAt: at,
  outcome: z.enum(['passed', 'failed']),
  /** Code of the refusal that ended it; null: it came to its end. */
  failure: token.nullable(),
  restored: z
    .strictObject({ tables: whole, rows: whole, bytes: whole, orders: whole, migrated: whole })
    .nullable(),
  checks: z
    .array(
      z.strictObject({
        check: z.enum(drillChecks),
        isMet: z.boolean(),
        /** How many were looked at, and how many of them were not as they must be. */
        looked: whole,
        wrong: whole,
      }),
    )
    .max(drillChecks.length),
  /** Seconds from the start until the restored database could have been served; null: it could not. */
  recoverySeconds: whole.nullable(),
  recoveryTargetSeconds: whole,
  /** When the newest set of all had been taken, and the seconds from then to the start: what would have been lost. */
  newestAt: at.nullable(),
  lostSeconds: whole.nullable(),
  lostTargetSeconds: whole,
  /** The approved plan whose times the targets are; absent: they are those of the rules. */
  plan: z.strictObject({ plan: z.uuid().lowercase(), version: whole }).optional(),
  /** The log as the set holds it, and as it was signed when the report was written. */
  restoredLog: log.nullable(),
  log,
});
export type DrillStatement = z.infer<typeof drillStatement>;

/** The act of the entry that carries the hash, and under which name. */
export const drillAct = 'drills.report';
export const drillCommitment = 'statement';

/** Keys in the order in which they stand in the file. */
export const drillReportSchema = z.strictObject({
  format: z.literal(drillFormat),
  /** `drillStatement` in canonical JSON, exactly as it was hashed. */
  statement: z.string().max(32_768),
  evidence: evidenceSchema,
});
export type DrillReport = z.infer<typeof drillReportSchema>;
