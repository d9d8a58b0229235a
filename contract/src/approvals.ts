// Approvals: what one person proposed waits, sealed, for another (R2.4.2). Same person refused; everything is checked again at approval.
import { z } from 'zod';
import { documentImage } from './customer.ts';
import {
  code,
  fileAnswer,
  id,
  instant,
  line,
  operation,
  page,
  pageOf,
  receipt,
} from './operation.ts';
import { valueText, words } from './words.ts';

export const proposalState = z.enum(['pending', 'approved', 'rejected', 'expired', 'withdrawn']);

export const proposalCard = z.object({
  proposal: id,
  /** The operation that runs when approved. */
  act: code,
  title: words,
  state: proposalState,
  proposedBy: z.object({ displayName: line, unit: words }),
  proposedAt: instant,
  expiresAt: instant,
  decidedBy: z.object({ displayName: line, unit: words }).optional(),
  decidedAt: instant.optional(),
  /** Why it was rejected, as written by the reviewer; opened only for proposer and reviewers. */
  reason: z.string().max(500).optional(),
  /** Opaque: the customer or batch it is about. */
  subject: z.object({
    kind: z.enum(['customer', 'batch', 'none']),
    id: id.optional(),
    label: z.string().max(100),
  }),
  mayDecide: z.boolean(),
  /** Why the caller may not decide it, when so. */
  mayNot: words.optional(),
});
export type ProposalCard = z.infer<typeof proposalCard>;

export const proposedItem = z.object({
  item: code,
  label: words,
  dualCheck: z.boolean(),
  /** As the reviewer may see it: plain under the purpose review. */
  proposed: valueText,
  current: valueText.optional(),
});

export const approvalsOperations = {
  list: operation({
    id: 'approvals.list',
    method: 'GET',
    path: '/v1/approvals',
    title: { zh: '待我复核', en: 'Waiting for my review' },
    permission: 'approvals.review',
    kind: 'read',
    input: z.strictObject({ ...page, state: proposalState.default('pending') }),
    output: pageOf(proposalCard),
    refusals: [],
  }),
  mine: operation({
    id: 'approvals.mine',
    method: 'GET',
    path: '/v1/approvals/mine',
    title: { zh: '我提交的', en: 'What I proposed' },
    permission: 'approvals.propose',
    kind: 'read',
    input: z.strictObject({ ...page }),
    output: pageOf(proposalCard),
    refusals: [],
  }),
  view: operation({
    id: 'approvals.view',
    method: 'POST',
    path: '/v1/approvals/:proposal/view',
    title: { zh: '查看复核事项', en: 'Open a proposal' },
    permission: 'approvals.review',
    kind: 'read',
    input: z.strictObject({ proposal: id }),
    output: z.object({
      card: proposalCard,
      items: z.array(proposedItem).max(150),
      /** Why it is to be changed (更正依据), as the proposer wrote it. */
      ground: z.string().max(200).optional(),
      /** `isNew`: came with this amendment, beside what was kept before. */
      images: z.array(documentImage.extend({ isNew: z.boolean().optional() })).max(10),
      consents: z.array(z.object({ title: words, given: z.boolean() })).max(20),
      /** For a batch: counts by outcome and by reason. */
      batch: z
        .object({
          counts: z
            .record(code, z.int())
            .refine((v) => Object.keys(v).length <= 20, 'at most 20 outcomes'),
          reasons: z.array(z.object({ code, count: z.int(), words })).max(50),
        })
        .optional(),
      receipt,
    }),
    refusals: ['not-found', 'approvals.not-reviewer', 'approvals.same-person'],
  }),
  image: operation({
    id: 'approvals.image',
    method: 'POST',
    path: '/v1/approvals/:proposal/images/:image',
    title: { zh: '查看证件影像', en: 'Open the document image' },
    permission: 'approvals.review',
    kind: 'read',
    gives: 'file',
    input: z.strictObject({ proposal: id, image: id }),
    output: fileAnswer,
    refusals: ['not-found', 'approvals.not-reviewer', 'approvals.same-person', 'approvals.decided'],
  }),
  approve: operation({
    id: 'approvals.approve',
    method: 'POST',
    path: '/v1/approvals/:proposal/approve',
    title: { zh: '批准', en: 'Approve' },
    permission: 'approvals.review',
    kind: 'write',
    input: z.strictObject({ proposal: id }),
    output: z.object({ card: proposalCard, receipt }),
    refusals: [
      'not-found',
      'approvals.not-reviewer',
      'approvals.same-person',
      'approvals.decided',
      'approvals.stale',
      'customers.duplicate',
      'collection.invalid-values',
      'collection.image-required',
      'consent.notice-changed',
      'consent.notice-not-shown',
      'import.wrong-state',
      'import.in-use',
      'identity.account-exists',
      'identity.own-account',
      'identity.separate-duties',
      'keys.rotation-running',
      'keys.wrong-state',
      'shredding.not-held',
      'shredding.whole-only',
      'storage.outside-china',
      'storage.locator-taken',
      'storage.retired',
      'storage.class-not-allowed',
      'storage.not-assessed',
      'storage.bound-already',
      'plans.retired',
      'custody.destroyed',
      'custody.not-in-store',
    ],
  }),
  reject: operation({
    id: 'approvals.reject',
    method: 'POST',
    path: '/v1/approvals/:proposal/reject',
    title: { zh: '退回', en: 'Reject' },
    permission: 'approvals.review',
    kind: 'write',
    input: z.strictObject({ proposal: id, reason: z.string().trim().min(2).max(500) }),
    output: z.object({ card: proposalCard, receipt }),
    refusals: ['not-found', 'approvals.not-reviewer', 'approvals.same-person', 'approvals.decided'],
  }),
};
