// A customer as it is shown: every item with its mask, the reason for it, its origin, its freshness and what keeps it
// (R0.1, R1.4.4, promise 7).
import { z } from 'zod';
import { standing } from './consent.ts';
import { code, count, day, id, instant, line, receipt } from './operation.ts';
import { relation, revealNeed, shown, tier, why } from './policy.ts';
import { valueText, words } from './words.ts';

/** 8 MiB a document image (rule `image.bytes_max`). */
export const imageBytesMax = 8 * 1024 * 1024;
export const imageTypes = ['image/jpeg', 'image/png', 'application/pdf'] as const;
export const imageSide = z.enum(['front', 'back', 'other']);

export const documentImage = z.object({ image: id, side: code, contentType: code });
export type DocumentImage = z.infer<typeof documentImage>;

/** A value of one item: a text, or the parts of a structured item (NP06.region, NP06.detail). */
export const itemValue = z.union([
  z.string().max(500),
  z
    .record(z.string().max(40), z.string().max(500))
    .refine((v) => Object.keys(v).length <= 20, 'at most 20 parts'),
]);
export type ItemValue = z.infer<typeof itemValue>;

export const itemValues = z
  .record(z.string().regex(/^[A-Z]{2}\d{2}$/), itemValue)
  .refine((v) => Object.keys(v).length <= 60, 'at most 60 items');
export type ItemValues = z.infer<typeof itemValues>;

export const customerNumber = z.string().max(30);

export const customerCard = z.object({
  customer: id,
  number: customerNumber,
  maskedName: z.string().max(100),
  maskedDocument: z.string().max(60),
  documentKind: words,
  relation,
  branch: words,
  standing: z.enum(['normal', 'restricted', 'pending']),
});
export type CustomerCard = z.infer<typeof customerCard>;

export const customerItem = z.object({
  item: code,
  shown,
  /** What the caller sees; absent when refused or when nothing is kept. */
  display: valueText.optional(),
  version: count,
  tier,
  /** What a reveal of this item would need from this caller now. */
  reveal: revealNeed,
  why,
  origin: z.object({
    channel: code,
    list: code,
    listVersion: count,
    source: z.string().max(120).optional(),
    at: instant,
    by: z.string().max(120).optional(),
  }),
  freshness: z.object({
    state: z.enum(['fresh', 'due', 'stale']),
    verifiedAt: instant.nullable(),
    method: words.optional(),
    /** Who verified it, where that was after it was collected. */
    by: line.optional(),
    validUntil: day.nullable(),
  }),
  retention: z.object({ code, until: words }),
  /** Why this caller may not amend it under the stated purpose; absent where the rules allow it. */
  amendBarred: words.optional(),
  pending: z
    .object({
      proposal: id,
      proposed: valueText,
      by: line,
      at: instant,
      reviewers: words,
    })
    .optional(),
});
export type CustomerItem = z.infer<typeof customerItem>;

export const customerView = z.object({
  card: customerCard,
  ageYears: count.nullable(),
  minor: z.boolean(),
  demonstration: z.boolean(),
  items: z.array(customerItem).max(80),
  consents: z.array(standing).max(30),
  revealsToday: z.object({ used: count, max: count }),
  receipt,
});
export type CustomerView = z.infer<typeof customerView>;

/** 采集 存储 使用 传输 共享 销毁 (JR/T 0223). */
export const stage = z.enum(['collect', 'store', 'use', 'transfer', 'share', 'destroy']);

export const timelineEvent = z.object({
  entry: id,
  at: instant,
  stage,
  act: code,
  title: words,
  post: z.string().max(40),
  unit: words.optional(),
  by: line.optional(),
  purpose: words.optional(),
  items: z.array(code).max(80),
  shown: shown.optional(),
  result: z.string().max(40),
});
export type TimelineEvent = z.infer<typeof timelineEvent>;

export const searchBy = z.discriminatedUnion('by', [
  z.strictObject({
    by: z.literal('document'),
    documentKind: code.default('01'),
    documentNumber: z.string().min(4).max(40),
  }),
  z.strictObject({ by: z.literal('mobile'), mobile: z.string().min(6).max(30) }),
  z.strictObject({ by: z.literal('number'), number: customerNumber.min(4) }),
  z.strictObject({ by: z.literal('name-birth'), name: z.string().min(1).max(60), birthDate: day }),
  z.strictObject({ by: z.literal('name-branch'), name: z.string().min(1).max(60) }),
]);
