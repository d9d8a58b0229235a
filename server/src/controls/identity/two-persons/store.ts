// SQL of the hand-overs: which half of an initial credential waits for whom. The server may only add one and close it. And
// whether there ever was anybody who could review.
import { sql } from 'kysely';
import type { Post } from '@shouxin/contract';
import { tables, type Tx } from '../../../kernel/database.ts';

export interface HandOverRow {
  readonly id: string;
  readonly account_id: string;
  readonly kind: 'password' | 'totp';
  readonly reason: 'created' | 'reset';
  readonly for_account: string;
  readonly proposal: string | null;
  readonly made_at: Date;
  readonly until_at: Date;
  readonly closed_at: Date | null;
}

/** With the names of the account it is for. */
export type Waiting = HandOverRow & { readonly name: string; readonly display_name: string };

interface Tables {
  'identity.hand_over': HandOverRow;
  'identity.post_held': { id: string; post: Post };
}

const at = (tx: Tx) => tables<Tables>(tx);

export async function insertHandOver(tx: Tx, row: HandOverRow): Promise<void> {
  await at(tx).insertInto('identity.hand_over').values(row).execute();
}

/** What an earlier approval left untaken is worth nothing after a later one. */
export async function closeHandOvers(tx: Tx, accountId: string, closedAt: Date): Promise<void> {
  await at(tx)
    .updateTable('identity.hand_over')
    .set({ closed_at: closedAt })
    .where('account_id', '=', accountId)
    .where('closed_at', 'is', null)
    .execute();
}

/** True for the one who closes it in time. */
export async function closeHandOver(tx: Tx, id: string, closedAt: Date): Promise<boolean> {
  const [{ numUpdatedRows } = { numUpdatedRows: 0n }] = await at(tx)
    .updateTable('identity.hand_over')
    .set({ closed_at: closedAt })
    .where('id', '=', id)
    .where('closed_at', 'is', null)
    .where('until_at', '>', closedAt)
    .execute();
  return numUpdatedRows === 1n;
}

const waiting = sql`
  SELECT h.*, a.name, a.display_name FROM identity.hand_over h
  JOIN identity.account a ON a.id = h.account_id`;

export async function findHandOver(tx: Tx, id: string): Promise<Waiting | undefined> {
  const { rows } = await sql<Waiting>`${waiting} WHERE h.id = ${id}`.execute(tx);
  return rows[0];
}

export async function handOversFor(tx: Tx, account: string, now: Date): Promise<Waiting[]> {
  const { rows } = await sql<Waiting>`${waiting}
    WHERE h.for_account = ${account} AND h.closed_at IS NULL AND h.until_at > ${now}
    ORDER BY h.made_at, h.id LIMIT 100`.execute(tx);
  return rows;
}

/** Whether anybody, also somebody who left, was ever given this post. */
export async function wasEverHeld(tx: Tx, post: Post): Promise<boolean> {
  const held = at(tx).selectFrom('identity.post_held').select('id').where('post', '=', post);
  return (await held.limit(1).executeTakeFirst()) !== undefined;
}
