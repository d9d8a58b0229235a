// Comparing without showing: verifying one value for a customer in front of the desk, and telling which of several found
// by a truncated tag is the one that was asked for (R2.2.4, I5.6). What was opened does not leave this file.
import type { ItemValue, Relation } from '@shouxin/contract';
import type { Call } from '../../kernel/call.ts';
import type { SealedRow } from '../vault/index.ts';
import { valueOf, type DisclosureParts, type SealedItem } from './disclose.ts';
import { isSameValue } from './display.ts';
import { factsOf } from './facts.ts';
import { draftOf, refusalOf } from './trace.ts';

export interface ToVerify {
  readonly subject: string;
  readonly trail?: string;
  readonly relation: Relation;
  readonly value: SealedItem;
  readonly rows?: readonly SealedRow[];
  readonly given: ItemValue;
}

export async function verify(
  parts: DisclosureParts,
  call: Call,
  it: ToVerify,
): Promise<{ item: string; matches: boolean; entry: string }> {
  const requests = [{ subject: it.subject, relation: it.relation, items: [it.value] }];
  const [[facts] = []] = await factsOf(parts, call, { mode: 'verify', requests });
  if (!facts) throw new RangeError('one item has one set of facts');
  const decided = [{ facts, decision: parts.policy.decide(facts) }];
  const draft = draftOf(parts.policy, decided, { trail: it.trail });
  if (draft.decision === 'refuse') {
    call.append({ ...draft, result: 'refused' });
    throw refusalOf(decided);
  }
  const entry = call.append({ ...draft, items: { [it.value.item]: 'none' } });
  const [stored] = await open(parts, call, [it]);
  const matches = stored !== undefined && isSameValue(it.value.item, stored, it.given);
  return { item: it.value.item, matches, entry };
}

export interface Candidate {
  readonly subject: string;
  /** All must be the same for the candidate to be the one. */
  readonly values: readonly { readonly value: SealedItem; readonly given: ItemValue }[];
  readonly rows?: readonly SealedRow[];
}

/** The subjects among the candidates whose values are those given; one entry for the search, none for the others. */
export async function find(
  parts: DisclosureParts,
  call: Call,
  candidates: readonly Candidate[],
): Promise<{ subjects: string[]; entry: string }> {
  const requests = candidates.map(({ subject, values }) => ({
    subject,
    relation: 'none' as const,
    items: values.map((it) => it.value),
  }));
  const facts = (await factsOf(parts, call, { mode: 'search', requests })).flat();
  const decided = facts.map((it) => ({ facts: it, decision: parts.policy.decide(it) }));
  const draft = draftOf(parts.policy, decided, { count: candidates.length });
  if (decided.some((it) => it.decision.shown === 'refused')) {
    call.append({ ...draft, result: 'refused' });
    throw refusalOf(decided);
  }
  const compared = Object.fromEntries(facts.map((it) => [it.item, 'none' as const]));
  const entry = call.append({ ...draft, items: compared, decision: 'allow' });
  const wanted = candidates.flatMap(({ values, rows }) =>
    values.map((it) => ({ ...it, ...(rows && { rows }) })),
  );
  const stored = await open(parts, call, wanted);
  const same = wanted.map((it, index) => {
    const value = stored[index];
    return value !== undefined && isSameValue(it.value.item, value, it.given);
  });
  let from = 0;
  const subjects = candidates.flatMap(({ subject, values }) => {
    const mine = same.slice(from, from + values.length);
    from += values.length;
    return mine.length > 0 && mine.every(Boolean) ? [subject] : [];
  });
  return { subjects, entry };
}

async function open(
  { opener }: DisclosureParts,
  call: Call,
  wanted: readonly { readonly value: SealedItem; readonly rows?: readonly SealedRow[] }[],
): Promise<ItemValue[]> {
  if (wanted.length === 0) return [];
  const fields = wanted.map((it) => it.value.field);
  const withRows = wanted.filter((it) => it.rows !== undefined);
  if (withRows.length > 0 && withRows.length < wanted.length) {
    throw new RangeError('either all candidates come with their rows or none does');
  }
  const rows =
    withRows.length > 0 ? [...new Set(withRows.flatMap((it) => it.rows ?? []))] : undefined;
  const opened = await opener.openMany(call.tx, fields, rows);
  return opened.map((it) => valueOf(it.reveal()));
}
