// SQL of sessions and of the ledgers that are only added to: attempts, used one-time codes, old passwords.
import { sql } from 'kysely';
import type { Post } from '@shouxin/contract';
import { anyOf, tables, type Tx } from '../../../kernel/database.ts';
import { changeCredential, type AccountRow, type PostHeldRow, type UnitRow } from '../store.ts';

export type EndReason =
  'signed-out' | 'other-sign-in' | 'idle' | 'absolute' | 'disabled' | 'reset' | 'post-changed';

export interface SessionRow {
  token_hash: Uint8Array;
  account_id: string;
  csrf: string;
  terminal: string;
  started_at: Date;
  last_seen_at: Date;
  stepped_up_until: Date | null;
  /** The key agreed with who signed in, sealed; null: none was. */
  proof_sealed: Uint8Array | null;
  ended_at: Date | null;
  end_reason: EndReason | null;
}

interface UsedCodeRow {
  account_id: string;
  step: number;
  used_at: Date;
  act: string;
}

interface Tables {
  'identity.unit': UnitRow;
  'identity.account': AccountRow;
  'identity.post_held': PostHeldRow;
  'identity.session': SessionRow;
  'identity.used_code': UsedCodeRow;
  'identity.old_password': { account_id: string; password_phc: string; until_at: Date };
}

/** An open session with its account, current post and unit: what every request reads. */
export type Recognised = SessionRow &
  Pick<AccountRow, 'name' | 'display_name' | 'demonstration'> & {
    post: Post;
    unit_id: string;
    unit_parent: string | null;
    unit_kind: UnitRow['kind'];
    unit_code: string;
    unit_name_zh: string;
    unit_name_en: string;
  };

const at = (tx: Tx) => tables<Tables>(tx);

export async function findSession(tx: Tx, tokenHash: Uint8Array): Promise<Recognised | undefined> {
  const [found] = await findSessions(tx, [tokenHash]);
  return found;
}

/** The one statement on every request's path: open sessions, each with its account, current post and unit. */
export async function findSessions(
  tx: Tx,
  tokenHashes: readonly Uint8Array[],
): Promise<Recognised[]> {
  const { rows } = await sql<Recognised>`
    SELECT s.*, a.name, a.display_name, a.demonstration, p.post, u.id AS unit_id, u.parent AS unit_parent,
      u.kind AS unit_kind, u.code AS unit_code, u.name_zh AS unit_name_zh, u.name_en AS unit_name_en
    FROM identity.session s
    JOIN identity.account a ON a.id = s.account_id
    JOIN identity.post_held p ON p.account_id = a.id AND p.until_at IS NULL
    JOIN identity.unit u ON u.id = p.unit_id
    WHERE s.token_hash = ${anyOf(tokenHashes, 'bytea')} AND s.ended_at IS NULL AND a.state = 'active'`.execute(
    tx,
  );
  return rows;
}

export function findOpenSession(tx: Tx, accountId: string): Promise<SessionRow | undefined> {
  return at(tx)
    .selectFrom('identity.session')
    .selectAll()
    .where('account_id', '=', accountId)
    .where('ended_at', 'is', null)
    .executeTakeFirst();
}

export async function insertSession(tx: Tx, row: SessionRow): Promise<void> {
  await at(tx).insertInto('identity.session').values(row).execute();
}

export async function endSession(
  tx: Tx,
  accountId: string,
  end: { at: Date; reason: EndReason },
): Promise<boolean> {
  const ended = await at(tx)
    .updateTable('identity.session')
    .set({ ended_at: end.at, end_reason: end.reason })
    .where('account_id', '=', accountId)
    .where('ended_at', 'is', null)
    .executeTakeFirst();
  return ended.numUpdatedRows > 0n;
}

/** Moves the idle limit, unless that was done within the last minute or the session has ended. */
export async function touchSession(tx: Tx, tokenHash: Uint8Array, now: Date): Promise<void> {
  await at(tx)
    .updateTable('identity.session')
    .set({ last_seen_at: now })
    .where('token_hash', '=', tokenHash)
    .where('ended_at', 'is', null)
    .where('last_seen_at', '<=', new Date(now.getTime() - 60_000))
    .execute();
}

