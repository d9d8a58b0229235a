// A drill as it is kept and shown: pure. Passed: it came to its end and every check is met.
import type { DrillCard } from '@shouxin/contract';
import type { DrillCheck, DrillStatement } from '@shouxin/contract/proof';

export type Step = DrillCard['step'];
export type Chosen = DrillCard['chosen'];

export interface StoredDrill {
  readonly drill: string;
  readonly set: string | null;
  readonly chosen: Chosen;
  readonly askedBy: string;
  readonly startedAt: Date;
  readonly step: Step;
  readonly done: number;
  readonly total: number;
  readonly endedAt: Date | null;
  readonly outcome: 'passed' | 'failed' | 'cut-off' | null;
  readonly failure: string | null;
  readonly recoverySeconds: number | null;
  readonly lostSeconds: number | null;
  readonly statement: string | null;
  readonly entry: string | null;
}

export function cardOf(it: StoredDrill): DrillCard {
  const { drill, set, chosen, askedBy, done, failure, recoverySeconds, lostSeconds } = it;
  return {
    drill,
    set,
    chosen,
    askedBy,
    failure,
    recoverySeconds,
    lostSeconds,
    done,
    total: Math.max(it.total, done),
    state: it.outcome ?? (it.step === 'waiting' ? 'waiting' : 'running'),
    step: it.endedAt === null ? it.step : 'ended',
    startedAt: it.startedAt.toISOString(),
    endedAt: it.endedAt?.toISOString() ?? null,
  };
}

/** What was looked at: so many, and so many of them not as they must be. */
export interface Looked {
  readonly looked: number;
  readonly wrong: number;
}

export type Checks = Partial<Record<DrillCheck, Looked>>;

export interface Targets {
  readonly recoverySeconds: number;
  readonly lostSeconds: number;
  /** The approved plan they are of; undefined: rows of the rules. */
  readonly plan: { readonly plan: string; readonly version: number } | undefined;
}

/** In the order of the table; only what was looked at. */
export function checksOf(checks: Checks, order: readonly DrillCheck[]): DrillStatement['checks'] {
  return order.flatMap((check) => {
    const it = checks[check];
    return it ? [{ check, isMet: it.wrong === 0, ...it }] : [];
  });
}

export const secondsBetween = (from: Date, to: Date): number =>
  Math.max(0, Math.round((to.getTime() - from.getTime()) / 1000));
