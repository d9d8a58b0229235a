// Calendar dates as `YYYY-MM-DD` strings. Own parser and arithmetic: JavaScript's Date turns 30 February into
// 1 March, and a customer's birth date must never roll over. No clock here: `today` always comes from outside.

export type ReadDate = { date: string } | { fault: 'unreadable' | 'impossible' };

const monthLengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

export const isLeapYear = (year: number): boolean =>
  (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;

export function daysInMonth(year: number, month: number): number {
  const days = monthLengths[month - 1] ?? 0;
  return month === 2 && isLeapYear(year) ? days + 1 : days;
}

export function isCalendarDate(year: number, month: number, day: number): boolean {
  return year >= 1800 && year <= 9999 && day >= 1 && day <= daysInMonth(year, month);
}

const pad = (n: number, width: number): string => String(n).padStart(width, '0');

const write = (year: number, month: number, day: number): string =>
  `${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}`;

const compact = /^(\d{4})(\d{2})(\d{2})$/;
const separated = /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$/;
const timeOfDay = /[ T]\d{1,2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?Z?$/;

/** Reads 2020-01-02, 2020/1/2, 2020.1.2, 20200102, 2020年1月2日, each with or without a time of day. */
export function readDate(text: string): ReadDate {
  const day = text.length > 40 ? '' : text.replace(timeOfDay, '');
  const match = compact.exec(day) ?? separated.exec(day);
  if (!match) return { fault: 'unreadable' };
  const [year, month, date] = [Number(match[1]), Number(match[2]), Number(match[3])];
  if (!isCalendarDate(year, month, date)) return { fault: 'impossible' };
  return { date: write(year, month, date) };
}

function parts(date: string): [number, number, number] {
  return [Number(date.slice(0, 4)), Number(date.slice(5, 7)), Number(date.slice(8, 10))];
}

/** The same day `years` later; 29 February becomes 28 February in a common year. */
export function addYears(date: string, years: number): string {
  const [year, month, day] = parts(date);
  return write(year + years, month, Math.min(day, daysInMonth(year + years, month)));
}

/** Full years lived on `on`; somebody born on 29 February grows older on 1 March of a common year. */
export function ageOn(birthDate: string, on: string): number {
  const [by, bm, bd] = parts(birthDate);
  const [y, m, d] = parts(on);
  return y - by - (m < bm || (m === bm && d < bd) ? 1 : 0);
}

/** Days since 1 March of year 0 (proleptic Gregorian): only differences mean something. */
export function dayNumber(date: string): number {
  const [year, month, day] = parts(date);
  const y = month > 2 ? year : year - 1;
  const m = (month + 9) % 12;
  return (
    365 * y +
    Math.floor(y / 4) -
    Math.floor(y / 100) +
    Math.floor(y / 400) +
    Math.floor((m * 306 + 5) / 10) +
    day
  );
}

export const daysBetween = (from: string, to: string): number => dayNumber(to) - dayNumber(from);
