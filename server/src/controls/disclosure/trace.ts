// What the log says of a disclosure: item names and how each was shown, the rules that decided, never a value (R1.5.3). And
// the refusal when nothing may be shown: rule and remedy per item.
import { Refusal, type RefusalCode, type Shown, type Words } from '@shouxin/contract';
import type { EntryDraft } from '../../kernel/call.ts';
import type { Decision, Facts, Policy } from '../policy/index.ts';

export interface Decided {
  readonly facts: Facts;
  readonly decision: Decision;
}

const weakestFirst: readonly Shown[] = ['refused', 'masked', 'plain'];

export function draftOf(
  policy: Policy,
  decided: readonly Decided[],
  more: Pick<EntryDraft, 'trail' | 'count'>,
): EntryDraft {
  const items = itemsOf(decided);
  const rules = new Set(decided.flatMap((it) => it.decision.rules.map((rule) => rule.id)));
  return {
    ...more,
    ...circumstancesOf(policy, decided[0]?.facts),
    items,
    decision: summaryOf(Object.values(items)),
    rules: [...rules].slice(0, 50),
    policyVersion: policy.version,
  };
}

/** An item that was asked for twice, as it was shown most. */
function itemsOf(decided: readonly Decided[]): Record<string, Shown> {
  const items: Record<string, Shown> = {};
  for (const { facts, decision } of decided) {
    items[facts.item] = stronger(items[facts.item] ?? 'refused', decision.shown);
  }
  return items;
}

function circumstancesOf(policy: Policy, facts: Facts | undefined): Partial<EntryDraft> {
  if (!facts) return {};
  const { purpose, mode, relation } = facts;
  const basis = policy.purposes.find(purpose)?.basis;
  return { ...(purpose && { purpose }), ...(basis && { basis }), facts: { mode, relation } };
}

function stronger(a: Shown, b: Shown): Shown {
  return weakestFirst.indexOf(a) > weakestFirst.indexOf(b) ? a : b;
}

function summaryOf(shown: readonly Shown[]): 'allow' | 'mask' | 'refuse' {
  if (shown.includes('plain')) return 'allow';
  return shown.includes('masked') ? 'mask' : 'refuse';
}

const missing: Partial<Record<Decision['reveal'], RefusalCode>> = {
  'step-up': 'identity.step-up-required',
  reference: 'policy.reference-required',
};

/**
 * When one thing would be enough for all of them, that is the refusal, so that the desk can ask for it at once. Advice that is the
 * same for all is said once, not with each.
 */
export function refusalOf(decided: readonly Decided[]): Refusal {
  const needs = new Set(decided.map((it) => it.decision.reveal));
  const [need] = needs;
  const code = (needs.size === 1 && need && missing[need]) || 'disclosure.refused';
  const advice = decided.flatMap((it) => it.decision.wouldChange ?? []);
  const isOne = new Set(advice.map((it) => it.zh)).size === 1;
  const remedy = isOne ? advice[0] : undefined;
  return new Refusal(code, {
    ...(remedy && { remedy }),
    reasons: decided.map(({ facts, decision }) => ({
      item: facts.item,
      code: decision.rules[0]?.id ?? 'deny-by-default',
      message: isOne ? decision.reason : sentence(decision),
    })),
  });
}

function sentence({ reason, wouldChange }: Decision): Words {
  return {
    zh: [reason.zh, wouldChange?.zh].filter(Boolean).join(''),
    en: [reason.en, wouldChange?.en].filter(Boolean).join(' '),
  };
}
