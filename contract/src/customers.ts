// Customers: register, find, view masked, reveal for a purpose, verify without revealing, amend under review (R2.2.4, R4.1.1, R1.4.1).
import { z } from 'zod';
import {
  customerCard,
  customerView,
  documentImage,
  imageBytesMax,
  imageSide,
  imageTypes,
  itemValue,
  itemValues,
  searchBy,
  stage,
  timelineEvent,
} from './customer.ts';
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
import { shown, why } from './policy.ts';
import { valueText } from './words.ts';

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
            display: valueText.optional(),
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
    /** A match is kept as a fact: the value counts as verified from then on. */
    kind: 'write',
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
      'policy.denied',
      'customers.duplicate',
      'not-found',
      'customers.pending',
      'collection.unlisted-item',
      'collection.forbidden-item',
      'collection.never-persist',
      'collection.invalid-values',
      'approvals.stale',
    ],
  }),
  addImage: operation({
    id: 'customers.add-image',
    method: 'POST',
    path: '/v1/customers/:customer/images/:side',
    title: { zh: '上传证件影像', en: 'Upload a document image' },
    permission: 'customers.amend',
    kind: 'write',
    takes: { types: imageTypes, bytesMax: imageBytesMax },
    input: z.strictObject({ customer: id, side: imageSide }),
    output: documentImage,
    refusals: ['not-found', 'input.too-large', 'input.unsupported-type', 'policy.denied'],
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
      stages: z.partialRecord(stage, z.object({ count, last: instant.nullable() })),
      receipt,
    }),
    refusals: ['not-found', 'policy.purpose-not-offered', 'policy.denied'],
  }),
};
