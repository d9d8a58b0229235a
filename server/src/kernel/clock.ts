// The only source of "now", handed in so that tests own time, and the only place that knows the
// institution's calendar: business dates are those of Asia/Shanghai, whatever the machine's zone.
// Dates are strings YYYY-MM-DD and are validated by Temporal: `new Date('2025-02-30')` would
// silently become 2 March (SECURITY section 5, pitfall 7).

export interface Clock {
  now(): Date;
}

export const systemClock: Clock = { now: () => new Date() };

export interface FixedClock extends Clock {
  set(instant: string): void;
  advance(duration: Temporal.DurationLike): void;
}

/** A clock for tests: stands still until told otherwise. */
export function fixedClock(instant = '2026-03-02T01:00:00Z'): FixedClock {
  let current = Temporal.Instant.from(instant);
  return {
    now: () => new Date(current.epochMilliseconds),
    set: (to) => {
      current = Temporal.Instant.from(to);
    },
    advance: (duration) => {
      current = current.toZonedDateTimeISO('UTC').add(duration).toInstant();
    },
  };
}

export const businessZone = 'Asia/Shanghai';

let lastMinute = Number.NaN;
let lastDate = '';

/** The business date (YYYY-MM-DD) that an instant falls on. Within one minute it is asked for again and again. */
export function businessDate(at: Date): string {
  const minute = Math.floor(at.getTime() / 60_000);
  if (minute !== lastMinute) [lastMinute, lastDate] = [minute, dateAt(at)];
  return lastDate;
}

function dateAt(at: Date): string {
  return Temporal.Instant.fromEpochMilliseconds(at.getTime())
    .toZonedDateTimeISO(businessZone)
    .toPlainDate()
    .toString();
}

/** True for a calendar date that exists, written YYYY-MM-DD and in no other way. */
export function isDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  try {
    Temporal.PlainDate.from(text, { overflow: 'reject' });
    return true;
  } catch {
    return false;
  }
}

/** Date arithmetic by the calendar: 2024-02-29 plus one year is 2025-02-28. */
export function addToDate(date: string, duration: Temporal.DurationLike): string {
  return Temporal.PlainDate.from(date, { overflow: 'reject' }).add(duration).toString();
}

/** Whole days from one date to another; negative when `until` is earlier. */
export function daysBetween(from: string, until: string): number {
  return Temporal.PlainDate.from(from).until(Temporal.PlainDate.from(until)).days;
}

/** Completed years of age on a date, as 民法典 and the customer rules count them. */
export function yearsBetween(from: string, until: string): number {
  return Temporal.PlainDate.from(from).until(Temporal.PlainDate.from(until), {
    largestUnit: 'years',
  }).years;
}

/** First instant of a business month (YYYY-MM), and of the next. */
export function businessMonth(month: string): { readonly from: Date; readonly until: Date } {
  const begin = Temporal.PlainYearMonth.from(month);
  return { from: beginOf(begin), until: beginOf(begin.add({ months: 1 })) };
}

function beginOf(month: Temporal.PlainYearMonth): Date {
  const { epochMilliseconds } = month.toPlainDate({ day: 1 }).toZonedDateTime(businessZone);
  return new Date(epochMilliseconds);
}
