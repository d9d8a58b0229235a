// What a kept value says about itself: how fresh it is, where it came from, why it is still here and what ends that
// (R1.4.4, promise 7). Pure.
import type { CustomerItem, Words } from '@shouxin/contract';
import { dictionary, rule, ruleList, ruleRowOf } from '@shouxin/contract/items';
import { addToDate, businessDate, daysBetween, isDate } from '../../kernel/clock.ts';
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
  'stated-by-customer': { zh: '客户陈述，核验一致', en: 'Stated by the customer; it matched' },
  derived: { zh: '由证件号码推算', en: 'Derived from the document number' },
};

/** What was read off the document ages with it. */
const onTheDocument = new Set(['NP09', 'NP10', 'NP11', 'NP12', 'NP13']);

export type Freshness = CustomerItem['freshness'];

/** The worse of two clocks: when it was last verified, and how long the document behind it is valid. */
export function freshnessOf(
  it: Pick<KeptValue, 'item' | 'verifiedAt' | 'method'> & Partial<Pick<KeptValue, 'verifiedBy'>>,
  asOf: { readonly today: string; readonly validUntil?: string | undefined },
): Freshness {
  const validUntil = onTheDocument.has(it.item) ? asOf.validUntil : undefined;
  const method = it.method === null ? undefined : methods[it.method];
  const both = [byVerification(it.verifiedAt, asOf.today), byValidity(validUntil, asOf.today)];
  return {
    state: (['stale', 'due'] as const).find((one) => both.includes(one)) ?? 'fresh',
    verifiedAt: it.verifiedAt?.toISOString() ?? null,
    ...(method && { method }),
    ...(it.verifiedBy && { by: it.verifiedBy }),
    validUntil: validUntil ?? null,
  };
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

/** The last day of a document's validity, out of the value of NP11; undefined when it never ends or may not be seen. */
export function validUntilOf(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || !('to' in value)) return undefined;
  return typeof value.to === 'string' && isDate(value.to) ? value.to : undefined;
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
