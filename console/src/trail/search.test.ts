// Periods of the audit search are days of Asia/Shanghai, wherever the browser is.
import { expect, it } from 'vitest';
import { boundsOf, cleaned, dayEnd, dayStart } from './search.ts';

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
