// All SQL of approvals: two insert-only tables. A decision is one insert on the proposal's key, so of two people who
// decide at once the second finds it taken, whichever process they came through.
import { sql, type RawBuilder } from 'kysely';
import type { Post, Words } from '@shouxin/contract';
import { sendLater, type Tx } from '../../kernel/database.ts';
import { countedMax } from '../../kernel/page.ts';
import type { Decided, Person, Proposal, ProposalState } from './proposal.ts';

interface Row {
  readonly proposal: string;
  readonly act: string;
  readonly title: Words;
  readonly label: string;
  readonly subject_kind: 'customer' | 'batch' | 'none';
  readonly subject: string | null;
  readonly sealed: Uint8Array;
  readonly based_on: number | null;
  readonly proposer: Person;
  readonly proposed_at: Date;
  readonly reviewed_by: Post;
  readonly unit: string | null;
  readonly reviewers: Words;
  readonly expires_at: Date;
  readonly decision: Decided['decision'] | null;
  readonly decider: Person | null;
  readonly decided_at: Date | null;
  readonly reason: Uint8Array | null;
}

const columns = sql`p.proposal, p.act, p.title, p.label, p.subject_kind, p.subject, p.sealed, p.based_on, p.proposer,
  p.proposed_at, p.reviewed_by, p.unit, p.reviewers, p.expires_at, d.decision, d.decider, d.decided_at, d.reason`;

function proposalOf(row: Row): Proposal {
  return {
    proposal: row.proposal,
    act: row.act,
    title: row.title,
    label: row.label,
    subject:
      row.subject !== null && row.subject_kind !== 'none'
        ? { kind: row.subject_kind, id: row.subject }
        : undefined,
    sealed: row.sealed,
    basedOn: row.based_on ?? undefined,
    proposer: row.proposer,
    proposedAt: row.proposed_at,
    reviewedBy: row.reviewed_by,
    unit: row.unit ?? undefined,
    reviewers: row.reviewers,
    expiresAt: row.expires_at,
    decided: decidedOf(row),
  };
}

function decidedOf({ decision, decider, decided_at, reason }: Row): Decided | undefined {
  if (decision === null || decider === null || decided_at === null) return undefined;
  return { decision, by: decider, at: decided_at, reason };
}

async function proposals(tx: Tx, query: RawBuilder<Row>): Promise<Proposal[]> {
  return (await query.execute(tx)).rows.map(proposalOf);
}

export async function insertProposal(tx: Tx, it: Omit<Proposal, 'decided'>): Promise<void> {
  const insert = sql`
    INSERT INTO approvals.proposal (proposal, act, title, label, subject_kind, subject, sealed, based_on,
      proposed_by, proposer, proposed_at, reviewed_by, unit, reviewers, expires_at)
    VALUES (${it.proposal}, ${it.act}, ${JSON.stringify(it.title)}, ${it.label},
      ${it.subject?.kind ?? 'none'}, ${it.subject?.id ?? null}, ${it.sealed}, ${it.basedOn ?? null},
      ${it.proposer.id}, ${JSON.stringify(it.proposer)}, ${it.proposedAt}, ${it.reviewedBy},
      ${it.unit ?? null}, ${JSON.stringify(it.reviewers)}, ${it.expiresAt})`;
  await sendLater(tx, insert);
}

export async function findProposal(tx: Tx, proposal: string): Promise<Proposal | undefined> {
  const found = await proposals(
    tx,
    sql<Row>`
      SELECT ${columns} FROM approvals.proposal p
      LEFT JOIN approvals.decision d ON d.proposal = p.proposal
      WHERE p.proposal = ${proposal}`,
  );
  return found[0];
}

/** Every proposal about a subject, decided or not. */
export function proposalsAbout(tx: Tx, subject: string): Promise<Proposal[]> {
  return proposals(
    tx,
    sql<Row>`
      SELECT ${columns} FROM approvals.proposal p
      LEFT JOIN approvals.decision d ON d.proposal = p.proposal
      WHERE p.subject = ${subject} ORDER BY p.proposal`,
  );
}

/** True for the one decision a proposal ever gets; waits for a decision that is being made. */
export async function insertDecision(
  tx: Tx,
  proposal: string,
  it: Omit<Decided, 'reason'> & { readonly reason?: Uint8Array },
): Promise<boolean> {
  const { numAffectedRows } = await sql`
    INSERT INTO approvals.decision (proposal, decision, decided_by, decider, decided_at, reason)
    VALUES (${proposal}, ${it.decision}, ${it.by.id}, ${JSON.stringify(it.by)}, ${it.at}, ${it.reason ?? null})
    ON CONFLICT (proposal) DO NOTHING`.execute(tx);
  return numAffectedRows === 1n;
}

export interface Asked {
  readonly at: Date;
  readonly before?: string | undefined;
  readonly max: number;
}

/** Proposals that reviewers of this post and unit see in this state, newest first; and how many there are, up to a bound. */
export async function listFor(
  tx: Tx,
  reviewer: { readonly post: Post; readonly unit: string; readonly state: ProposalState },
  asked: Asked,
): Promise<{ rows: Proposal[]; count: number }> {
  const mine = sql`p.reviewed_by = ${reviewer.post} AND (p.unit IS NULL OR p.unit = ${reviewer.unit})`;
  return listed(tx, sql`${mine} AND ${inState(reviewer.state, asked.at)}`, asked);
}

export async function listBy(
  tx: Tx,
  account: string,
  asked: Asked,
): Promise<{ rows: Proposal[]; count: number }> {
  return listed(tx, sql`p.proposed_by = ${account}`, asked);
}

function inState(state: ProposalState, at: Date) {
  if (state === 'pending') return sql`d.proposal IS NULL AND p.expires_at > ${at}`;
  if (state === 'expired') {
    return sql`(d.decision = 'expired' OR (d.proposal IS NULL AND p.expires_at <= ${at}))`;
  }
  return sql`d.decision = ${state}`;
}

async function listed(
  tx: Tx,
  wanted: RawBuilder<unknown>,
  { before, max }: Asked,
): Promise<{ rows: Proposal[]; count: number }> {
  const joined = sql`approvals.proposal p LEFT JOIN approvals.decision d ON d.proposal = p.proposal`;
  const older = before === undefined ? sql`true` : sql`p.proposal < ${before}`;
  const { rows } = await sql<Row & { count: number }>`
    SELECT ${columns}, (SELECT count(*) FROM
      (SELECT 1 FROM ${joined} WHERE ${wanted} LIMIT ${countedMax + 1}) counted) AS count
    FROM ${joined} WHERE ${wanted} AND ${older}
    ORDER BY p.proposal DESC LIMIT ${max}`.execute(tx);
  return { rows: rows.map(proposalOf), count: rows[0]?.count ?? 0 };
}

/** Past their time without a decision. */
export async function overdue(tx: Tx, at: Date, max: number): Promise<Proposal[]> {
  return proposals(
    tx,
    sql<Row>`
      SELECT ${columns} FROM approvals.proposal p
      LEFT JOIN approvals.decision d ON d.proposal = p.proposal
      WHERE p.expires_at <= ${at} AND d.proposal IS NULL ORDER BY p.expires_at LIMIT ${max}`,
  );
}
