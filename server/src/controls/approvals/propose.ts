// Proposing: what was prepared is sealed and waits. Nothing of it has happened (R2.4.2).
import type { z } from 'zod';
import type { proposed } from '@shouxin/contract';
import type { Call } from '../../kernel/call.ts';
import { newId } from '../../kernel/crypto/index.ts';
import type { Prepared } from '../../kernel/serve.ts';
import { sealPayload, trailOf } from './payload.ts';
import type { ApprovalsParts } from './index.ts';
import { personOf, reviewersOf } from './proposal.ts';
import { insertProposal } from './store.ts';

export type Propose = (
  call: Call,
  act: string,
  prepared: Prepared,
) => Promise<z.output<typeof proposed>>;

const hourMs = 3_600_000;

export function createPropose(parts: ApprovalsParts): Propose {
  const { rules, unitName } = parts;
  return async (call, act, prepared) => {
    const proposal = prepared.proposal ?? newId(call.at);
    const { subject, unit } = prepared;
    const { payload } = prepared;
    const sealed = await sealPayload(parts, call, {
      proposal,
      subject,
      proposedAt: call.at,
      payload,
    });
    const reviewers = reviewersOf(
      prepared.reviewedBy,
      unit ? await unitName(call.tx, unit) : undefined,
    );
    await insertProposal(call.tx, {
      proposal,
      act,
      title: prepared.title,
      label: prepared.label,
      subject,
      sealed,
      basedOn: prepared.basedOn,
      proposer: personOf(call.actor),
      proposedAt: call.at,
      reviewedBy: prepared.reviewedBy,
      unit,
      reviewers,
      expiresAt: new Date(call.at.getTime() + rules.number('approval.expires_hours') * hourMs),
    });
    const entry = call.append({
      act,
      result: 'proposed',
      trail: await trailOf(parts, call, subject),
      facts: { proposal },
    });
    const receipt = { entry, at: call.at.toISOString() };
    return { proposal, state: 'pending', reviewers, receipt };
  };
}
