// Collection: the dictionary, the lists, and the intake that shows the notice before the first field (R2.0 to R2.4.5).
import { z } from 'zod';
import { choice, consentItem, notice } from './consent.ts';
import { itemValues } from './customers.ts';
import {
  code,
  count,
  id,
  instant,
  line,
  operation,
  page,
  pageOf,
  proposed,
  purpose,
  receipt,
} from './operation.ts';
import { words } from './words.ts';

/** 5 MiB a document image (rule `image.bytesMax`). */
export const imageBytesMax = 5 * 1024 * 1024;

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

export const intakeImage = z.object({ image: id, side: code, contentType: code, bytes: count });

export const intakeCard = z.object({
  intake: id,
  list: code,
  listVersion: count,
  state: z.enum(['noticed', 'capturing', 'proposed', 'registered', 'rejected', 'abandoned']),
  startedAt: instant,
  notice,
  consents: z.array(consentItem).max(30),
  noticeShown: z.boolean(),
  images: z.array(intakeImage).max(10),
  /** The sealed draft, opened for its own author only. */
  draft: itemValues.optional(),
  /** The customer number once registered. */
  number: z.string().max(30).optional(),
});
export type IntakeCard = z.infer<typeof intakeCard>;

const intakeOnly = z.strictObject({ intake: id });

export const taskCard = z.object({
  task: id,
  kind: z.enum([
    'document-renewal',
    'consent-evidence',
    'document-image',
    'occupation-label',
    'duplicate-review',
    'over-collection',
  ]),
  title: words,
  /** One line per batch and kind, not one per customer. */
  count,
  done: count,
  batch: id.optional(),
  createdAt: instant,
  dueOn: z.iso.date().nullable(),
  state: z.enum(['open', 'closed']),
});
export type TaskCard = z.infer<typeof taskCard>;

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
  begin: operation({
    id: 'collection.begin',
    method: 'POST',
    path: '/v1/intakes',
    title: { zh: '开始采集', en: 'Begin an intake' },
    permission: 'intake.capture',
    kind: 'write',
    purpose: 'required',
    input: z.strictObject({ list: code, channel: code.default('counter'), purpose }),
    output: intakeCard,
    refusals: [
      'not-found',
      'collection.channel-closed',
      'policy.purpose-not-offered',
      'policy.reference-required',
    ],
  }),
  showNotice: operation({
    id: 'collection.show-notice',
    method: 'POST',
    path: '/v1/intakes/:intake/notice',
    title: { zh: '登记告知书展示', en: 'Record that the notice was shown' },
    permission: 'intake.capture',
    kind: 'write',
    input: z.strictObject({
      intake: id,
      hash: z.string().length(64),
      language: z.enum(['zh', 'en']),
      shownSeconds: z.int().min(0).max(86_400),
      reachedEnd: z.boolean(),
      printed: z.boolean(),
    }),
    output: intakeCard,
    refusals: ['not-found', 'consent.notice-changed'],
  }),
  intake: operation({
    id: 'collection.intake',
    method: 'GET',
    path: '/v1/intakes/:intake',
    title: { zh: '继续采集', en: 'Continue an intake' },
    permission: 'intake.capture',
    kind: 'read',
    input: intakeOnly,
    output: intakeCard,
    refusals: ['not-found'],
  }),
  intakes: operation({
    id: 'collection.intakes',
    method: 'GET',
    path: '/v1/intakes',
    title: { zh: '我的采集', en: 'My intakes' },
    permission: 'intake.capture',
    kind: 'read',
    input: z.strictObject({ ...page }),
    output: pageOf(intakeCard.omit({ notice: true, consents: true, draft: true, images: true })),
    refusals: [],
  }),
  saveDraft: operation({
    id: 'collection.save-draft',
    method: 'POST',
    path: '/v1/intakes/:intake/draft',
    title: { zh: '暂存', en: 'Save draft' },
    permission: 'intake.capture',
    kind: 'write',
    input: z.strictObject({ intake: id, values: itemValues }),
    output: z.object({ savedAt: instant }),
    refusals: [
      'not-found',
      'consent.notice-not-shown',
      'collection.unlisted-item',
      'collection.forbidden-item',
      'collection.never-persist',
    ],
  }),
  addImage: operation({
    id: 'collection.add-image',
    method: 'POST',
    path: '/v1/intakes/:intake/images/:side',
    title: { zh: '上传证件影像', en: 'Upload a document image' },
    permission: 'intake.capture',
    kind: 'write',
    takes: { types: ['image/jpeg', 'image/png', 'application/pdf'], bytesMax: imageBytesMax },
    input: z.strictObject({ intake: id, side: z.enum(['front', 'back', 'other']) }),
    output: intakeImage,
    refusals: [
      'not-found',
      'consent.notice-not-shown',
      'input.too-large',
      'input.unsupported-type',
    ],
  }),
  submit: operation({
    id: 'collection.submit',
    method: 'POST',
    path: '/v1/intakes/:intake/submit',
    title: { zh: '提交复核', en: 'Propose the registration' },
    permission: 'intake.capture',
    kind: 'write',
    fourEyes: 'always',
    input: z.strictObject({
      intake: id,
      values: itemValues,
      choices: z.array(choice).max(30),
      /** SHA-256 of what the customer saw when choosing: notice hash and consent texts. */
      shownHash: z.string().length(64),
    }),
    output: proposed,
    refusals: [
      'not-found',
      'consent.notice-not-shown',
      'consent.notice-changed',
      'collection.unlisted-item',
      'collection.forbidden-item',
      'collection.never-persist',
      'collection.invalid-values',
      'collection.image-required',
      'customers.duplicate',
    ],
  }),
  abandon: operation({
    id: 'collection.abandon',
    method: 'POST',
    path: '/v1/intakes/:intake/abandon',
    title: { zh: '放弃采集', en: 'Abandon the intake' },
    permission: 'intake.capture',
    kind: 'write',
    input: intakeOnly,
    output: z.object({ receipt }),
    refusals: ['not-found'],
  }),
  tasks: operation({
    id: 'collection.tasks',
    method: 'GET',
    path: '/v1/tasks',
    title: { zh: '更新任务', en: 'Tasks' },
    permission: 'tasks.work',
    kind: 'read',
    input: z.strictObject({ ...page }),
    output: pageOf(taskCard),
    refusals: [],
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
