// What a kept value says about itself, over time: freshness is the worse of two clocks, retention names its law.
import { describe, expect, it } from 'vitest';
import { dictionary, rule } from '@shouxin/contract/items';
import { addToDate } from '../../kernel/clock.ts';
import { freshnessOf, originOf, retentionOf, validUntilOf } from './kept.ts';

const today = '2026-11-23';
const verified = (on: string) => ({
  item: 'NP10',
  verifiedAt: new Date(`${on}T02:00:00Z`),
  method: 'document-at-counter',
});
const monthsAgo = (months: number) => addToDate(today, { months: -months });

describe('R1.4.4 freshness', () => {
  const due = rule('freshness.due_months');
  const stale = rule('freshness.stale_months');
  const cases: [string, [verifiedOn: string, validUntil: string | undefined], string][] = [
    ['verified today', [today, undefined], 'fresh'],
    ['the day before it is due', [addToDate(monthsAgo(due), { days: 1 }), undefined], 'fresh'],
    ['the day it is due', [monthsAgo(due), undefined], 'due'],
    ['the day before it is stale', [addToDate(monthsAgo(stale), { days: 1 }), undefined], 'due'],
    ['the day it is stale', [monthsAgo(stale), undefined], 'stale'],
    ['fresh with a document that ended yesterday', [today, '2026-11-22'], 'stale'],
    ['fresh with a document that ends today', [today, today], 'due'],
    ['fresh with a document that ends within 90 days', [today, '2027-02-21'], 'due'],
    ['fresh with a document that ends after 91 days', [today, '2027-02-22'], 'fresh'],
    ['stale with a valid document', [monthsAgo(stale), '2040-01-01'], 'stale'],
  ];
  it.each(cases)('%s', (_, [on, validUntil], state) => {
    expect(freshnessOf(verified(on), { today, validUntil }).state).toBe(state);
  });

  it('counts business days of Shanghai, not of the machine', () => {
    const late = { ...verified(today), verifiedAt: new Date(`${monthsAgo(due)}T17:00:00Z`) };
    expect(freshnessOf(late, { today }).state).toBe('fresh');
  });

  it('takes what was never verified as due, and lets only what is on the document age with it', () => {
    const never = { item: 'NP08', verifiedAt: null, method: 'source-system' };
    expect(freshnessOf(never, { today, validUntil: '2020-01-01' })).toMatchObject({
      state: 'due',
      verifiedAt: null,
      validUntil: null,
      method: { zh: '由源系统迁入，尚未核实' },
    });
  });

  it('reads the end of validity, and no end as none', () => {
    expect(validUntilOf({ from: '2020-05-01', to: '2040-05-01' })).toBe('2040-05-01');
    for (const it of [{ from: '2020-05-01', to: 'long-term' }, { to: '2026-02-30' }, '', null])
      expect(validUntilOf(it)).toBeUndefined();
  });
});

describe('promise 7: what keeps a value, and where it came from', () => {
  it('says for every retention of the dictionary until when, and names the article of its rule', () => {
    for (const row of dictionary.retentions) {
      const { until } = retentionOf(row.code);
      expect(until.zh).toContain(row.name.zh);
      expect(until.zh.includes(' · ')).toBe(row.rule !== null);
    }
    expect(retentionOf('A10').until.zh).toMatch(/反洗钱法/);
    expect(retentionOf('Q9').until.zh).not.toBe('');
  });

  it('names the record and the old clerk of an imported value', () => {
    const origin = {
      channel: 'bulk-import',
      list: 'CS-01',
      listVersion: 1,
      source: '核心系统',
      record: 17,
      branchCode: '0101',
      tellerCode: 'T07',
      account: 'x',
      accountName: '运营',
      at: new Date('2026-11-23T02:00:00Z'),
    };
    expect(originOf({ origin })).toMatchObject({ source: '核心系统 · #17 · 0101/T07', by: '运营' });
  });
});
