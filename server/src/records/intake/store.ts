// All SQL of intake: a working table. Who moves an intake to another state has locked it and seen where it stands, so that two
// windows of one teller cannot both submit; each statement names the states it may come from all the same.
import { sql } from 'kysely';
import { sendLater, type Tx } from '../../kernel/database.ts';
import { countedMax } from '../../kernel/page.ts';
import type { Intake, IntakeState } from './intake.ts';

const columns = sql`intake, customer, list, list_version AS "listVersion", channel, purpose, account, unit,
  started_at AS "startedAt", notice, notice_version AS "noticeVersion", encode(notice_hash, 'hex') AS "noticeHash",
  shown_at AS "shownAt", state, draft`;

export async function insertIntake(tx: Tx, it: Intake): Promise<void> {
  const insert = sql`
    INSERT INTO intake.intake (intake, customer, list, list_version, channel, purpose, account, unit, started_at,
      notice, notice_version, notice_hash, state)
    VALUES (${it.intake}, ${it.customer}, ${it.list}, ${it.listVersion}, ${it.channel}, ${it.purpose}, ${it.account},
      ${it.unit}, ${it.startedAt}, ${it.notice}, ${it.noticeVersion}, decode(${it.noticeHash}, 'hex'), ${it.state})`;
  await sendLater(tx, insert);
}

export async function findIntake(tx: Tx, intake: string): Promise<Intake | undefined> {
  const { rows } = await sql<Intake>`
    SELECT ${columns} FROM intake.intake WHERE intake = ${intake}`.execute(tx);
  return rows[0];
}

/** For a change: other windows of the same teller wait for this one. */
export async function lockIntake(tx: Tx, intake: string): Promise<Intake | undefined> {
  const { rows } = await sql<Intake>`
    SELECT ${columns} FROM intake.intake WHERE intake = ${intake} FOR UPDATE`.execute(tx);
  return rows[0];
}

/** Drafts under the key of a customer to be, held until the transaction ends. */
export async function draftsOf(tx: Tx, customer: string): Promise<Intake[]> {
  const { rows } = await sql<Intake>`
    SELECT ${columns} FROM intake.intake WHERE customer = ${customer} AND draft IS NOT NULL
    ORDER BY intake FOR UPDATE`.execute(tx);
  return rows;
}

export async function intakesOf(
  tx: Tx,
  account: string,
  { before, max }: { readonly before?: string | undefined; readonly max: number },
): Promise<{ rows: Intake[]; count: number }> {
  const older = before === undefined ? sql`true` : sql`intake < ${before}`;
  const { rows } = await sql<Intake & { count: number }>`
    SELECT ${columns}, (SELECT count(*) FROM
      (SELECT 1 FROM intake.intake WHERE account = ${account} LIMIT ${countedMax + 1}) counted) AS count
    FROM intake.intake WHERE account = ${account} AND ${older} ORDER BY intake DESC LIMIT ${max}`.execute(
    tx,
  );
  return { rows, count: rows[0]?.count ?? 0 };
}

export interface Step {
  readonly intake: string;
  readonly from: readonly IntakeState[];
  readonly to: IntakeState;
}

export async function moveTo(tx: Tx, { intake, from, to }: Step): Promise<void> {
  const update = sql`
    UPDATE intake.intake SET state = ${to}
    WHERE intake = ${intake} AND state = ANY (${[...from]}::text[])`;
  await sendLater(tx, update);
}

/** Ends an intake: nothing sealed of it stays here. */
export async function endAs(tx: Tx, { intake, from, to }: Step): Promise<void> {
  const update = sql`
    UPDATE intake.intake SET state = ${to}, draft = NULL
    WHERE intake = ${intake} AND state = ANY (${[...from]}::text[])`;
  await sendLater(tx, update);
}

export async function markShown(
  tx: Tx,
  it: { intake: string; shownAt: Date; noticeVersion: number; noticeHash: string },
): Promise<void> {
  const update = sql`
    UPDATE intake.intake SET shown_at = ${it.shownAt}, notice_version = ${it.noticeVersion},
      notice_hash = decode(${it.noticeHash}, 'hex'), state = 'capturing'
    WHERE intake = ${it.intake} AND state IN ('noticed', 'capturing', 'rejected')`;
  await sendLater(tx, update);
}

export async function keepDraft(
  tx: Tx,
  it: { intake: string; draft: Uint8Array; at: Date; to: 'capturing' | 'proposed' },
): Promise<void> {
  const update = sql`
    UPDATE intake.intake SET draft = ${it.draft}, saved_at = ${it.at}, state = ${it.to}
    WHERE intake = ${it.intake} AND state IN ('capturing', 'rejected')`;
  await sendLater(tx, update);
}
