// The only way to a customer's value: facts, decision, entry, and only then the key (ARCHITECTURE 4, promise 1). Whoever
// calls decides nothing; what comes back is masked as obliged and says why.
import {
  itemValue,
  type ItemValue,
  type Relation,
  type RevealNeed,
  type Shown,
  type ValueText,
  type Why,
  type Words,
} from '@shouxin/contract';
import { ageOn } from '@shouxin/contract/items';
import type { Call } from '../../kernel/call.ts';
import { businessDate } from '../../kernel/clock.ts';
import type { Consent } from '../consent/index.ts';
import type { Facts, Mode, Policy } from '../policy/index.ts';
import type { FieldToOpen, Opener, SealedRow } from '../vault/index.ts';
import type { SpentBudget } from './budget.ts';
import { displayOf, isHiddenWhole, maskedDisplayOf } from './display.ts';
import { factsOf } from './facts.ts';
import { draftOf, refusalOf, type Decided } from './trace.ts';

export interface SealedItem {
  readonly item: string;
  /** Basis on which this value was taken: that of its list. */
  readonly basis?: string;
  /** Notice it rests on, `N-CS01@1`. */
  readonly notice?: string | undefined;
  readonly field: FieldToOpen;
  /** Not part of the sealed rows, such as a pending change in a table of its own. */
  readonly apart?: boolean;
}

export interface ToDisclose {
  readonly subject: string;
  readonly trail?: string;
  readonly relation: Relation;
  readonly items: readonly SealedItem[];
  /** Row seals to check first; with them, every item that is not `apart` must be in one of them. */
  readonly rows?: readonly SealedRow[];
  /** Names the entry where it is not the operation's own. */
  readonly act?: string;
}

export interface DisclosedItem {
  readonly item: string;
  readonly shown: Shown;
  /** What the caller sees; absent when refused. */
  readonly display?: ValueText;
  /** The value itself, only when plain. */
  readonly parts?: ItemValue;
  /** Completed years, out of a date of birth that is at least shown masked. */
  readonly ageYears?: number;
  readonly tier: 'T0' | 'T1' | 'T2' | 'T3' | 'never';
  readonly reveal: RevealNeed;
  readonly why: Why;
  /** While browsing: why this caller may not amend it; absent where the rules allow it. */
  readonly amendBarred?: Words;
}

export interface Disclosed {
  readonly subject: string;
  /** The entry that the receipt names. */
  readonly entry: string;
  readonly items: readonly DisclosedItem[];
}

export interface DisclosureParts {
  readonly policy: Policy;
  readonly consent: Consent;
  readonly opener: Opener;
  readonly rules: { number(key: string): number };
  readonly budget: SpentBudget;
}

/** Verifying and searching show nothing and have their own way (compare.ts). */
export type ShowingMode = Exclude<Mode, 'verify' | 'search' | 'amend' | 'audit-review'>;

export async function disclose(
  parts: DisclosureParts,
  call: Call,
  { mode, requests }: { readonly mode: ShowingMode; readonly requests: readonly ToDisclose[] },
): Promise<Disclosed[]> {
  const facts = await factsOf(parts, call, { mode, requests });
  const planned = requests.map((request, index) => ({
    request,
    decided: (facts[index] ?? []).map((it) => ({ facts: it, decision: parts.policy.decide(it) })),
  }));
  for (const it of planned) {
    if (!isAnything(mode, it.decided)) refuse(parts, call, it);
  }
  if (mode === 'reveal') await spend(parts, call, planned);
  const entries = planned.map(({ request, decided }) =>
    call.append({
      ...draftOf(parts.policy, decided, { trail: request.trail }),
      ...(request.act && { act: request.act }),
    }),
  );
  const values = await openAllowed(parts.opener, call, planned);
  return planned.map(({ request, decided }, index) => ({
    subject: request.subject,
    entry: entries[index] ?? '',
    items: request.items.map((it, place) =>
      shownItem(parts.policy, call, { it, decided: decided[place], value: values.get(it) }),
    ),
  }));
}

interface Planned {
  readonly request: ToDisclose;
  readonly decided: readonly Decided[];
}

/** A page of masked values and reasons is an answer; a reveal without one plain value is not. */
function isAnything(mode: ShowingMode, decided: readonly Decided[]): boolean {
  if (mode === 'view' || decided.length === 0) return true;
  const isEnough = (shown: Shown) => (mode === 'reveal' ? shown === 'plain' : shown !== 'refused');
  return decided.some((it) => isEnough(it.decision.shown));
}

