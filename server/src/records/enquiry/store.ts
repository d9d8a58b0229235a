// All SQL of enquiry: how often an account searched or verified within a span of time, and one item of one customer in a day.
import { sql } from 'kysely';
import type { Tx } from '../../kernel/database.ts';

export interface Use {
  readonly kind: string;
  /** The minute or the day that is counted. */
  readonly span: string;
}

/** Counts one use in each span, in one statement; answers how many there were of each kind, this one included. */
export async function countUses(
  tx: Tx,
  account: string,
  uses: readonly Use[],
): Promise<ReadonlyMap<string, number>> {
  const [kinds, spans] = [uses.map((it) => it.kind), uses.map((it) => it.span)];
  const { rows } = await sql<{ kind: string; count: number }>`
    INSERT INTO enquiry.pace AS p (account, kind, span, count)
    SELECT ${account}, kind, span, 1
    FROM unnest(${kinds}::text[], ${spans}::text[]) AS used (kind, span) ORDER BY kind
    ON CONFLICT (account, kind) DO UPDATE SET
      count = CASE WHEN p.span = excluded.span THEN p.count + 1 ELSE 1 END, span = excluded.span
    RETURNING kind, count`.execute(tx);
  return new Map(rows.map((row) => [row.kind, row.count]));
}

export interface Verifying {
  readonly account: string;
  readonly customer: string;
  readonly item: string;
  /** Business date. */
  readonly day: string;
}

/** Counts this one and answers how many there were today; what earlier days left of the account goes. */
export async function countVerified(tx: Tx, it: Verifying): Promise<number> {
  await sql`
    DELETE FROM enquiry.verified WHERE account = ${it.account} AND on_day < ${it.day}`.execute(tx);
  const { rows } = await sql<{ count: number }>`
    INSERT INTO enquiry.verified AS v (account, customer, item, on_day, count)
    VALUES (${it.account}, ${it.customer}, ${it.item}, ${it.day}, 1)
    ON CONFLICT (account, customer, item) DO UPDATE SET
      count = CASE WHEN v.on_day = excluded.on_day THEN v.count + 1 ELSE 1 END, on_day = excluded.on_day
    RETURNING count`.execute(tx);
  return rows[0]?.count ?? 1;
}
