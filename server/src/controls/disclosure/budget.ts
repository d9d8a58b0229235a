// The daily budget: how many customers one account may see in plain in a day (SECURITY 2, threat 1). Seeing the same
// customer again is free. The number is a row of the rule table.
import { refuse } from '@shouxin/contract';
import type { Call } from '../../kernel/call.ts';
import { businessDate } from '../../kernel/clock.ts';
import { BrokenInvariant } from '../../kernel/invariant.ts';
import { takeSlot, usedSlots, type Taking } from './store.ts';

export interface Budget {
  readonly used: number;
  readonly max: number;
}

const racesMax = 50;
const rememberedMax = 100_000;

/**
 * Who was seen by whom today is a ledger that is only added to: what this process saw in it stays true, and need not be asked
 * again. What a transaction of our own added may still roll back, and is not remembered.
 */
export function createBudget(max: () => number) {
  let day = '';
  const seen = new Set<string>();
  const used = new Map<string, number>();

  function turnTo(today: string): void {
    if (today === day && seen.size < rememberedMax) return;
    day = today;
    seen.clear();
    used.clear();
  }

  return {
    async of(call: Call): Promise<Budget> {
      const today = businessDate(call.at);
      turnTo(today);
      const known = used.get(call.actor.id);
      return { used: known ?? (await usedSlots(call.tx, call.actor.id, today)), max: max() };
    },

    /** Counts before anything is opened; durable by itself when the call reads, with the call when it writes. */
    async spend(call: Call, subject: string): Promise<void> {
      const today = businessDate(call.at);
      turnTo(today);
      const account = call.actor.id;
      const name = `${account} ${subject}`;
      if (seen.has(name)) return;
      const slots = await take(call, { account, day: today, subject, at: call.at, max: max() });
      if (today !== day) return;
      if (call.tx.isTransaction) return void used.delete(account);
      seen.add(name);
      used.set(account, Math.max(slots, used.get(account) ?? 0));
    },
  };
}

export type SpentBudget = ReturnType<typeof createBudget>;

/** Answers how many slots are taken with this one; refuses when none is left. */
async function take(call: Call, taking: Taking): Promise<number> {
  for (let races = 0; races < racesMax; races += 1) {
    const { used, outcome } = await takeSlot(call.tx, taking);
    if (outcome === 'full') refuseBudget(taking.max);
    if (outcome !== 'raced') return used;
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
