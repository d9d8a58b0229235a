// Import: a branch export becomes customers, under CS-01, after a dry run and a second person (issue: migration of existing customers).
import { z } from 'zod';
import {
  code,
  count,
  fileAnswer,
  id,
  instant,
  line,
  operation,
  page,
  pageOf,
  proposed,
} from './operation.ts';
import { words } from './words.ts';

export const importBytesMax = 64 * 1024 * 1024;

export const columnTarget = z.strictObject({
  column: z.int().min(0).max(500),
  heading: z.string().max(120),
  /** `item` (with an optional part), `origin` (branch, teller), `claim` (marketing), `forbidden`, `not-taken`. */
  kind: z.enum(['item', 'origin', 'claim', 'forbidden', 'not-taken']),
  target: z.string().max(60).optional(),
  confidence: z.enum(['exact', 'synonym', 'guess', 'confirmed']).default('confirmed'),
});
export type ColumnTarget = z.infer<typeof columnTarget>;

export const batchState = z.enum([
  'uploaded',
  'mapped',
  'checking',
  'checked',
  'proposed',
  'applying',
  'applied',
  'rejected',
  'undoing',
  'undone',
  /** Its file was deleted after the days that the rules allow, before it came to a proposal. */
  'expired',
  'failed',
]);

export const batchCard = z.object({
  batch: id,
  list: code,
  source: z.string().max(120),
  fileName: z.string().max(200),
  fileHash: z.string().length(64),
  bytes: count,
  state: batchState,
  createdAt: instant,
  createdBy: line,
  unit: words,
  format: z.enum(['csv', 'xlsx']),
  encoding: z.string().max(40).optional(),
  columns: z.array(columnTarget).max(500),
  unmapped: z.array(z.object({ item: code, label: words })).max(50),
  progress: z.object({
    stage: z.enum(['checking', 'applying', 'undoing', 'none']),
    done: count,
    total: count.nullable(),
    ratePerSecond: count,
    etaSeconds: count.nullable(),
  }),
  counts: z.object({ accept: count, warn: count, reject: count, duplicate: count }).nullable(),
  /** Business date of the verdicts: documents expire and children grow up. */
  asOf: z.iso.date().optional(),
  reasons: z.array(z.object({ code, item: code, count, words })).max(100),
  notTaken: z.array(z.string().max(120)).max(500),
  /** Forbidden items that were filled in: how often, never with what. Reported when the batch is applied. */
  overCollected: z.array(z.object({ item: code, label: words, count })).max(50),
  /** Said to agree to marketing, without evidence: kept as a claim, permits nothing. */
  marketingClaims: count,
  /** Branch codes of the records and the units they lead to; without one the importing unit keeps the customers. */
  branches: z.array(z.object({ code: z.string().max(60), count, unit: words.optional() })).max(200),
  /** The file is kept, sealed, until the batch ends: only so long can rejected records be taken back. */
  fileKept: z.boolean(),
  proposal: id.optional(),
  applied: count,
  mayUndo: z.boolean(),
  /** Undoing it was proposed and waits for a data owner. */
  undoProposal: id.optional(),
  failure: words.optional(),
});
export type BatchCard = z.infer<typeof batchCard>;

export const outcome = z.enum(['accept', 'warn', 'reject', 'duplicate']);

export const rowReport = z.object({
  record: z.int().min(1),
  outcome,
  reasons: z.array(z.object({ item: code, code, message: words })).max(40),
});
export type RowReport = z.infer<typeof rowReport>;

const batchOnly = z.strictObject({ batch: id });

