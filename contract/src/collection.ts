// Collection: the lists with their reasons, what is left to do, and what was asked for without need (R2.2.1, R2.2.2, R1.2.3).
import { z } from 'zod';
import { customerCard } from './customer.ts';
import { rowReport } from './imports.ts';
import { intakeOperations } from './intake.ts';
import {
  code,
  count,
  id,
  instant,
  line,
  operation,
  page,
  pageOf,
  purpose,
  receipt,
} from './operation.ts';
import { words } from './words.ts';

export const listCard = z.object({
  list: code,
  version: count,
  name: words,
  state: z.enum(['in-force', 'draft', 'superseded']),
  effectiveFrom: z.iso.date(),
  channels: z.array(code).max(20),
  purposes: z.array(z.object({ code, name: words, basis: code, separate: z.boolean() })).max(20),
  items: z
    .array(
      z.object({
        item: code,
        label: words,
        group: code,
        need: code,
        class: code,
        spi: z.boolean(),
        basis: code,
        purposes: z.array(code).max(10),
        reason: words,
        retention: code,
        dualCheck: z.boolean(),
      }),
    )
    .max(100),
  forbidden: z.array(z.object({ item: code, label: words })).max(50),
  notice: z.object({ notice: code, version: count }),
  findings: z.array(z.object({ code, words })).max(50),
});
export type ListCard = z.infer<typeof listCard>;

export const taskKind = z.enum([
  'document-renewal',
  'consent-evidence',
  'document-image',
  'occupation-label',
  'duplicate-review',
  'over-collection',
]);
export const taskState = z.enum(['open', 'closed']);

export const taskCard = z.object({
  task: id,
  kind: taskKind,
  title: words,
  /** One line per batch and kind, not one per customer. */
  count,
  done: count,
  batch: id.optional(),
  createdAt: instant,
  dueOn: z.iso.date().nullable(),
  state: taskState,
});
export type TaskCard = z.infer<typeof taskCard>;

/** Of a possible duplicate: the record is this customer's, or it carries the customer's document by mistake. */
export const duplicateConclusion = z.enum(['same', 'different']);
export type DuplicateConclusion = z.infer<typeof duplicateConclusion>;

/** A customer of a task, masked as in a search, and the record of the file that led here. */
export const taskMember = z.object({
  card: customerCard,
  record: z.int().min(1).nullable(),
  /** What the import said of the record; only where the two are to be compared. */
  row: rowReport.optional(),
  doneAt: instant.nullable(),
  conclusion: duplicateConclusion.nullable(),
});
export type TaskMember = z.infer<typeof taskMember>;

export const overCollectionCase = z.object({
  case: id,
  item: code,
  label: words,
  channel: code,
  source: z.string().max(120),
  by: line.optional(),
  unit: words.optional(),
  count,
  at: instant,
  state: z.enum(['open', 'closed']),
  conclusion: z.string().max(500).optional(),
});

export const collectionOperations = {
  lists: operation({
    id: 'collection.lists',
    method: 'GET',
    path: '/v1/lists',
    title: { zh: '采集清单', en: 'Collection lists' },
    permission: 'collection.read',
    kind: 'read',
    input: z.strictObject({}),
    output: z.object({ items: z.array(listCard).max(100) }),
    refusals: [],
  }),
  ...intakeOperations,
  tasks: operation({
    id: 'collection.tasks',
    method: 'GET',
    path: '/v1/tasks',
    title: { zh: '更新任务', en: 'Tasks' },
    permission: 'tasks.work',
    kind: 'read',
    input: z.strictObject({ ...page, kind: taskKind.optional(), state: taskState.optional() }),
    output: pageOf(taskCard),
    refusals: [],
  }),
  taskMembers: operation({
    id: 'collection.task-members',
    method: 'POST',
    path: '/v1/tasks/:task/members',
    title: { zh: '打开更新任务', en: 'Open a task' },
    permission: 'customers.amend',
    kind: 'read',
    purpose: 'required',
    input: z.strictObject({
      task: id,
      state: z.enum(['open', 'done']).default('open'),
      purpose,
      ...page,
    }),
    /** Customers of the caller's unit only: the others are worked where they are kept. */
    output: pageOf(taskMember).extend({ task: taskCard, receipt }),
    refusals: [
      'not-found',
      'policy.purpose-required',
      'policy.purpose-not-offered',
      'policy.reference-required',
      'rate.exceeded',
    ],
  }),
  concludeDuplicate: operation({
    id: 'collection.conclude-duplicate',
    method: 'POST',
    path: '/v1/tasks/:task/conclude',
    title: { zh: '疑似重复核对结论', en: 'Conclude a possible duplicate' },
    permission: 'customers.amend',
    kind: 'write',
    input: z.strictObject({ task: id, customer: id, conclusion: duplicateConclusion }),
    output: taskCard,
    refusals: ['not-found', 'tasks.closed'],
  }),
  overCollection: operation({
    id: 'collection.over-collection',
    method: 'GET',
    path: '/v1/over-collection',
    title: { zh: '过度采集线索', en: 'Over-collection cases' },
    permission: 'overcollection.work',
    kind: 'read',
    input: z.strictObject({ ...page, state: z.enum(['open', 'closed']).default('open') }),
    output: pageOf(overCollectionCase),
    refusals: [],
  }),
  closeOverCollection: operation({
    id: 'collection.close-over-collection',
    method: 'POST',
    path: '/v1/over-collection/:case/close',
    title: { zh: '办结线索', en: 'Close a case' },
    permission: 'overcollection.work',
    kind: 'write',
    input: z.strictObject({ case: id, conclusion: z.string().trim().min(2).max(500) }),
    output: overCollectionCase,
    refusals: ['not-found', 'tasks.closed'],
  }),
};
