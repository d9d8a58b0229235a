// A proposal, and what may be done with it: pure. State is derived from the decision and the time, so that nothing has
// to be updated and a proposal past its time is expired whether or not a duty has said so (R2.4.2).
import {
  postTitles,
  refuse,
  type Post,
  type ProposalCard,
  type RefusalCode,
  type Words,
} from '@shouxin/contract';
import type { Actor } from '../../kernel/call.ts';
import type { Prepared, Proposer } from '../../kernel/serve.ts';

export interface Person {
  readonly id: string;
  readonly account: string;
  readonly displayName: string;
  readonly unit: { readonly id: string; readonly name: Words };
}

export interface Decided {
  readonly decision: 'approved' | 'rejected' | 'expired' | 'withdrawn';
  readonly by: Person;
  readonly at: Date;
  readonly reason: Uint8Array | null;
}

export interface Proposal {
  readonly proposal: string;
  readonly act: string;
  readonly title: Words;
  readonly label: string;
  readonly subject: NonNullable<Prepared['subject']> | undefined;
  readonly sealed: Uint8Array;
  readonly basedOn: number | undefined;
  readonly proposer: Person;
  readonly proposedAt: Date;
  readonly reviewedBy: Post;
  /** Reviewers of this unit only; absent: of any. */
  readonly unit: string | undefined;
  readonly reviewers: Words;
  readonly expiresAt: Date;
  readonly decided: Decided | undefined;
}

export type ProposalState = ProposalCard['state'];

export function stateOf(it: Pick<Proposal, 'decided' | 'expiresAt'>, at: Date): ProposalState {
  if (it.decided) return it.decided.decision;
  return it.expiresAt <= at ? 'expired' : 'pending';
}

export function personOf(actor: Actor): Person {
  const { id, account, displayName, unit } = actor;
  return { id, account, displayName, unit: { id: unit.id, name: unit.name } };
}

export function proposerOf(it: Proposal): Proposer {
  return { ...it.proposer, proposal: it.proposal, at: it.proposedAt, basedOn: it.basedOn };
}

/** Whom the proposer is told it waits for. */
export function reviewersOf(post: Post, unit: Words | undefined): Words {
  const title = postTitles[post];
  return {
    zh: unit ? `${unit.zh}${title.zh}` : title.zh,
    en: unit ? `${title.en}, ${unit.en}` : title.en,
  };
}

const mayNotWords: Partial<Record<RefusalCode, Words>> = {
  'approvals.same-person': {
    zh: '这是您本人提交的，须由另一人复核',
    en: 'You proposed this; another person must review it',
  },
  'approvals.decided': { zh: '已处理或已过期', en: 'Decided already, or expired' },
};

/** Why this actor may not open it, if so: another post or unit, or the proposer in person. */
export function mayNotOpen(it: Proposal, actor: Actor): RefusalCode | undefined {
  if (it.reviewedBy !== actor.post) return 'approvals.not-reviewer';
  if (it.unit !== undefined && it.unit !== actor.unit.id) return 'approvals.not-reviewer';
  if (it.proposer.id === actor.id) return 'approvals.same-person';
  return undefined;
}

/** Why this actor may not decide it now, if so. */
export function mayNotDecide(it: Proposal, actor: Actor, at: Date): RefusalCode | undefined {
  return mayNotOpen(it, actor) ?? (stateOf(it, at) === 'pending' ? undefined : 'approvals.decided');
}

export function refuseUnless(it: Proposal, code: RefusalCode | undefined): void {
  if (!code) return;
  const words = mayNotWords[code];
  refuse(code, {
    detail: words ?? { zh: `由${it.reviewers.zh}复核`, en: `Reviewed by: ${it.reviewers.en}` },
  });
}

export function cardOf(
  it: Proposal,
  { actor, at, reason }: { actor: Actor; at: Date; reason?: string | undefined },
): ProposalCard {
  const mayNot = mayNotDecide(it, actor, at);
  return {
    proposal: it.proposal,
    act: it.act,
    title: it.title,
    state: stateOf(it, at),
    proposedBy: shownPerson(it.proposer),
    proposedAt: it.proposedAt.toISOString(),
    expiresAt: it.expiresAt.toISOString(),
    ...(it.decided && {
      decidedBy: shownPerson(it.decided.by),
      decidedAt: it.decided.at.toISOString(),
    }),
    ...(reason !== undefined && { reason }),
    subject: {
      kind: it.subject?.kind ?? 'none',
      ...(it.subject && { id: it.subject.id }),
      label: it.label,
    },
    mayDecide: mayNot === undefined,
    ...(mayNot && {
      mayNot: mayNotWords[mayNot] ?? {
        zh: `由${it.reviewers.zh}复核`,
        en: `Reviewed by: ${it.reviewers.en}`,
      },
    }),
  };
}

function shownPerson(person: Person) {
  return { displayName: person.displayName, unit: person.unit.name };
}
