// Customers: register, find, view masked, reveal for a purpose, verify without revealing, amend under review (R2.2.4, R4.1.1, R1.4.1).
import { z } from 'zod';
import { standing } from './consent.ts';
import {
  code,
  count,
  day,
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
import { relation, shown, tier, why } from './policy.ts';
import { words } from './words.ts';

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

const customerNumber = z.string().max(30);

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
  display: z.string().max(1000).optional(),
  version: count,
  tier,
  /** What a reveal of this item would need from this caller now. */
  reveal: z.enum(['open', 'purpose', 'step-up', 'reference', 'approval', 'never']),
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
    validUntil: day.nullable(),
  }),
  retention: z.object({ code, until: words }),
  pending: z
    .object({
      proposal: id,
      proposed: z.string().max(1000),
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

export const timelineEvent = z.object({
  entry: id,
  at: instant,
  stage: z.enum(['collect', 'store', 'use', 'transfer', 'share', 'destroy']),
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

export const customersOperations = {
  search: operation({
    id: 'customers.search',
    method: 'POST',
    path: '/v1/customers/search',
    title: { zh: '查找客户', en: 'Find customers' },
    permission: 'customers.find',
    kind: 'read',
    purpose: 'required',
    input: z.strictObject({ terms: searchBy, purpose, ...page }),
    output: pageOf(customerCard).extend({ receipt }),
    refusals: [
      'policy.purpose-required',
      'policy.purpose-not-offered',
      'policy.reference-required',
      'rate.exceeded',
    ],
  }),
  view: operation({
    id: 'customers.view',
    method: 'POST',
    path: '/v1/customers/:customer/view',
    title: { zh: '查看客户', en: 'Open a customer' },
    permission: 'customers.view',
    kind: 'read',
    purpose: 'required',
    input: z.strictObject({ customer: id, purpose }),
    output: customerView,
    refusals: [
      'not-found',
      'policy.purpose-not-offered',
      'policy.reference-required',
      'policy.denied',
    ],
  }),
  reveal: operation({
    id: 'customers.reveal',
    method: 'POST',
    path: '/v1/customers/:customer/reveal',
    title: { zh: '查看明文', en: 'Reveal' },
    permission: 'customers.reveal',
    kind: 'read',
    purpose: 'required',
    input: z.strictObject({ customer: id, items: z.array(code).min(1).max(12), purpose }),
    output: z.object({
      items: z
        .array(
          z.object({
            item: code,
            shown,
            display: z.string().max(1000).optional(),
            parts: itemValue.optional(),
            why,
          }),
        )
        .max(12),
      closesInSeconds: z.int(),
      revealsToday: z.object({ used: count, max: count }),
      receipt,
    }),
    refusals: [
      'not-found',
      'policy.purpose-not-offered',
      'policy.reference-required',
      'identity.step-up-required',
      'disclosure.refused',
      'disclosure.budget',
    ],
  }),
  verify: operation({
    id: 'customers.verify',
    method: 'POST',
    path: '/v1/customers/:customer/verify',
    title: { zh: '核验', en: 'Verify without revealing' },
    permission: 'customers.view',
    kind: 'read',
    purpose: 'required',
    input: z.strictObject({ customer: id, item: code, value: z.string().min(1).max(200), purpose }),
    output: z.object({ item: code, matches: z.boolean(), receipt }),
    refusals: [
      'not-found',
      'policy.purpose-not-offered',
      'policy.reference-required',
      'disclosure.refused',
      'rate.exceeded',
    ],
  }),
  amend: operation({
    id: 'customers.amend',
    method: 'POST',
    path: '/v1/customers/:customer/amend',
    title: { zh: '更正', en: 'Amend' },
    permission: 'customers.amend',
    kind: 'write',
    purpose: 'required',
    fourEyes: 'when-listed',
    input: z.strictObject({
      customer: id,
      values: itemValues,
      /** Why, and what was shown: for example 客户持新证件到柜面. */
      ground: z.string().trim().min(2).max(200),
      images: z
        .array(z.strictObject({ image: id, side: code }))
        .max(4)
        .default([]),
      purpose,
    }),
    output: z.union([z.object({ state: z.literal('applied'), receipt }), proposed]),
    refusals: [
      'not-found',
      'customers.pending',
      'collection.unlisted-item',
      'collection.forbidden-item',
      'collection.never-persist',
      'collection.invalid-values',
      'approvals.stale',
    ],
  }),
  timeline: operation({
    id: 'customers.timeline',
    method: 'POST',
    path: '/v1/customers/:customer/timeline',
    title: { zh: '全生命周期', en: 'Timeline' },
    permission: 'customers.view',
    kind: 'read',
    purpose: 'required',
    input: z.strictObject({ customer: id, purpose, item: code.optional(), ...page }),
    output: pageOf(timelineEvent).extend({
      stages: z.record(z.string(), z.object({ count, last: instant.nullable() })),
      receipt,
    }),
    refusals: ['not-found', 'policy.purpose-not-offered', 'policy.denied'],
  }),
};
