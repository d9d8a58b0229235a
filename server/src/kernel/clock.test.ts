// Business dates and calendar arithmetic.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addToDate, businessDate, daysBetween, fixedClock, isDate, yearsBetween } from './clock.ts';

test.each([
  ['2026-03-01T15:59:59.999Z', '2026-03-01'],
  ['2026-03-01T16:00:00Z', '2026-03-02'],
  ['2025-12-31T16:00:00Z', '2026-01-01'],
])('the business date of %s is %s', (instant, date) => {
  expect(businessDate(new Date(instant))).toBe(date);
});

test.each([
  ['2025-02-28', true],
  ['2025-02-29', false],
  ['2024-02-29', true],
  ['2025-13-01', false],
  ['2025-04-31', false],
  ['20250401', false],
  ['2025-4-1', false],
  ['2025-04-01T00:00', false],
  ['', false],
])('%s is a date: %s', (text, expected) => {
  expect(isDate(text)).toBe(expected);
});

describe('date arithmetic follows the calendar', () => {
  test.each([
    ['2024-02-29', { years: 1 }, '2025-02-28'],
    ['2025-01-31', { months: 1 }, '2025-02-28'],
    ['2025-12-31', { days: 1 }, '2026-01-01'],
  ])('%s plus %o is %s', (from, duration, until) => {
    expect(addToDate(from, duration)).toBe(until);
  });

  test('adding days and counting them agree', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 60_000 }), (days) => {
        expect(daysBetween('1900-01-01', addToDate('1900-01-01', { days }))).toBe(days);
      }),
    );
  });

  test.each([
    ['2010-03-02', '2026-03-01', 15],
    ['2010-03-02', '2026-03-02', 16],
    ['2008-02-29', '2026-02-28', 17],
    ['2008-02-29', '2026-03-01', 18],
  ])('someone born on %s is on %s %i years old', (born, on, age) => {
    expect(yearsBetween(born, on)).toBe(age);
  });

  test('a date that does not exist is refused, not moved', () => {
    expect(() => addToDate('2025-02-30', { days: 1 })).toThrow(RangeError);
  });
});

test('a fixed clock stands still until it is told otherwise', () => {
  const clock = fixedClock('2026-03-02T01:00:00Z');
  expect(clock.now()).toEqual(clock.now());
  clock.advance({ hours: 23 });
  expect(businessDate(clock.now())).toBe('2026-03-03');
  clock.set('2030-01-01T00:00:00Z');
  expect(clock.now().toISOString()).toBe('2030-01-01T00:00:00.000Z');
});
