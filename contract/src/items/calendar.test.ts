// Dates never roll over, and the arithmetic agrees with a slow and obvious one.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addYears, ageOn, dayNumber, daysBetween, daysInMonth, readDate } from './calendar.ts';

describe('calendar dates', () => {
  it.each([
    ['2020-01-02', '2020-01-02'], ['2020/1/2', '2020-01-02'], ['20200102', '2020-01-02'], ['2020.1.2', '2020-01-02'],
    ['2020年1月2日', '2020-01-02'], ['2020-01-02 00:00:00', '2020-01-02'], ['2020-01-02T00:00:00.000Z', '2020-01-02'], ['2000-02-29', '2000-02-29'],
  ])('reads %s', (text, date) => expect(readDate(text)).toEqual({ date })); // prettier-ignore

  it.each([
    '2021-02-29',
    '1900-02-29',
    '2020-02-30',
    '2020-13-01',
    '2020-00-10',
    '2020-04-31',
    '1799-12-31',
    '19900230',
  ])('%s is no day of the calendar', (text) =>
    expect(readDate(text)).toEqual({ fault: 'impossible' }),
  );

  it.each(['', '2020', '01/02/2020', '2020-1', '45883', 'soon', '2020-01-02x'])(
    '%s is not read',
    (text) => expect(readDate(text)).toEqual({ fault: 'unreadable' }),
  );

  it('grows older on the birthday, and on 1 March for 29 February', () => {
    expect(ageOn('2012-11-24', '2026-11-23')).toBe(13);
    expect(ageOn('2012-11-23', '2026-11-23')).toBe(14);
    expect(ageOn('2012-02-29', '2026-02-28')).toBe(13);
    expect(ageOn('2012-02-29', '2026-03-01')).toBe(14);
    expect(addYears('2020-02-29', 10)).toBe('2030-02-28');
    expect(daysBetween('2020-02-28', '2020-03-01')).toBe(2);
  });

  it('numbers days as the machine does', () => {
    const day = fc.tuple(
      fc.integer({ min: 1800, max: 2400 }),
      fc.integer({ min: 1, max: 12 }),
      fc.integer({ min: 1, max: 31 }),
    );
    fc.assert(
      fc.property(day, ([year, month, date]) => {
        const text = `${year}-${String(month).padStart(2, '0')}-${String(date).padStart(2, '0')}`;
        const isDay = date <= daysInMonth(year, month);
        expect(readDate(text)).toEqual(isDay ? { date: text } : { fault: 'impossible' });
        const machine = Date.parse(`${text}T00:00:00Z`) / 86_400_000;
        expect(isDay ? dayNumber(text) - dayNumber('1970-01-01') : machine).toEqual(machine);
      }),
    );
  });
});
