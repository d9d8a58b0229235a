// Notices and consents as data: what is shown to a customer and what may be chosen, each choice apart and none ticked
// beforehand (R2.1.3, PIPL art. 14 and 17). The hash of the text is what every record of a display or choice refers to.
import {
  consentItem,
  noticeSection,
  noticeText,
  words,
  type ConsentItem,
  type Notice,
} from '@shouxin/contract';
import { z } from 'zod';
import { sha256 } from '../../kernel/crypto/index.ts';

const code = z.string().min(1).max(64);
const codes = z.array(code).max(100);

const noticeSource = z.strictObject({
  notice: code,
  version: z.int().min(1),
  list: code,
  title: words.strict(),
  /** What the text names, by code, for the lint of the collection list. */
  covers: z.strictObject({ items: codes, purposes: codes, retentions: codes, recipients: codes }),
  sections: z.array(noticeSection.strict()).min(1).max(40),
});

const consentSource = z.strictObject({
  edition: z.string().max(20),
  consents: z
    .array(
      consentItem.strict().extend({
        notice: code,
        /** A choice ticked beforehand is no choice: such data does not load. */
        preset: z.literal(false),
      }),
    )
    .max(100),
});

export type NoticeInForce = Omit<Notice, 'publishedAt' | 'state'> & {
  readonly covers: z.infer<typeof noticeSource>['covers'];
};

export interface Notices {
  /** The newest version of every notice. */
  readonly all: readonly NoticeInForce[];
  readonly consents: readonly ConsentItem[];
  find(notice: string): NoticeInForce | undefined;
  /** The choices that are put to a customer together with a notice, in the order shown. */
  consentsOf(notice: string): readonly ConsentItem[];
  findConsent(consent: string): ConsentItem | undefined;
}

export function hexOf(text: string): string {
  return Buffer.from(sha256(Buffer.from(text, 'utf8'))).toString('hex');
}

export function readNotices(noticeData: readonly unknown[], consentData: unknown): Notices {
  const notices = noticeData.map((it) => {
    const parsed = noticeSource.parse(it);
    return { ...parsed, hash: hexOf(noticeText(parsed)) };
  });
  const { consents: sources } = consentSource.parse(consentData);
  const newest = new Map<string, NoticeInForce>();
  for (const it of notices) {
    const known = newest.get(it.notice);
    if (known?.version === it.version) throw new Error(`notice ${it.notice} has one version twice`);
    if (!known || known.version < it.version) newest.set(it.notice, it);
  }
  const items = sources.map((it) => ({ notice: it.notice, consent: consentItem.parse(it) }));
  if (new Set(items.map((it) => it.consent.consent)).size !== items.length) {
    throw new Error('two consents carry one code');
  }
  const lost = items.find((it) => !newest.has(it.notice));
  if (lost) throw new Error(`consent ${lost.consent.consent} belongs to no notice`);
  const consents = items.map((it) => it.consent);
  return {
    all: [...newest.values()],
    consents,
    find: (notice) => newest.get(notice),
    consentsOf: (notice) => items.filter((it) => it.notice === notice).map((it) => it.consent),
    findConsent: (code) => consents.find((it) => it.consent === code),
  };
}
