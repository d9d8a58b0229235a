// All SQL of enquiry: how often an account searched or verified within a span of time, and one item of one customer in a day.
import { sql } from 'kysely';
import type { Tx } from '../../kernel/database.ts';

export interface Use {
  readonly kind: string;
  /** The minute or the day that is counted. */
  readonly span: string;
}

export interface Uses {
  readonly account: string;
  readonly uses: readonly Use[];
}

/**
 * Counts one use in each span for several who ask at once, in one statement; answers each, in the order asked, how many there
 * were of each kind, this one included.
 */
export async function countUses(
  tx: Tx,
  asked: readonly Uses[],
): Promise<ReadonlyMap<string, number>[]> {
  const all = asked.flatMap(({ account, uses }) => uses.map((it) => ({ account, ...it })));
  const { rows } = await sql<{ account: string; kind: string; count: number }>`
    INSERT INTO enquiry.pace AS p (account, kind, span, count)
    SELECT account, kind, max(span), count(*)
    FROM unnest(${all.map((it) => it.account)}::uuid[], ${all.map((it) => it.kind)}::text[],
      ${all.map((it) => it.span)}::text[]) AS used (account, kind, span)
    GROUP BY account, kind ORDER BY account, kind
    ON CONFLICT (account, kind) DO UPDATE SET
      count = CASE WHEN p.span = excluded.span THEN p.count + excluded.count ELSE excluded.count END,
      span = excluded.span
    RETURNING account, kind, count${tx.isTransaction ? sql`` : unsynced}`.execute(tx);
  const left = new Map(rows.map((row) => [`${row.account} ${row.kind}`, row.count]));
  const places = asked.toReversed().map(({ account, uses }) => {
    const own = new Map<string, number>();
    for (const { kind } of uses) {
      const name = `${account} ${kind}`;
      const count = left.get(name) ?? 0;
      own.set(kind, count);
      // Whoever of the same account asked before was one fewer.
      left.set(name, count - 1);
    }
    return own;
  });
  return places.toReversed();
}

/** For the one statement only: the setting ends with its transaction. */
const unsynced = sql`, set_config('synchronous_commit', 'off', true)`;

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
