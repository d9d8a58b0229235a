// The daily budget: how many customers one account may see in plain in a day (SECURITY 2, threat 1). Seeing the same
// customer again is free. The number is a row of the rule table.
import { refuse } from '@shouxin/contract';
import type { Call } from '../../kernel/call.ts';
import { businessDate } from '../../kernel/clock.ts';
import { BrokenInvariant } from '../../kernel/invariant.ts';
import { takeSlot, usedSlots } from './store.ts';

export interface Budget {
  readonly used: number;
  readonly max: number;
}

const racesMax = 50;

export async function budgetOf(call: Call, max: number): Promise<Budget> {
  return { used: await usedSlots(call.tx, call.actor.id, businessDate(call.at)), max };
}

/** Counts before anything is opened; durable by itself when the call reads, with the call when it writes. */
export async function spendBudget(call: Call, subject: string, max: number): Promise<Budget> {
  const taking = { account: call.actor.id, day: businessDate(call.at), subject, at: call.at, max };
  for (let races = 0; races < racesMax; races += 1) {
    const { used, outcome } = await takeSlot(call.tx, taking);
    if (outcome === 'full') refuseBudget(max);
    if (outcome !== 'raced') return { used, max };
  }
  throw new BrokenInvariant('A slot of the budget is free or the budget is full');
}

function refuseBudget(max: number): never {
  refuse('disclosure.budget', {
    detail: {
      zh: `每个账号每天最多查看 ${max} 位客户的明文，今日已用完。`,
      en: `One account may reveal values of ${max} customers a day; today's are used up.`,
    },
    remedy: {
      zh: '能核验的请用“核验”；确需继续的，请由其他有权人员办理或次日再查看。',
      en: 'Verify instead where that is enough; otherwise another member of staff, or tomorrow.',
    },
    facts: { max },
  });
}
