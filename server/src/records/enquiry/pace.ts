// How often one account may search and verify: somebody who tries numbers one after another is stopped, and the refusals are
// in the log (SECURITY threat 21). The numbers are rows of the rule table.
import { refuse, type Words } from '@shouxin/contract';
import type { Call } from '../../kernel/call.ts';
import { businessDate } from '../../kernel/clock.ts';
import { countUses } from './store.ts';

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

/** Counts before anything is looked up, also what is then refused. */
export async function keepPace(
  { rules }: { readonly rules: { number(key: string): number } },
  call: Call,
  kind: keyof typeof limits,
): Promise<void> {
  const mine = limits[kind];
  const uses = mine.map((it) => ({ kind: it.kind, span: spanOf(it.per, call.at) }));
  const counts = await countUses(call.tx, call.actor.id, uses);
  for (const it of mine) {
    const max = rules.number(it.rule);
    if ((counts.get(it.kind) ?? 0) <= max) continue;
    refuse('rate.exceeded', { remedy: it.remedy, facts: { rule: it.rule, max } });
  }
}

function spanOf(per: Limit['per'], at: Date): string {
  return per === 'day' ? businessDate(at) : at.toISOString().slice(0, 16);
}
