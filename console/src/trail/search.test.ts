// Periods of the audit search are days of Asia/Shanghai, wherever the browser is.
import { describe, expect, it } from 'vitest';
import { boundsOf, cleaned, dayEnd, dayStart, savedFrom } from './search.ts';

it.each([
  ['today', '2026-11-22T16:00:00.000Z'],
  ['week', '2026-11-16T16:00:00.000Z'],
  ['month', '2026-10-24T16:00:00.000Z'],
] as const)('R1.5.4 %s begins at midnight in Shanghai', (period, from) => {
  expect(boundsOf(period, '2026-11-23')).toEqual({ from });
});

it("R1.5.4 an open period and a period of one's own have no bounds of their own", () => {
  expect([boundsOf('all', '2026-11-23'), boundsOf('own', '2026-11-23')]).toEqual([{}, {}]);
});

it('a day ends where the next begins', () => {
  expect(dayEnd('2026-11-30')).toBe(dayStart('2026-12-01'));
});

it('a blank is not looked for', () => {
  expect(cleaned({ account: '', act: 'customers.reveal' })).toEqual({ act: 'customers.reveal' });
});

describe('what of a search may be saved', () => {
  it('leaves out customer, account and trail', () => {
    const filters = {
      customerNumber: 'C-0001',
      account: 'teller',
      trail: 'x',
      act: 'audit.search',
    };
    expect(savedFrom({ filters, period: 'week', at: 1 })).toEqual({
      list: 'trail',
      act: 'audit.search',
      period: 'week',
    });
  });

  it('keeps days of one’s own as days', () => {
    const filters = { from: dayStart('2026-11-01'), to: dayEnd('2026-11-02') };
    expect(savedFrom({ filters, period: 'own', at: 1 })).toEqual({
      list: 'trail',
      period: 'own',
      from: '2026-11-01',
      to: '2026-11-02',
    });
  });
});
