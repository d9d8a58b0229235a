// Uses that show nothing: may a value be amended at all, and what the system itself reads to check a change or to derive from
// it. The log says `used` for these and never `plain`, so that it does not claim that somebody saw what nobody saw (R1.5.3).
import { Refusal, type ItemValues, type Relation } from '@shouxin/contract';
import type { Call } from '../../kernel/call.ts';
import { openAllowed, type DisclosureParts, type ToDisclose } from './disclose.ts';
import { factsOf } from './facts.ts';
import { draftOf, refusalOf, type Decided } from './trace.ts';

export interface ToAmend {
  readonly subject: string;
  readonly trail?: string;
  readonly relation: Relation;
  readonly items: readonly { readonly item: string; readonly basis?: string | undefined }[];
}

/** All of them or none: purpose, relation and consent must fit the amending of every item (R4.1.1). */
export async function requireAmendable(
  parts: DisclosureParts,
  call: Call,
  it: ToAmend,
): Promise<void> {
  const [facts = []] = await factsOf(parts, call, { mode: 'amend', requests: [it] });
  const decided = facts.map((one) => ({ facts: one, decision: parts.policy.decide(one) }));
  const refused = decided.filter(({ decision }) => decision.shown === 'refused');
  if (refused.length === 0) return;
  call.append({ ...draftOf(parts.policy, refused, { trail: it.trail }), result: 'refused' });
  const { remedy, reasons } = refusalOf(refused).more;
  throw new Refusal('policy.denied', {
    ...(remedy && { remedy }),
    ...(reasons && { reasons }),
  });
}

export interface ToUse extends ToDisclose {
  /** As whom: whoever browses, or whoever reviews. */
  readonly mode: 'view' | 'review';
}

/** Whether this caller could see it in plain, so that the system may use it for what the caller does. */
const isUsable = ({ decision }: Decided): boolean => decision.shown === 'plain';

/** The values that this caller's act may rest on; what may not be seen is not opened, and not named in the entry. */
export async function use(
  parts: DisclosureParts,
  call: Call,
  { mode, ...request }: ToUse,
): Promise<ItemValues> {
  const [facts = []] = await factsOf(parts, call, { mode, requests: [request] });
  const all = facts.map((one) => ({ facts: one, decision: parts.policy.decide(one) }));
  const items = request.items.filter((_, place) => all[place] && isUsable(all[place]));
  const decided = all.filter(isUsable);
  if (items.length === 0) return {};
  const used = Object.fromEntries(items.map(({ item }) => [item, 'used' as const]));
  const draft = draftOf(parts.policy, decided, { trail: request.trail });
  call.append({ act: 'disclosure.use', ...draft, items: used });
  const opened = await openAllowed(parts.opener, call, [
    { request: { ...request, items }, decided },
  ]);
  return Object.fromEntries(
    items.flatMap((it) => {
      const value = opened.get(it);
      return value === undefined ? [] : [[it.item, value]];
    }),
  );
}
