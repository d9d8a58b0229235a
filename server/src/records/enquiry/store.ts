// All SQL of enquiry: how often an account searched or verified within a minute.
import { sql } from 'kysely';
import type { Tx } from '../../kernel/database.ts';

/** Counts one use within the current minute and answers how many there were. */
export async function countPace(
  tx: Tx,
  it: { readonly account: string; readonly kind: string; readonly at: Date },
): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    INSERT INTO customers.pace AS p (account, kind, minute, count)
    VALUES (${it.account}, ${it.kind}, date_trunc('minute', ${it.at}::timestamptz), 1)
    ON CONFLICT (account, kind) DO UPDATE SET
      count = CASE WHEN p.minute = excluded.minute THEN p.count + 1 ELSE 1 END, minute = excluded.minute
    RETURNING count`.execute(tx);
  return rows[0]?.count ?? 1;
}
