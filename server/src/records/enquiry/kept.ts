// What a kept value says about itself: how fresh it is, where it came from, why it is still here and what ends that
// (R1.4.4, promise 7). Pure.
import type { CustomerItem, Words } from '@shouxin/contract';
import { ageOn, dictionary, rule, ruleList, ruleRowOf } from '@shouxin/contract/items';
import { addToDate, businessDate, daysBetween } from '../../kernel/clock.ts';
import type { KeptValue } from '../customers/index.ts';

const methods: Record<string, Words> = {
  'document-at-counter': {
    zh: '柜面核对证件原件',
    en: 'Compared with the document at the counter',
  },
  'declared-at-counter': { zh: '客户当面申报', en: 'Declared by the customer in person' },
  'source-system': {
    zh: '由源系统迁入，尚未核实',
    en: 'Taken over from the source system, not verified yet',
  },
  derived: { zh: '由证件号码推算', en: 'Derived from the document number' },
};

export type Freshness = CustomerItem['freshness'];

/** `validUntil` is the end of a document's validity, where the item has one and it is not for ever. */
export function freshnessOf(
  it: Pick<KeptValue, 'verifiedAt' | 'method'>,
  { today, validUntil }: { today: string; validUntil?: string | undefined },
): Freshness {
  const method = it.method === null ? undefined : methods[it.method];
  const verifiedAt = it.verifiedAt?.toISOString() ?? null;
  const worst = [byVerification(it.verifiedAt, today), byValidity(validUntil, today)];
  const state = (['stale', 'due'] as const).find((one) => worst.includes(one)) ?? 'fresh';
  return { state, verifiedAt, ...(method && { method }), validUntil: validUntil ?? null };
}

function byVerification(verifiedAt: Date | null, today: string): Freshness['state'] {
  if (verifiedAt === null) return 'due';
  const on = businessDate(verifiedAt);
  if (addToDate(on, { months: rule('freshness.stale_months') }) <= today) return 'stale';
  return addToDate(on, { months: rule('freshness.due_months') }) <= today ? 'due' : 'fresh';
}

function byValidity(validUntil: string | undefined, today: string): Freshness['state'] {
  if (validUntil === undefined) return 'fresh';
  if (validUntil < today) return 'stale';
  const noticeDays = Math.max(...ruleList('document.expiry.notice_days'));
  return daysBetween(today, validUntil) <= noticeDays ? 'due' : 'fresh';
}

/** The last day of a document's validity, out of the value of NP11; undefined when it never ends. */
export function validUntilOf(item: string, value: unknown): string | undefined {
  if (item !== 'NP11' || typeof value !== 'object' || value === null || !('to' in value)) {
    return undefined;
  }
  return typeof value.to === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value.to)
    ? value.to
    : undefined;
}

/** "业务关系结束后10年 · 反洗钱法第34条": why it is still here, and what ends that. */
export function retentionOf(code: string): CustomerItem['retention'] {
  const row = dictionary.retentions.find((it) => it.code === code);
  if (!row) return { code, until: { zh: '保存期限待定', en: 'Retention to be set' } };
  const article = row.rule === null ? undefined : ruleRowOf(row.rule).article;
  const join = (language: keyof Words) =>
    [row.name[language], article?.[language]].filter(Boolean).join(' · ');
  return { code, until: { zh: join('zh'), en: join('en') } };
}

export function originOf({ origin }: Pick<KeptValue, 'origin'>): CustomerItem['origin'] {
  const codes = [origin.branchCode, origin.tellerCode].filter(Boolean).join('/');
  return {
    channel: origin.channel,
    list: origin.list,
    listVersion: origin.listVersion,
    ...(origin.source && { source: sourceOf(origin, codes) }),
    at: origin.at.toISOString(),
    by: origin.accountName,
  };
}

function sourceOf({ source, record }: KeptValue['origin'], codes: string): string {
  return [source, record === undefined ? undefined : `#${record}`, codes]
    .filter(Boolean)
    .join(' · ')
    .slice(0, 120);
}

/** Completed years on a day, and whether that makes a minor of 民法典 art. 17. */
export function ageOf(
  birthDate: string | undefined,
  today: string,
): { ageYears: number | null; minor: boolean } {
  if (birthDate === undefined) return { ageYears: null, minor: false };
  const ageYears = Math.max(0, ageOn(birthDate, today));
  return { ageYears, minor: ageYears < rule('minor.policy_age') };
}
