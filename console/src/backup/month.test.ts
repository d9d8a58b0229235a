// The calendar of sets and drills: weeks are whole, a month follows the one before, and a failure shows beside a success (R3.2.1).
import { expect, test } from 'vitest';
import { dayBeside, marksOf, monthBeside, weeksOf } from './month.ts';

test('R3.2.1 weeks begin on Monday and hold every day once', () => {
  expect(weeksOf('2026-11')[0]).toEqual([null, null, null, null, null, null, '2026-11-01']);
  expect(weeksOf('2028-02').flat().filter(Boolean)).toHaveLength(29);
  expect(weeksOf('2027-02')).toHaveLength(4);
  for (const week of weeksOf('2026-12')) expect(week).toHaveLength(7);
});

test('the month before January is December', () => {
  expect([monthBeside('2026-01', -1), monthBeside('2026-12', 1)]).toEqual(['2025-12', '2027-01']);
});

test('arrow keys stay in the month and before what is to come', () => {
  expect(dayBeside('2026-11-23', 7, '2026-11-23')).toBe('2026-11-23');
  expect(dayBeside('2026-11-23', -7, '2026-11-23')).toBe('2026-11-16');
  expect(dayBeside('2026-11-03', -7, '2026-11-23')).toBe('2026-11-03');
  expect(dayBeside('2026-10-31', 1, '2026-11-23')).toBe('2026-10-31');
});

test('R3.2.1 a failure is not hidden by a success of the same day; what was cut off proves nothing', () => {
  const sets = [{ day: '2026-11-23', kind: 'data' as const, whole: 2, failed: 1, taking: 0 }];
  const drills = [{ day: '2026-11-23', passed: 0, failed: 0, cutOff: 1, running: 0 }];
  const marks = marksOf('2026-11-23', { sets, drills });
  expect(marks.map(({ of, tone }) => [of, tone])).toEqual([
    ['data', 'bad'],
    ['drill', 'warn'],
  ]);
  expect(marksOf('2026-11-22', { sets, drills })).toEqual([]);
});
