// Approving and rejecting. The decision is taken first, on a key that only one can have; then everything is checked again
// and run in the same transaction, so that a decision without its effect, or an effect twice, cannot be (R2.4.2).
import { refuse, type ProposalCard, type Receipt } from '@shouxin/contract';
import type { Call, EntryDraft } from '../../kernel/call.ts';
import type { FourEyes } from '../../kernel/serve.ts';
import type { Operation } from '@shouxin/contract';
import type { ApprovalsParts } from './index.ts';
import { openPayload, sealReason, trailOf } from './payload.ts';
import {
  cardOf,
  mayNotDecide,
  personOf,
  proposerOf,
  refuseUnless,
  type Decided,
  type Proposal,
} from './proposal.ts';
import { findProposal, insertDecision, overdue } from './store.ts';

export interface Answered {
  readonly card: ProposalCard;
  readonly receipt: Receipt;
}

/** Finds what runs for an act; handed in by app.ts, because it lives on a higher floor. */
export type HalvesOf = (act: string) => FourEyes<Operation> | undefined;

export function createApprove(parts: ApprovalsParts) {
  return async (call: Call, input: { readonly proposal: string }): Promise<Answered> => {
    const it = await decidable(call, input.proposal);
    const halves = parts.halvesOf(it.act) ?? refuse('not-found');
    await decideOnce(call, it, { decision: 'approved' });
    const payload = await openPayload(parts, call, { it, to: 'use' });
    await halves.run(call, payload, proposerOf(it));
    return answered(parts, call, { it, decision: 'approved' });
  };
}

export function createReject(parts: ApprovalsParts) {
  return async (
    call: Call,
    input: { readonly proposal: string; readonly reason: string },
  ): Promise<Answered> => {
    const it = await decidable(call, input.proposal);
    const reason = await sealReason(parts, call, { ...it, reason: input.reason });
    await decideOnce(call, it, { decision: 'rejected', reason });
    await drop(parts, call, it);
    return answered(parts, call, { it, decision: 'rejected', reason: input.reason });
  };
}

/** Duty: proposals past their time are dropped; answers how many, so that the caller goes on while there are more. */
export function createExpire(parts: ApprovalsParts) {
  return async (call: Call, max = 50): Promise<number> => {
    const late = await overdue(call.tx, call.at, max);
    for (const it of late) {
      const isMine = await insertDecision(call.tx, it.proposal, {
        decision: 'expired',
        by: personOf(call.actor),
        at: call.at,
      });
      if (!isMine) continue;
      await drop(parts, call, it);
      const trail = await trailOf(parts, call, it.subject);
      call.append({ act: 'approvals.expire', trail, facts: { proposal: it.proposal, of: it.act } });
    }
    return late.length;
  };
}

async function decidable(call: Call, proposal: string): Promise<Proposal> {
  const it = (await findProposal(call.tx, proposal)) ?? refuse('not-found');
  refuseUnless(it, mayNotDecide(it, call.actor, call.at));
  return it;
}

async function decideOnce(
  call: Call,
  it: Proposal,
  how: { readonly decision: Decided['decision']; readonly reason?: Uint8Array },
): Promise<void> {
  const by = personOf(call.actor);
  const isMine = await insertDecision(call.tx, it.proposal, { ...how, by, at: call.at });
  if (!isMine) refuse('approvals.decided');
}

async function drop(parts: ApprovalsParts, call: Call, it: Proposal): Promise<void> {
  const halves = parts.halvesOf(it.act);
  if (!halves?.dropped) return;
  const payload = await openPayload(parts, call, { it, to: 'use' });
  await halves.dropped(call, payload, proposerOf(it));
}

async function answered(
  parts: ApprovalsParts,
  call: Call,
  { it, decision, reason }: { it: Proposal; decision: 'approved' | 'rejected'; reason?: string },
): Promise<Answered> {
  const draft: EntryDraft = {
    result: decision,
    trail: await trailOf(parts, call, it.subject),
    facts: { proposal: it.proposal, of: it.act },
  };
  const entry = call.append(draft);
  const decided: Decided = { decision, by: personOf(call.actor), at: call.at, reason: null };
  const card = cardOf({ ...it, decided }, { actor: call.actor, at: call.at, reason });
  return { card, receipt: { entry, at: call.at.toISOString() } };
}
