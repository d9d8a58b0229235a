// A recovery plan, and what it is worth today: pure. Whether it is due or overdue is derived from the day and stored nowhere, so
// that a plan nobody looked at is overdue in the morning, whether or not anything ran (R3.2.4).
import type { PlanCard, PlanDraft, PlanScenario, PlanState } from '@shouxin/contract';
import { daysBetween } from '../../kernel/clock.ts';

/** What is sealed of a version. */
export type Content = Pick<
  PlanDraft,
  'scope' | 'activation' | 'roles' | 'steps' | 'checks' | 'note'
>;

export interface PlanHead {
  readonly plan: string;
  readonly version: number;
  readonly name: string;
  readonly scenario: PlanScenario;
  readonly dataSets: readonly string[];
  readonly rtoMinutes: number;
  readonly rpoMinutes: number;
  readonly stepCount: number;
  readonly reviewOn: string;
  readonly by: string;
  readonly approvedBy: string;
  readonly at: Date;
}

export interface Plan extends PlanHead {
  readonly retiredAt: Date | null;
  readonly content: Uint8Array;
}

export interface Day {
  readonly today: string;
  readonly remindDays: number;
}

export function stateOf(
  { retiredAt, reviewOn }: Pick<Plan, 'retiredAt' | 'reviewOn'>,
  { today, remindDays }: Day,
): PlanState {
  if (retiredAt) return 'retired';
  const left = daysBetween(today, reviewOn);
  if (left < 0) return 'overdue';
  return left <= remindDays ? 'due' : 'in-force';
}

export function cardOf(it: Plan, day: Day): PlanCard {
  return {
    plan: it.plan,
    version: it.version,
    name: it.name,
    scenario: it.scenario,
    dataSets: [...it.dataSets],
    rtoMinutes: it.rtoMinutes,
    rpoMinutes: it.rpoMinutes,
    stepCount: it.stepCount,
    state: stateOf(it, day),
    reviewOn: it.reviewOn,
    by: it.by,
    approvedBy: it.approvedBy,
    at: it.at.toISOString(),
  };
}

export function termsOf(it: PlanHead, content: Content): PlanDraft {
  const { name, scenario, dataSets, rtoMinutes, rpoMinutes } = it;
  return { name, scenario, dataSets: [...dataSets], rtoMinutes, rpoMinutes, ...content };
}
