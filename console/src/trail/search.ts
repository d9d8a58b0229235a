// What the auditor is looking for: in memory, because a customer number stands in no address and no history.
import {
  filterOf,
  trailPeriod,
  type FilterOf,
  type operations,
  type SentTo,
} from '@shouxin/contract';
import { onDay } from '../app/format.ts';
import { onLeave } from '../app/session.ts';
import { createStore } from '../app/store.ts';

export type Filters = SentTo<typeof operations.audit.search>['filters'];

export interface Search {
  readonly filters: Filters;
  readonly period: Period;
  /** Makes two searches for the same two acts. */
  readonly at: number;
}

export const periods = trailPeriod.options;
export type Period = (typeof periods)[number];

const start: Search = { filters: {}, period: 'all', at: 0 };
export const search = createStore<Search>(start);
onLeave(() => search.set(start));

/** Looks for one thing and drops every other filter: forward from a customer, back from a person. */
export function lookFor(filters: Filters): void {
  search.set({ filters, period: 'all', at: Date.now() });
}

/** Midnight in Asia/Shanghai of a day `YYYY-MM-DD`, which has no summer time. */
export function dayStart(day: string): string {
  return new Date(`${day}T00:00:00+08:00`).toISOString();
}

export function dayEnd(day: string): string {
  return new Date(Date.parse(dayStart(day)) + 86_400_000).toISOString();
}

const daysOf: Partial<Record<Period, number>> = { today: 1, week: 7, month: 30 };

/** The bounds of a period that ends today. */
export function boundsOf(period: Period, today: string): Pick<Filters, 'from' | 'to'> {
  const days = daysOf[period];
  if (days === undefined) return {};
  const from = Date.parse(dayStart(today)) - (days - 1) * 86_400_000;
  return { from: new Date(from).toISOString() };
}

/** Without empty fields, so that a blank is not looked for. */
export function cleaned(filters: Filters): Filters {
  const kept = Object.entries(filters).filter(([, value]) => value !== undefined && value !== '');
  return Object.fromEntries(kept);
}

type Saved = Extract<FilterOf, { list: 'trail' }>;

/** The part that may be saved: never a customer, an account or a trail. */
export function savedFrom({ filters, period }: Search): Saved {
  const { act, purpose, decision, from, to } = filters;
  const days = period === 'own' && {
    ...(from && { from: onDay(from) }),
    ...(to && { to: onDay(new Date(Date.parse(to) - 1)) }),
  };
  const rest = cleaned({ act, purpose, decision });
  const read = filterOf.safeParse({ list: 'trail', ...rest, period, ...days });
  return read.success && read.data.list === 'trail' ? read.data : { list: 'trail', period };
}

/** Searches by what was saved; a period that ends today ends on the day of the search. */
export function lookAgain(
  { act, purpose, decision, period, from, to }: Saved,
  today: string,
): void {
  const days =
    period === 'own'
      ? { ...(from && { from: dayStart(from) }), ...(to && { to: dayEnd(to) }) }
      : boundsOf(period, today);
  const filters = cleaned({ act, purpose, decision, ...days });
  search.set({ filters, period, at: Date.now() });
}
