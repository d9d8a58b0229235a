// The demonstration's own plans, made from the built-in ones with fictitious staff, so that the page says something from the first
// start: one is due for review soon, and two scenarios are left for whoever tries it. Nothing here runs in production.
import type { PlanDraft, PlanScenario, PlanTerms } from '@shouxin/contract';
import { planTerms } from '@shouxin/contract';
import { rule } from '@shouxin/contract/items';
import type { Call } from '../../../kernel/call.ts';
import { addToDate, businessDate } from '../../../kernel/clock.ts';
import { newId } from '../../../kernel/crypto/index.ts';
import { rules, type PlansParts } from '../parts.ts';
import { write } from '../propose.ts';
import { readStarters } from './starters.ts';

const source = '演示数据';

/** Days after their approval; one is nearly a year old. */
const owned: Partial<Record<PlanScenario, number>> = {
  'database-damage': 60,
  deletion: 60,
  'key-store-loss': -1,
};

const holders = ['钱一鸣', '孙文博', '李若水', '周子墨', '吴清扬', '郑怀远'];
const deputies = ['冯春生', '陈思远', '褚立言', '卫长青', '蒋晓峰', '沈望舒'];

export function writeOwn(parts: PlansParts) {
  return async (call: Call): Promise<void> => {
    const wanted = readStarters('zh').filter(({ scenario }) => scenario in owned);
    for (const it of wanted) {
      const signed = { by: source, approvedBy: source, proposal: null };
      const about = { it: staffed(it), plan: newId(call.at), version: 1 };
      const approvedOn = approvalOf(call, owned[it.scenario] ?? 0);
      await write(parts, call, { ...about, ...signed, approvedOn });
    }
    call.append({ act: 'plans.propose', count: wanted.length, facts: { demonstration: true } });
  };
}

function approvalOf(call: Call, daysAgo: number): string {
  const today = businessDate(call.at);
  if (daysAgo >= 0) return addToDate(today, { days: -daysAgo });
  const dueSoon = addToDate(today, { days: rule(rules.remind) - 10 });
  return addToDate(dueSoon, { months: -rule(rules.review) });
}

function staffed(it: PlanDraft): PlanTerms {
  const roles = it.roles.map(({ role }, at) => ({
    role,
    holder: holders[at % holders.length] ?? '',
    phone: `021-5550 01${10 + at}`,
    deputy: deputies[at % deputies.length] ?? '',
    deputyPhone: `021-5550 02${10 + at}`,
  }));
  return planTerms.parse({ ...it, roles });
}
