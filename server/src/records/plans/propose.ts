// Writing a plan and revising one: proposed by the security administrator, decided by the data owner, who answers for how long the
// business can wait and what it can lose. What is rejected or runs out comes back as a draft: nothing that was written is lost.
import {
  planTerms,
  refuse,
  type InputOf,
  type PlanTerms,
  type plansOperations,
} from '@shouxin/contract';
import { rule } from '@shouxin/contract/items';
import { z } from 'zod';
import type { Call } from '../../kernel/call.ts';
import { addToDate, businessDate } from '../../kernel/clock.ts';
import { newId } from '../../kernel/crypto/index.ts';
import type { FourEyes, Proposer } from '../../kernel/serve.ts';
import { openVersion, sealDraft, sealVersion } from './content.ts';
import { rules, type PlansParts } from './parts.ts';
import { termsOf, type Plan, type PlanHead } from './plan.ts';
import { changesOf, wholeOf } from './present.ts';
import { requireSound } from './sound.ts';
import {
  findDraft,
  findPlan,
  insertDraft,
  insertPlan,
  lockPlan,
  revisePlan,
  markUsed,
} from './store.ts';

type Propose = (typeof plansOperations)['propose'];
type Revise = (typeof plansOperations)['revise'];

const revisePayload = planTerms.extend({ plan: z.uuid() });

export function createPropose(parts: PlansParts): FourEyes<Propose> {
  return {
    prepare: async (call, { draft, ...it }) => {
      requireSound(it);
      await take(call, draft);
      const title = { zh: `制定恢复预案：${it.name}`, en: `A new recovery plan: ${it.name}` };
      return { propose: { label: it.name, title, payload: it, reviewedBy: 'owner' } };
    },
    run: async (call, payload, proposer) => {
      const it = planTerms.parse(payload);
      requireSound(it);
      await publish(parts, call, { it, plan: newId(call.at), version: 1, proposer });
    },
    dropped: (call, payload, proposer) =>
      keep(parts, call, { it: planTerms.parse(payload), plan: null, proposer }),
    present: (_, payload) => Promise.resolve(wholeOf(planTerms.parse(payload))),
  };
}

export function createRevise(parts: PlansParts): FourEyes<Revise> {
  return {
    prepare: (call, input) => prepareRevise(call, input),
    run: async (call, payload, proposer) => {
      const { plan, ...it } = revisePayload.parse(payload);
      const now = await inForce(call, plan);
      if (now.version !== proposer.basedOn) refuse('approvals.stale');
      requireSound(it);
      await publish(parts, call, { it, plan, version: now.version + 1, proposer });
    },
    dropped: (call, payload, proposer) => {
      const { plan, ...it } = revisePayload.parse(payload);
      return keep(parts, call, { it, plan, proposer });
    },
    present: async (call, payload) => {
      const { plan, ...it } = revisePayload.parse(payload);
      const now = await findPlan(call.tx, plan);
      if (!now) return wholeOf(it);
      const content = await openVersion(parts, [plan, now.version], now.content);
      return changesOf(it, termsOf(now, content));
    },
  };
}

async function prepareRevise(call: Call, input: InputOf<Revise>) {
  const { draft, basedOn, ...it } = input;
  const now = await inForce(call, it.plan);
  if (now.version !== basedOn) refuse('plans.changed');
  requireSound(it);
  await take(call, draft);
  return {
    propose: {
      label: now.name,
      title: { zh: `修订恢复预案：${now.name}`, en: `Revise a recovery plan: ${now.name}` },
      payload: it,
      basedOn,
      reviewedBy: 'owner' as const,
    },
  };
}

/** Locked: its version stays so until the act is done. */
export async function inForce(call: Call, plan: string): Promise<Plan> {
  const it = (await lockPlan(call.tx, plan)) ?? refuse('not-found');
  return it.retiredAt ? refuse('plans.retired') : it;
}

interface Publishing {
  readonly it: PlanTerms;
  readonly plan: string;
  readonly version: number;
  readonly proposer: Proposer;
}

async function publish(parts: PlansParts, call: Call, { proposer, ...rest }: Publishing) {
  const signed = {
    by: proposer.displayName,
    approvedBy: call.actor.displayName,
    proposal: proposer.proposal,
  };
  await write(parts, call, { ...rest, ...signed, approvedOn: businessDate(call.at) });
  const { plan, version } = rest;
  const facts = { plan, version, proposal: proposer.proposal };
  call.append({ act: version === 1 ? 'plans.propose' : 'plans.revise', facts });
}

export interface Writing extends Omit<Publishing, 'proposer'>, Pick<PlanHead, 'by' | 'approvedBy'> {
  readonly proposal: string | null;
  /** The review is due by the rule of this day. */
  readonly approvedOn: string;
}

/** Seals it and stores it; the caller's act leaves the entry. */
export async function write(parts: PlansParts, call: Call, given: Writing): Promise<void> {
  const { it, plan, version, approvedOn, ...signed } = given;
  const { name, scenario, dataSets, rtoMinutes, rpoMinutes, ...content } = it;
  const row = {
    ...signed,
    plan,
    version,
    name,
    scenario,
    dataSets,
    rtoMinutes,
    rpoMinutes,
    stepCount: it.steps.length,
    content: await sealVersion(parts, [plan, version], content),
    reviewOn: addToDate(approvedOn, { months: rule(rules.review) }),
    at: call.at,
  };
  await (version === 1 ? insertPlan : revisePlan)(call.tx, row);
}

/** The draft that it was written on is done with, in the transaction that proposes it. */
async function take(call: Call, draft: string | undefined): Promise<void> {
  if (draft === undefined) return;
  if (!(await findDraft(call.tx, draft))) refuse('not-found');
  await markUsed(call.tx, draft, call.at);
}

async function keep(
  parts: PlansParts,
  call: Call,
  { it, plan, proposer }: { it: PlanTerms; plan: string | null; proposer: Proposer },
): Promise<void> {
  const draft = newId(call.at);
  const { name, scenario } = it;
  const content = await sealDraft(parts, draft, it);
  const row = { draft, plan, name, scenario, content, proposer: proposer.id, at: call.at };
  await insertDraft(call.tx, row);
  call.append({ act: 'plans.return', facts: { draft, proposal: proposer.proposal } });
}
