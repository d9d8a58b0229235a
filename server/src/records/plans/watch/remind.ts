// What the desks of security and compliance are reminded of: plans whose review is due or overdue, and scenarios without a plan.
// Derived: a reminder ends by itself when the next version is approved (R3.2.4).
import { planScenarioWords, type Words } from '@shouxin/contract';
import type { Call } from '../../../kernel/call.ts';
import { missingIn } from '../look.ts';
import { dayOf } from '../parts.ts';
import { stateOf } from '../plan.ts';
import { plansInForce } from '../store.ts';

export interface PlanReminder {
  readonly id: string;
  readonly title: Words;
  readonly detail: Words;
  readonly at: Date;
  readonly dueOn: string | null;
  readonly to: string;
  readonly isLate: boolean;
}

export async function planReminders(call: Call): Promise<PlanReminder[]> {
  const plans = await plansInForce(call.tx);
  const day = dayOf(call.at);
  const due = plans
    .filter((it) => stateOf(it, day) !== 'in-force')
    .map((it) => {
      const isLate = stateOf(it, day) === 'overdue';
      return {
        id: it.plan,
        title: isLate
          ? { zh: '恢复预案逾期未复审', en: 'A recovery plan is overdue for review' }
          : { zh: '恢复预案即将到复审期', en: 'A recovery plan is due for review' },
        detail: { zh: `${it.name} · ${it.reviewOn}`, en: `${it.name} · ${it.reviewOn}` },
        at: it.at,
        dueOn: it.reviewOn,
        to: `/plans/${it.plan}`,
        isLate,
      };
    });
  return [...due, ...without(call, missingIn(plans))].slice(0, 50);
}

function without(call: Call, missing: ReturnType<typeof missingIn>): PlanReminder[] {
  if (missing.length === 0) return [];
  const names = (lang: 'zh' | 'en') => missing.map((it) => planScenarioWords[it][lang]);
  return [
    {
      id: 'missing-scenarios',
      title: { zh: '有场景没有恢复预案', en: 'Scenarios without a recovery plan' },
      detail: { zh: names('zh').join('、'), en: names('en').join(', ') },
      at: call.at,
      dueOn: null,
      to: '/plans',
      isLate: false,
    },
  ];
}
