// What waits, what I proposed, and one proposal opened for its reviewer: entry and image side by side. Lists open nothing
// but the reason of a rejection, which the proposer has to read to do better.
import {
  refuse,
  type approvalsOperations,
  type FileAnswer,
  type InputOf,
  type OutputOf,
  type ProposalCard,
} from '@shouxin/contract';
import type { Call } from '../../kernel/call.ts';
import { bandOf, pageFrom } from '../../kernel/page.ts';
import type { ApprovalsParts } from './index.ts';
import { openPayload, placeOf, type Payloads } from './payload.ts';
import { cardOf, mayNotOpen, proposerOf, refuseUnless, type Proposal } from './proposal.ts';
import { findProposal, listBy, listFor } from './store.ts';

type Operations = typeof approvalsOperations;

type Listed = OutputOf<Operations['list']>;

/** Without a trace of its own: for the operations below and for the desk, which append theirs. */
export interface Queues {
  waiting(call: Call, asked: InputOf<Operations['list']>): Promise<Listed>;
  mine(call: Call, asked: InputOf<Operations['mine']>): Promise<Listed>;
}

export function createQueues({ payloads }: ApprovalsParts): Queues {
  return {
    async waiting(call, { cursor, limit, state }) {
      const { post, unit } = call.actor;
      const asked = { at: call.at, before: cursor, max: limit + 1 };
      const found = await listFor(call.tx, { post, unit: unit.id, state }, asked);
      return listed(payloads, call, { ...found, limit });
    },
    async mine(call, { cursor, limit }) {
      const asked = { at: call.at, before: cursor, max: limit + 1 };
      return listed(payloads, call, { ...(await listBy(call.tx, call.actor.id, asked)), limit });
    },
  };
}

async function listed(
  payloads: Payloads,
  call: Call,
  { rows, count, limit }: { rows: Proposal[]; count: number; limit: number },
): Promise<Listed> {
  const page = pageFrom(rows, { limit, band: bandOf(count), cursorOf: (it) => it.proposal });
  const reasons = await openReasons(payloads, call, page.items);
  const cards = page.items.map((it): ProposalCard =>
    cardOf(it, { actor: call.actor, at: call.at, reason: reasons.get(it.proposal) }),
  );
  return { ...page, items: cards };
}

async function openReasons(
  payloads: Payloads,
  call: Call,
  shown: readonly Proposal[],
): Promise<Map<string, string>> {
  const withReason = shown.flatMap((it) =>
    it.decided?.reason ? [{ it, sealed: it.decided.reason }] : [],
  );
  if (withReason.length === 0) return new Map();
  const texts = await payloads.open(
    call,
    withReason.map(({ it, sealed }) => ({ place: placeOf(it, 'reason'), sealed })),
  );
  return new Map(withReason.map(({ it }, index) => [it.proposal, texts[index] ?? '']));
}

export function createView(parts: ApprovalsParts) {
  return async (
    call: Call,
    input: InputOf<Operations['view']>,
  ): Promise<OutputOf<Operations['view']>> => {
    const it = await openable(call, input.proposal);
    const payload = await openPayload(parts.payloads, call, it);
    const present = parts.halvesOf(it.act)?.present;
    const shown = present
      ? await present(call, payload, proposerOf(it))
      : { items: [], images: [], consents: [] };
    const entry = call.append({
      trail: await parts.payloads.trailOf(call, it.subject),
      items: Object.fromEntries(shown.items.map(({ item }) => [item, 'plain' as const])),
      facts: { proposal: it.proposal, of: it.act },
    });
    const reasons = await openReasons(parts.payloads, call, [it]);
    const card = cardOf(it, {
      actor: call.actor,
      at: call.at,
      reason: reasons.get(it.proposal),
    });
    return { card, ...shown, receipt: { entry, at: call.at.toISOString() } };
  };
}

export function createImage(parts: ApprovalsParts) {
  return async (call: Call, input: InputOf<Operations['image']>): Promise<FileAnswer> => {
    const it = await openable(call, input.proposal);
    const image = parts.halvesOf(it.act)?.image ?? refuse('not-found');
    const payload = await openPayload(parts.payloads, call, it);
    const answer = await image(call, payload, input.image);
    call.append({
      trail: await parts.payloads.trailOf(call, it.subject),
      items: { NP13: 'plain' },
      facts: { proposal: it.proposal, image: input.image },
    });
    return answer;
  };
}

async function openable(call: Call, proposal: string): Promise<Proposal> {
  const it = (await findProposal(call.tx, proposal)) ?? refuse('not-found');
  refuseUnless(it, mayNotOpen(it, call.actor));
  return it;
}
