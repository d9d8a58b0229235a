// Intake: one customer at the counter. The notice is shown before the first field, drafts are sealed on the server, and
// what is submitted waits for a second person (R2.1.2, R2.1.3, R2.4.2). Operations of the collection room.
import { z } from 'zod';
import { choice, consentItem, notice } from './consent.ts';
import { documentImage, imageBytesMax, imageSide, imageTypes, itemValues } from './customer.ts';
import {
  code,
  count,
  id,
  instant,
  operation,
  page,
  pageOf,
  proposed,
  purpose,
  receipt,
} from './operation.ts';

export const intakeCard = z.object({
  intake: id,
  list: code,
  listVersion: count,
  state: z.enum(['noticed', 'capturing', 'proposed', 'registered', 'rejected', 'abandoned']),
  startedAt: instant,
  notice,
  consents: z.array(consentItem).max(30),
  noticeShown: z.boolean(),
  images: z.array(documentImage).max(10),
  /** The sealed draft, opened for its own author only. */
  draft: itemValues.optional(),
  /** The customer number once registered. */
  number: z.string().max(30).optional(),
});
export type IntakeCard = z.infer<typeof intakeCard>;

const intakeOnly = z.strictObject({ intake: id });

export const intakeOperations = {
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
    takes: { types: imageTypes, bytesMax: imageBytesMax },
    input: z.strictObject({ intake: id, side: imageSide }),
    output: documentImage,
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
};
