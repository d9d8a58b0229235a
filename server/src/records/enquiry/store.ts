// All SQL of enquiry: how often an account searched or verified within a span of time.
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
