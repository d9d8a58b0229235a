// How often one account may search and verify: somebody who tries numbers one after another is stopped, and the refusals are
// in the log (SECURITY threat 21). The numbers are rows of the rule table.
import { refuse, type Words } from '@shouxin/contract';
import type { Call } from '../../kernel/call.ts';
import { addToDate, businessDate } from '../../kernel/clock.ts';
import { coalesce, oncePer } from '../../kernel/coalesce.ts';
import type { Tx } from '../../kernel/database.ts';
import { countUses, countVerified, type Uses } from './store.ts';

interface Limit {
  readonly kind: string;
  readonly rule: string;
  readonly per: 'minute' | 'day';
  readonly remedy: Words;
}

const waitAMinute: Words = { zh: '请稍候一分钟再试。', en: 'Wait a minute and try again.' };

const limits: Record<'search' | 'verify', readonly Limit[]> = {
  search: [
    { kind: 'search', rule: 'search.per_minute_max', per: 'minute', remedy: waitAMinute },
    {
      kind: 'search-day',
      rule: 'read.budget.searches_per_day',
      per: 'day',
      remedy: {
        zh: '今日查找次数已用完，请由其他有权人员办理或次日再查。',
        en: "Today's searches are used up; another member of staff may search, or tomorrow.",
      },
    },
  ],
  verify: [{ kind: 'verify', rule: 'verify.per_minute_max', per: 'minute', remedy: waitAMinute }],
};

export type KeepPace = (call: Call, kind: keyof typeof limits) => Promise<void>;

/**
 * Counts before anything is opened. A search is counted also when it is then refused; a verification, which keeps what it
 * found, when it was answered: what was refused told nothing of the value.
 */
export function createPace(rules: { number(key: string): number }): KeepPace {
  const counterIn = oncePer(counterOf);
  return async (call, kind) => {
    const mine = limits[kind];
    const uses = mine.map((it) => ({ kind: it.kind, span: spanOf(it.per, call.at) }));
    const counts = await counterIn(call.tx)({ account: call.actor.id, uses });
    for (const it of mine) {
      const max = rules.number(it.rule);
      if ((counts?.get(it.kind) ?? 0) <= max) continue;
      refuse('rate.exceeded', { remedy: it.remedy, facts: { rule: it.rule, max } });
    }
  };
}

/** Many who ask at one moment are counted in one statement, each for itself. */
function counterOf(tx: Tx) {
  const names = new WeakMap<Uses, string>();
  let last = 0;
  const nameOf = (it: Uses): string => {
    const known = names.get(it) ?? String((last += 1));
    names.set(it, known);
    return known;
  };
  return coalesce(async (asked: readonly Uses[]) => {
    const counted = await countUses(tx, asked);
    return new Map(asked.map((it, index) => [nameOf(it), counted[index] ?? new Map()]));
  }, nameOf);
}

/** One item of one customer so often a day: a value of a small domain must not be found by asking. Says when it goes on. */
export async function spendVerify(
  { rules }: { readonly rules: { number(key: string): number } },
  call: Call,
  it: { readonly customer: string; readonly item: string; readonly trail: string },
): Promise<void> {
  const rule = 'verify.per_item_per_day_max';
  const max = rules.number(rule);
  const { customer, item, trail } = it;
  const day = businessDate(call.at);
  const count = await countVerified(call.tx, { account: call.actor.id, customer, item, day });
  if (count <= max) return;
  const againOn = addToDate(day, { days: 1 });
  call.append({ trail, items: { [item]: 'refused' } });
  refuse('rate.exceeded', {
    detail: {
      zh: `同一客户的同一信息项每天最多核验 ${max} 次，今日已用完。`,
      en: `One item of one customer may be verified ${max} times a day; today's are used up.`,
    },
    remedy: {
      zh: `${againOn} 零时起可再核验；急需的，请由其他有权人员办理。`,
      en: `Possible again from ${againOn}, 00:00; if it cannot wait, ask another member of staff.`,
    },
    facts: { rule, max, againOn },
  });
}

function spanOf(per: Limit['per'], at: Date): string {
  return per === 'day' ? businessDate(at) : at.toISOString().slice(0, 16);
}
