// Backup sets (备份集): taken by the clock or when somebody asks, each with a signed manifest; looked at byte by byte without being
// restored; those of the keys apart from those of the data (R3.2.1, SECURITY 4.4).
import { z } from 'zod';
import {
  count,
  day,
  id,
  instant,
  line,
  month,
  operation,
  page,
  pageOf,
  receipt,
} from './operation.ts';

/** `data`: everything but the top keys; `keys`: the sealed key store and the wrapped keys, which only move forward. */
export const backupKinds = ['data', 'keys'] as const;
/** `taking`: under way; `whole`: has its signed manifest; `failed`: is no set; `removed`: past its time. */
export const backupStates = ['taking', 'whole', 'failed', 'removed'] as const;

/** Code of a refusal or a fault. */
const failure = z.string().max(64).nullable();

export const backupCard = z.object({
  set: id,
  kind: z.enum(backupKinds),
  mode: z.enum(['full', 'incremental']),
  /** Set of pgBackRest that holds the bytes; null: they lie at the place. */
  label: z.string().max(64).nullable(),
  state: z.enum(backupStates),
  place: z.string().max(500),
  askedBy: line,
  askedAt: instant,
  endedAt: instant.nullable(),
  tables: count,
  tablesDone: count,
  rows: count,
  bytes: count,
  /** What was sent; the rest of an incremental set lay there already. */
  stored: count,
  /** Entries of the log that it holds under a signed checkpoint. */
  logSize: count.nullable(),
  failure,
  /** When every byte was last looked at, and what was wrong then. */
  verifiedAt: instant.nullable(),
  verifyFailure: failure,
});
export type BackupCard = z.infer<typeof backupCard>;

const standing = z.object({
  kind: z.enum(backupKinds),
  /** Null: no place is set, and nothing is taken. */
  place: z.string().max(500).nullable(),
  lastWholeAt: instant.nullable(),
  dueAt: instant.nullable(),
  isLate: z.boolean(),
  isRunning: z.boolean(),
  /** Who holds the bytes of the data; of the keys it is always ours. */
  tool: z.enum(['shouxin', 'pgbackrest']),
  /** Of the newest one, where it failed. */
  failure,
});
export type BackupStanding = z.infer<typeof standing>;

export const backupOperations = {
  take: operation({
    id: 'backup.take',
    method: 'POST',
    path: '/v1/backups',
    title: { zh: '立即备份', en: 'Take a backup' },
    permission: 'backup.run',
    kind: 'write',
    input: z.strictObject({
      kind: z.enum(backupKinds),
      mode: z.enum(['full', 'incremental']).default('incremental'),
    }),
    output: z.object({ set: id, receipt }),
    refusals: ['input.invalid', 'backup.no-target', 'backup.running'],
  }),
  verify: operation({
    id: 'backup.verify',
    method: 'POST',
    path: '/v1/backups/:set/verification',
    title: { zh: '校验备份集', en: 'Verify a backup set' },
    permission: 'backup.run',
    kind: 'write',
    input: z.strictObject({ set: id }),
    output: z.object({ set: id, receipt }),
    refusals: ['not-found', 'backup.no-target', 'backup.not-whole'],
  }),
  list: operation({
    id: 'backup.list',
    method: 'GET',
    path: '/v1/backups',
    title: { zh: '备份目录', en: 'Backup sets' },
    permission: 'backup.read',
    kind: 'read',
    input: z.strictObject({ ...page }),
    output: pageOf(backupCard),
    refusals: [],
  }),
  standing: operation({
    id: 'backup.standing',
    method: 'GET',
    path: '/v1/backup-standing',
    title: { zh: '备份状况', en: 'Standing of backups' },
    permission: 'backup.read',
    kind: 'read',
    input: z.strictObject({}),
    output: z.object({ kinds: z.array(standing).max(2) }),
    refusals: [],
  }),
  days: operation({
    id: 'backup.days',
    method: 'GET',
    path: '/v1/backup-days',
    title: { zh: '备份日历', en: 'Calendar of backups' },
    permission: 'backup.read',
    kind: 'read',
    input: z.strictObject({ month }),
    output: z.object({
      /** Days of the institution on which one was asked for, by kind; a set past its time still counts as taken. */
      items: z
        .array(
          z.object({ day, kind: z.enum(backupKinds), whole: count, failed: count, taking: count }),
        )
        .max(62),
    }),
    refusals: [],
  }),
};
