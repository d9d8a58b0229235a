// The decision for one item: plain, masked or refused, with the rules that made it, in words, and what would change it.
// Pure and remembered: the facts are finite and a decision by the engine costs a quarter of a millisecond.
import type { RevealNeed, RuleCard, Shown, Words } from '@shouxin/contract';
import type { Action, Engine } from './engine.ts';
import { areKnown, factsKey, type Facts } from './facts.ts';
import { denyByDefault, type Rules } from './rules.ts';

export interface Decision {
  readonly shown: Shown;
  /** The rules that determined it, in the order of publication. */
  readonly rules: readonly { readonly id: string; readonly words: Words }[];
  readonly reason: Words;
  /** Absent when the item is plain already. */
  readonly wouldChange?: Words;
  /** What a reveal of this item would need from this caller now. */
  readonly reveal: RevealNeed;
}

export type Decide = (facts: Facts) => Decision;

interface Asked {
  readonly allowed: boolean;
  readonly rules: readonly RuleCard[];
}

export function createDecide(
  engine: Engine,
  rules: Rules,
  { rememberedMax }: { rememberedMax: number },
): Decide {
  const remembered = new Map<string, Decision>();
  const order = new Map(rules.all.map((it, index) => [it.id, index]));
  const cards = (ids: readonly string[]) =>
    ids
      .toSorted((a, b) => (order.get(a) ?? 0) - (order.get(b) ?? 0))
      .flatMap((it) => rules.all[order.get(it) ?? -1] ?? []);
  const ask = (action: Action, facts: Facts): Asked => {
    const { allowed, rules: ids } = engine.ask(action, facts);
    return { allowed, rules: cards(ids) };
  };
  return (facts) => {
    const key = factsKey(facts);
    const known = remembered.get(key);
    if (known) return known;
    const decision = areKnown(facts) ? decideBy(ask, facts) : refusedBy([]);
    if (remembered.size >= rememberedMax) remembered.delete(remembered.keys().next().value ?? '');
    remembered.set(key, decision);
    return decision;
  };
}

type Ask = (action: Action, facts: Facts) => Asked;

function decideBy(ask: Ask, facts: Facts): Decision {
  const act = silent[facts.mode];
  if (act) return decideSilent(ask, act, facts);
  const plain = ask('plain', facts);
  const reveal = revealOf(ask, facts, plain);
  if (plain.allowed) return { ...explained('plain', plain.rules), reveal: reveal.need };
  const masked = ask('masked', facts);
  if (!masked.allowed) {
    return refusedBy(masked.rules.length > 0 ? masked.rules : plain.rules);
  }
  const inTheWay = ['never', 'approval'].includes(reveal.need) ? (reveal.blockers ?? []) : [];
  const denied = [...new Set([...plain.rules, ...inTheWay])];
  const why = denied.length > 0 ? denied : masked.rules;
  return {
    ...explained('masked', why),
    wouldChange: join((reveal.blockers ?? why).map((it) => it.advice)),
    reveal: reveal.need,
  };
}

/** Modes that show nothing: `masked` stands for "the answer yes or no may be given", or "it may be amended". */
const silent: Partial<Record<Facts['mode'], Action>> = {
  verify: 'verify',
  search: 'verify',
  amend: 'amend',
};

function decideSilent(ask: Ask, act: Action, facts: Facts): Decision {
  const answer = ask(act, facts);
  if (!answer.allowed) return refusedBy(answer.rules);
  return { ...explained('masked', answer.rules), reveal: 'never' };
}

/** What stands between this caller and the plain value; while browsing, the question is asked as for a reveal. */
function revealOf(
  ask: Ask,
  facts: Facts,
  plain: Asked,
): { need: RevealNeed; blockers?: readonly RuleCard[] } {
  if (facts.mode !== 'view') return { need: plain.allowed ? 'open' : needOf(plain.rules) };
  if (plain.allowed) return { need: 'open' };
  const reveal = ask('plain', { ...facts, mode: 'reveal' });
  if (reveal.allowed) return { need: 'purpose' };
  return { need: needOf(reveal.rules), blockers: reveal.rules };
}

function needOf(blockers: readonly RuleCard[]): RevealNeed {
  if (blockers.length === 0 || blockers.some((it) => !it.need)) return 'never';
  const needs = new Set(blockers.map((it) => it.need));
  return (['approval', 'reference', 'step-up'] as const).find((it) => needs.has(it)) ?? 'never';
}

function refusedBy(rules: readonly RuleCard[]): Decision {
  const why = rules.some((it) => it.effect === 'forbid') ? rules : [denyByDefault];
  return {
    ...explained('refused', why),
    wouldChange: join(why.map((it) => it.advice)),
    reveal: needOf(why),
  };
}

function explained(shown: Shown, rules: readonly RuleCard[]) {
  const named = rules.slice(0, 10).map(({ id, words }) => ({ id, words }));
  return { shown, rules: named, reason: join(named.map((it) => it.words)) };
}

function join(all: readonly Words[]): Words {
  const some = all.slice(0, 4);
  return { zh: some.map((it) => it.zh).join(''), en: some.map((it) => it.en).join(' ') };
}