export const importsOperations = {
  upload: operation({
    id: 'imports.upload',
    method: 'POST',
    path: '/v1/imports/upload/:list',
    title: { zh: '上传导入文件', en: 'Upload an export' },
    permission: 'import.run',
    kind: 'write',
    takes: {
      types: [
        'text/csv',
        'application/octet-stream',
        'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
      ],
      bytesMax: importBytesMax,
    },
    input: z.strictObject({
      list: code,
      name: z.string().min(1).max(120),
      source: z.string().min(1).max(120),
    }),
    output: batchCard,
    refusals: [
      'import.unreadable',
      'input.too-large',
      'rate.exceeded',
      'not-found',
      'collection.channel-closed',
    ],
  }),
  map: operation({
    id: 'imports.map',
    method: 'POST',
    path: '/v1/imports/:batch/columns',
    title: { zh: '确认列对应', en: 'Confirm the columns' },
    permission: 'import.run',
    kind: 'write',
    input: z.strictObject({ batch: id, columns: z.array(columnTarget).max(500) }),
    /** Required items that are still without a column are named in `unmapped`; the dry run refuses them. */
    output: batchCard,
    refusals: ['not-found', 'input.invalid', 'import.wrong-state'],
  }),
  check: operation({
    id: 'imports.check',
    method: 'POST',
    path: '/v1/imports/:batch/check',
    title: { zh: '试运行', en: 'Dry run' },
    permission: 'import.run',
    kind: 'write',
    input: batchOnly,
    output: batchCard,
    refusals: ['not-found', 'import.unmapped', 'import.wrong-state'],
  }),
  propose: operation({
    id: 'imports.propose',
    method: 'POST',
    path: '/v1/imports/:batch/propose',
    title: { zh: '提交批次审批', en: 'Propose the batch' },
    permission: 'import.run',
    kind: 'write',
    fourEyes: 'always',
    input: batchOnly,
    output: proposed,
    refusals: ['not-found', 'import.wrong-state'],
  }),
  batch: operation({
    id: 'imports.batch',
    method: 'GET',
    path: '/v1/imports/:batch',
    title: { zh: '批次详情', en: 'Open a batch' },
    permission: 'import.read',
    kind: 'read',
    input: batchOnly,
    output: batchCard,
    refusals: ['not-found'],
  }),
  batches: operation({
    id: 'imports.batches',
    method: 'GET',
    path: '/v1/imports',
    title: { zh: '导入批次', en: 'Batches' },
    permission: 'import.read',
    kind: 'read',
    input: z.strictObject({ ...page, state: batchState.optional() }),
    output: pageOf(batchCard),
    refusals: [],
  }),
  rows: operation({
    id: 'imports.rows',
    method: 'GET',
    path: '/v1/imports/:batch/rows',
    title: { zh: '逐条结果', en: 'Results by record' },
    permission: 'import.read',
    kind: 'read',
    input: z.strictObject({ batch: id, outcome: outcome.optional(), ...page }),
    output: pageOf(rowReport),
    refusals: ['not-found'],
  }),
  report: operation({
    id: 'imports.report',
    method: 'POST',
    path: '/v1/imports/:batch/report',
    title: { zh: '导入报告', en: 'Report' },
    permission: 'import.read',
    kind: 'read',
    gives: 'file',
    input: batchOnly,
    output: fileAnswer,
    refusals: ['not-found', 'import.wrong-state'],
  }),
  corrections: operation({
    id: 'imports.corrections',
    method: 'POST',
    path: '/v1/imports/:batch/corrections',
    title: { zh: '下载待更正记录', en: 'Rejected records to correct' },
    permission: 'import.run',
    kind: 'read',
    gives: 'file',
    input: batchOnly,
    output: fileAnswer,
    refusals: ['not-found', 'import.wrong-state'],
  }),
  undo: operation({
    id: 'imports.undo',
    method: 'POST',
    path: '/v1/imports/:batch/undo',
    title: { zh: '撤销批次', en: 'Undo the batch' },
    permission: 'import.run',
    kind: 'write',
    fourEyes: 'always',
    input: z.strictObject({ batch: id, reason: z.string().trim().min(2).max(500) }),
    output: proposed,
    refusals: ['not-found', 'import.in-use', 'import.wrong-state'],
  }),
};
