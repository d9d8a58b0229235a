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
import { bandOf, beforeOf, pageFrom } from '../../kernel/page.ts';
import type { Presented } from '../../kernel/serve.ts';
import type { ApprovalsParts } from './index.ts';
import { openPayload, openReasons, trailOf } from './payload.ts';
import {
  cardOf,
  mayNotOpen,
  proposerOf,
  refuseUnless,
  stateOf,
  type Proposal,
} from './proposal.ts';
import { findProposal, listBy, listFor } from './store.ts';

type Operations = typeof approvalsOperations;

type Listed = OutputOf<Operations['list']>;

/** Without a trace of its own: for the operations below and for the desk, which append theirs. */
export interface Queues {
  waiting(call: Call, asked: InputOf<Operations['list']>): Promise<Listed>;
  mine(call: Call, asked: InputOf<Operations['mine']>): Promise<Listed>;
}

export function createQueues(parts: ApprovalsParts): Queues {
  return {
    async waiting(call, { cursor, limit, state }) {
      const { post, unit } = call.actor;
      const asked = { at: call.at, before: beforeOf(cursor), max: limit + 1 };
      const found = await listFor(call.tx, { post, unit: unit.id, state }, asked);
      return listed(parts, call, { ...found, limit, mode: 'review' });
    },
    async mine(call, { cursor, limit }) {
      const asked = { at: call.at, before: beforeOf(cursor), max: limit + 1 };
      const found = await listBy(call.tx, call.actor.id, asked);
      return listed(parts, call, { ...found, limit, mode: 'draft' });
    },
  };
}

interface Found {
  readonly rows: Proposal[];
  readonly count: number;
  readonly limit: number;
  readonly mode: 'review' | 'draft';
}

async function listed(
  parts: ApprovalsParts,
  call: Call,
  { rows, count, limit, mode }: Found,
): Promise<Listed> {
  const page = pageFrom(rows, { limit, band: bandOf(count), cursorOf: (it) => it.proposal });
  const reasons = await openReasons(parts, call, { mode, of: page.items });
  const cards = page.items.map((it): ProposalCard =>
    cardOf(it, { actor: call.actor, at: call.at, reason: reasons.get(it.proposal) }),
  );
  return { ...page, items: cards };
}

export function createView(parts: ApprovalsParts) {
  return async (
    call: Call,
    input: InputOf<Operations['view']>,
  ): Promise<OutputOf<Operations['view']>> => {
    const it = await openable(call, input.proposal);
    const shown = await presented(parts, call, it);
    const entry = call.append({
      trail: await trailOf(parts, call, it.subject),
      items: Object.fromEntries(shown.items.map(({ item }) => [item, 'plain' as const])),
      facts: { proposal: it.proposal, of: it.act },
    });
    const reasons = await openReasons(parts, call, { mode: 'review', of: [it] });
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
    if (!isToBeReviewed(it, call)) refuse('approvals.decided');
    const image = parts.halvesOf(it.act)?.image ?? refuse('not-found');
    const payload = await openPayload(parts, call, { it, to: 'use' });
    const answer = await image(call, payload, input.image);
    call.append({
      trail: await trailOf(parts, call, it.subject),
      items: { NP13: 'plain' },
      facts: { proposal: it.proposal, image: input.image },
    });
    return answer;
  };
}

async function presented(parts: ApprovalsParts, call: Call, it: Proposal): Promise<Presented> {
  const present = parts.halvesOf(it.act)?.present;
  if (!present || !isToBeReviewed(it, call)) return { items: [], images: [], consents: [] };
  return present(call, await openPayload(parts, call, { it, to: 'show' }), proposerOf(it));
}

/** Once decided, values are had by a purpose and a budget like any others; of a batch there are only counts. */
function isToBeReviewed(it: Proposal, { at }: Call): boolean {
  return stateOf(it, at) === 'pending' || it.subject?.kind === 'batch';
}

async function openable(call: Call, proposal: string): Promise<Proposal> {
  const it = (await findProposal(call.tx, proposal)) ?? refuse('not-found');
  refuseUnless(it, mayNotOpen(it, call.actor));
  return it;
}