export async function setSteppedUp(tx: Tx, tokenHash: Uint8Array, until: Date): Promise<void> {
  await at(tx)
    .updateTable('identity.session')
    .set({ stepped_up_until: until })
    .where('token_hash', '=', tokenHash)
    .execute();
}

/** False when this step was used before; waits for a transaction that is using it now. */
export async function useCode(tx: Tx, row: UsedCodeRow): Promise<boolean> {
  const used = await at(tx)
    .insertInto('identity.used_code')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return (used.numInsertedOrUpdatedRows ?? 0n) > 0n;
}

/** One attempt after another for each `who`, on all servers, until the transaction ends. */
export async function takeTurn(tx: Tx, who: string): Promise<void> {
  await sql`SELECT pg_advisory_xact_lock(hashtextextended(${`identity.attempt/${who}`}, 0))`.execute(
    tx,
  );
}

/** Not settled, and later than the last time the count was cleared. */
const standing = sql`t.kind = 'tried'
  AND NOT EXISTS (SELECT 1 FROM identity.attempt s WHERE s.settles = t.seq)
  AND t.seq > coalesce((
    SELECT max(c.seq) FROM identity.attempt c WHERE c.who = t.who AND c.kind = 'cleared'), 0)`;

/** When `who` failed last, newest first. */
export async function failures(
  tx: Tx,
  who: string,
  part: { since: Date; max: number },
): Promise<Date[]> {
  const { rows } = await sql<{ at: Date }>`
    SELECT t.at FROM identity.attempt t
    WHERE t.who = ${who} AND t.at > ${part.since} AND ${standing}
    ORDER BY t.seq DESC LIMIT ${part.max}`.execute(tx);
  return rows.map((row) => row.at);
}

/** The same for everybody: who may be locked at all. */
export async function allFailures(tx: Tx, since: Date): Promise<{ who: string; at: Date }[]> {
  const { rows } = await sql<{ who: string; at: Date }>`
    SELECT t.who, t.at FROM identity.attempt t JOIN identity.account a ON a.id = t.who
    WHERE t.at > ${since} AND ${standing}
    ORDER BY t.seq DESC LIMIT 20000`.execute(tx);
  return rows;
}

export interface Attempt {
  readonly who: string;
  readonly kind: 'tried' | 'settled' | 'cleared';
  readonly settles?: number;
  readonly act: string;
  readonly network?: string | undefined;
  readonly at: Date;
}

export async function insertAttempt(tx: Tx, it: Attempt): Promise<number> {
  const { rows } = await sql<{ seq: number }>`
    INSERT INTO identity.attempt (who, kind, settles, act, network, at)
    VALUES (${it.who}, ${it.kind}, ${it.settles ?? null}, ${it.act}, ${it.network ?? null}, ${it.at})
    RETURNING seq`.execute(tx);
  return rows[0]?.seq ?? 0;
}

/** The sealed key of name tags; the first one stored stays. */
export async function keepTagKey(tx: Tx, sealed: Uint8Array): Promise<void> {
  await sql`INSERT INTO identity.tag_key (sealed) VALUES (${sealed}) ON CONFLICT DO NOTHING`.execute(
    tx,
  );
}

export async function findTagKey(tx: Tx): Promise<Uint8Array | undefined> {
  const { rows } = await sql<{ sealed: Uint8Array }>`SELECT sealed FROM identity.tag_key`.execute(
    tx,
  );
  return rows[0]?.sealed;
}

/** The password held so far goes to the ledger of old ones. */
export async function replacePassword(
  tx: Tx,
  accountId: string,
  it: { phc: string; mustChange: boolean; at: Date },
): Promise<void> {
  await sql`
    INSERT INTO identity.old_password (account_id, until_at, password_phc)
    SELECT account_id, ${it.at}, password_phc FROM identity.credential
    WHERE account_id = ${accountId}`.execute(tx);
  await changeCredential(tx, accountId, {
    password_phc: it.phc,
    password_changed_at: it.at,
    must_change: it.mustChange,
  });
}

/** Old passwords as stored, newest first. */
export async function oldPasswords(tx: Tx, accountId: string, max: number): Promise<string[]> {
  const rows = await at(tx)
    .selectFrom('identity.old_password')
    .select('password_phc')
    .where('account_id', '=', accountId)
    .orderBy('until_at', 'desc')
    .limit(max)
    .execute();
  return rows.map((row) => row.password_phc);
}
