// What the clause map says of R3.2.4: green when every scenario has an approved plan that was reviewed in time.
import type { Words } from '@shouxin/contract';
import type { Clock } from '../../../kernel/clock.ts';
import { missingIn } from '../look.ts';
import { dayOf, type PlansParts } from '../parts.ts';
import { stateOf } from '../plan.ts';
import { plansInForce } from '../store.ts';

interface Measured {
  readonly state: 'green' | 'amber' | 'red';
  readonly words: Words;
  readonly measured: readonly { readonly label: Words; readonly value: string }[];
}

const figure = (zh: string, en: string, value: number) => ({
  label: { zh, en },
  value: String(value),
});

export function createProbe({ db, clock }: PlansParts & { readonly clock: Clock }) {
  return async (): Promise<Measured> => {
    const plans = await plansInForce(db);
    const day = dayOf(clock.now());
    const overdue = plans.filter((it) => stateOf(it, day) === 'overdue').length;
    const missing = missingIn(plans).length;
    return {
      ...verdict(plans.length, overdue, missing),
      measured: [
        figure('有效预案', 'Plans in force', plans.length),
        figure('缺预案的场景', 'Scenarios without a plan', missing),
        figure('逾期未复审', 'Overdue for review', overdue),
      ],
    };
  };
}

function verdict(plans: number, overdue: number, missing: number): Omit<Measured, 'measured'> {
  if (plans === 0) {
    return { state: 'red', words: { zh: '没有有效的恢复预案', en: 'No recovery plan in force' } };
  }
  if (overdue > 0) {
    return { state: 'red', words: { zh: '有预案逾期未复审', en: 'A plan is overdue for review' } };
  }
  if (missing > 0) {
    return {
      state: 'amber',
      words: { zh: '有场景没有恢复预案', en: 'A scenario has no recovery plan' },
    };
  }
  return { state: 'green', words: { zh: '各场景均有有效预案', en: 'Each scenario has a plan' } };
}
