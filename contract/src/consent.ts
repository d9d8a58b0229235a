// Consent: notices as shown, choices as made, and what they add up to now (R2.1.2, R2.1.3, R2.3.1 to R2.3.5).
import { z } from 'zod';
import { code, id, instant, line, operation, text } from './operation.ts';
import { words } from './words.ts';

export const noticeSection = z.object({
  heading: words,
  body: words,
  enhanced: z.boolean(),
  /** Whom the section is for; without it everybody. The whole notice is always shown whole. */
  audience: z.literal('minor').optional(),
});

export const notice = z.object({
  notice: code,
  version: z.int().min(1),
  list: code,
  title: words,
  sections: z.array(noticeSection).max(40),
  /** SHA-256 over the canonical text of both languages, hex: what display and consent records refer to. */
  hash: z.string().length(64),
  publishedAt: instant,
  state: z.enum(['in-force', 'superseded']),
});
export type Notice = z.infer<typeof notice>;

/** One choice, apart from every other and never ticked beforehand (PIPL art. 14, 29; R2.1.3). */
export const consentItem = z.object({
  consent: code,
  title: words,
  description: words,
  purpose: code,
  channel: code.optional(),
  separate: z.boolean(),
  /** Items whose use for this purpose rests on this consent. */
  items: z.array(code).max(80),
});
export type ConsentItem = z.infer<typeof consentItem>;

/**
 * The canonical text of a notice: what its hash is taken over (SHA-256 of the UTF-8 bytes, hex). JSON of nested lists of
 * strings, so that no two notices share a text and any language can rebuild it. Each side hashes for itself.
 */
export function noticeText(
  it: Pick<Notice, 'notice' | 'version' | 'list' | 'title' | 'sections'>,
): string {
  return JSON.stringify([
    'shouxin/notice/v1',
    it.notice,
    String(it.version),
    it.list,
    [it.title.zh, it.title.en],
    it.sections.map((section) => [
      section.enhanced ? 'enhanced' : 'general',
      [section.heading.zh, section.heading.en],
      [section.body.zh, section.body.en],
    ]),
  ]);
}

/**
 * The canonical text of what a customer saw when choosing: the notice, by its hash, and every choice as it was worded, in
 * the order shown. Its SHA-256 is the `shownHash` of a submission.
 */
export function shownText(noticeHash: string, consents: readonly ConsentItem[]): string {
  return JSON.stringify([
    'shouxin/shown/v1',
    noticeHash,
    consents.map((it) => [
      it.consent,
      [it.title.zh, it.title.en],
      [it.description.zh, it.description.en],
    ]),
  ]);
}

export const standing = z.object({
  consent: code,
  title: words,
  purpose: code,
  state: z.enum(['given', 'refused', 'withdrawn', 'claimed', 'none']),
  at: instant.nullable(),
  evidence: z.enum(['signed-image', 'counter-display', 'none']),
  /** A claim without verifiable evidence permits nothing (R2.3.3). */
  permits: z.boolean(),
});
export type Standing = z.infer<typeof standing>;

export const choice = z.strictObject({ consent: code, given: z.boolean() });

export const consentOperations = {
  notices: operation({
    id: 'consent.notices',
    method: 'GET',
    path: '/v1/notices',
    title: { zh: '告知书', en: 'Notices' },
    permission: 'collection.read',
    kind: 'read',
    input: z.strictObject({}),
    output: z.object({ items: z.array(notice).max(100), consents: z.array(consentItem).max(50) }),
    refusals: [],
  }),
  withdraw: operation({
    id: 'consent.withdraw',
    method: 'POST',
    path: '/v1/customers/:customer/consents/withdraw',
    title: { zh: '撤回同意', en: 'Withdraw consent' },
    permission: 'customers.amend',
    kind: 'write',
    input: z.strictObject({ customer: id, consent: code, channel: line, note: text.optional() }),
    output: z.object({ standing }),
    refusals: ['not-found'],
  }),
};
