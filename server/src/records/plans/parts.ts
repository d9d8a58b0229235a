// What the program hands to the room of recovery plans, and the rules it goes by.
import { rule, ruleRowOf } from '@shouxin/contract/items';
import type { RuleNote } from '@shouxin/contract';
import { businessDate } from '../../kernel/clock.ts';
import type { SecretSealer } from '../../kernel/crypto/index.ts';
import type { Tx } from '../../kernel/database.ts';
import type { Day } from './plan.ts';

export interface PlansParts {
  readonly db: Tx;
  readonly secrets: SecretSealer;
}

export const rules = {
  review: 'recovery.plan.review_months',
  remind: 'recovery.plan.remind_days',
  rto: 'recovery.plan.rto_max_minutes',
  rpo: 'recovery.plan.rpo_max_minutes',
} as const;

export function noteOf(key: string): RuleNote {
  const { unit, article, mark } = ruleRowOf(key);
  return { key, value: rule(key), unit, article, mark };
}

export function dayOf(at: Date): Day {
  return { today: businessDate(at), remindDays: rule(rules.remind) };
}
