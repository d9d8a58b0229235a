// A month as a calendar shows it: weeks from Monday to Sunday, and what was taken and drilled on each day.
import type { operations, OutputOf } from '@shouxin/contract';
import type { Tone } from '../ui/chip.tsx';

type SetDay = OutputOf<typeof operations.backup.days>['items'][number];
type DrillDay = OutputOf<typeof operations.drills.days>['items'][number];

const dayMs = 86_400_000;
const two = (value: number) => String(value).padStart(2, '0');

/** Months counted from the year 0, so that the one before January is December. */
export function monthBeside(month: string, by: 1 | -1): string {
  const [year = 0, of = 1] = month.split('-').map(Number);
  const counted = year * 12 + of - 1 + by;
  return `${Math.floor(counted / 12)}-${two((counted % 12) + 1)}`;
}

/** Null where a day of another month would stand. */
export function weeksOf(month: string): (string | null)[][] {
  const first = Date.parse(`${month}-01`);
  const days = (Date.parse(`${monthBeside(month, 1)}-01`) - first) / dayMs;
  const before = (new Date(first).getUTCDay() + 6) % 7;
  const cells = [
    ...Array.from({ length: before }, () => null),
    ...Array.from({ length: days }, (_, at) => `${month}-${two(at + 1)}`),
  ];
  while (cells.length % 7 > 0) cells.push(null);
  return Array.from({ length: cells.length / 7 }, (_, week) => cells.slice(week * 7, week * 7 + 7));
}

/** Moved by days, but not out of the month and not behind the last that has come. */
export function dayBeside(day: string, by: number, last: string): string {
  const to = new Date(Date.parse(day) + by * dayMs).toISOString().slice(0, 10);
  return to.slice(0, 7) === day.slice(0, 7) && to <= last ? to : day;
}

export interface Mark {
  readonly of: 'data' | 'keys' | 'drill';
  readonly tone: Extract<Tone, 'good' | 'bad' | 'warn' | 'accent'>;
  readonly whole: number;
  readonly failed: number;
  readonly cutOff: number;
  readonly running: number;
}

interface Days {
  readonly sets: readonly SetDay[];
  readonly drills: readonly DrillDay[];
}

export function marksOf(day: string, { sets, drills }: Days): Mark[] {
  const taken = sets
    .filter((it) => it.day === day)
    .map(({ kind, whole, failed, taking }) =>
      marked({ of: kind, whole, failed, cutOff: 0, running: taking }),
    );
  const drilled = drills
    .filter((it) => it.day === day)
    .map(({ passed, failed, cutOff, running }) =>
      marked({ of: 'drill', whole: passed, failed, cutOff, running }),
    );
  return [...taken, ...drilled];
}

/** A failure is not hidden by a success of the same day. */
function marked(it: Omit<Mark, 'tone'>): Mark {
  const tone = it.failed > 0 ? 'bad' : it.running > 0 ? 'accent' : it.whole > 0 ? 'good' : 'warn';
  return { ...it, tone };
}