/** The draft is what perform turns into the entry of the refusal. */
function refuse({ policy }: DisclosureParts, call: Call, { request, decided }: Planned): never {
  call.append({ ...draftOf(policy, decided, { trail: request.trail }), result: 'refused' });
  throw refusalOf(decided);
}

/** What has no mask is no reveal. */
const isReveal = ({ facts, decision }: Decided) =>
  decision.shown === 'plain' && facts.tier !== 'T0';

async function spend({ budget, policy }: DisclosureParts, call: Call, all: readonly Planned[]) {
  for (const { request, decided } of all.filter((it) => it.decided.some(isReveal))) {
    try {
      await budget.spend(call, request.subject);
    } catch (error) {
      call.append({ ...draftOf(policy, decided, { trail: request.trail }), result: 'refused' });
      throw error;
    }
  }
}

function needsOpening({ facts, decision }: Decided): boolean {
  if (decision.shown === 'plain') return true;
  return decision.shown === 'masked' && !isHiddenWhole(facts.item);
}

/** One opening for all of them: rows are checked first, what stands apart is opened by itself. */
export async function openAllowed(
  opener: Opener,
  call: Call,
  planned: readonly Planned[],
): Promise<Map<SealedItem, ItemValue>> {
  const wanted = planned.flatMap(({ request, decided }) =>
    request.items.flatMap((it, place) => {
      const one = decided[place];
      return one && needsOpening(one) ? [{ it, rows: it.apart ? undefined : request.rows }] : [];
    }),
  );
  const inRows = wanted.filter((it) => it.rows !== undefined);
  const apart = wanted.filter((it) => it.rows === undefined);
  const rows = [...new Set(inRows.flatMap((it) => it.rows ?? []))];
  const values = new Map<SealedItem, ItemValue>();
  for (const { group, checked } of [
    { group: inRows, checked: rows },
    { group: apart, checked: undefined },
  ]) {
    if (group.length === 0) continue;
    const fields = group.map((one) => one.it.field);
    const opened = await opener.openMany(call.tx, fields, checked);
    group.forEach((one, index) => {
      const bytes = opened[index]?.reveal();
      if (bytes) values.set(one.it, valueOf(bytes));
    });
  }
  return values;
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** Values are sealed as canonical JSON: a text, or the parts of a structured item. */
export function valueOf(bytes: Uint8Array): ItemValue {
  return itemValue.parse(JSON.parse(utf8.decode(bytes)));
}

function shownItem(
  policy: Policy,
  call: Call,
  {
    it,
    decided,
    value,
  }: { it: SealedItem; decided: Decided | undefined; value: ItemValue | undefined },
): DisclosedItem {
  if (!decided) throw new RangeError('every item asked for is decided');
  const { facts, decision } = decided;
  const { shown, reveal } = decision;
  return {
    item: it.item,
    shown,
    ...shownValue(it.item, shown, value),
    ...(it.item === 'NP14' &&
      typeof value === 'string' && { ageYears: ageOn(value, businessDate(call.at)) }),
    tier: tierOf(facts.tier),
    reveal,
    why: whyOf(policy, it, decided),
    ...barredOf(policy, facts),
  };
}

/** The same facts, asked for another act: the page says beforehand what amending would be answered. */
function barredOf(policy: Policy, facts: Facts): { amendBarred?: Words } {
  if (facts.mode !== 'view') return {};
  const { shown, reason, wouldChange } = policy.decide({ ...facts, mode: 'amend' });
  if (shown !== 'refused') return {};
  const join = (language: keyof Words) =>
    [reason[language], wouldChange?.[language]].filter(Boolean).join(language === 'zh' ? '' : ' ');
  return { amendBarred: { zh: join('zh'), en: join('en') } };
}

function shownValue(item: string, shown: Shown, value: ItemValue | undefined) {
  if (shown === 'refused') return {};
  if (shown === 'plain' && value !== undefined) {
    return { display: displayOf(item, value), parts: value };
  }
  return { display: maskedDisplayOf(item, value ?? '') };
}

function tierOf(tier: string): DisclosedItem['tier'] {
  return tier === 'T0' || tier === 'T1' || tier === 'T2' || tier === 'T3' ? tier : 'never';
}

function whyOf(policy: Policy, it: SealedItem, { facts, decision }: Decided): Why {
  const { rules, reason, wouldChange } = decision;
  return {
    rules: [...rules],
    policyVersion: policy.version,
    basis: facts.basis,
    ...(it.notice && { notice: it.notice }),
    consent: facts.consent,
    reason,
    ...(wouldChange && { wouldChange }),
  };
}
