// How many entries there were on each of the last days, for the small trend beside a figure: counts only, days of
// Asia/Shanghai, oldest first, days without entries as zero.
import { sql } from 'kysely';
import type { Tx } from '../../../kernel/database.ts';

export interface DailyAsked {
  readonly acts: readonly string[];
  readonly actor?: string;
  readonly days: number;
  readonly until: Date;
}

export async function countDaily(
  tx: Tx,
  { acts, actor, days, until }: DailyAsked,
): Promise<number[]> {
  const { rows } = await sql<{ count: number }>`
    SELECT count(e.id) AS count
    FROM generate_series(
      (${until}::timestamptz AT TIME ZONE 'Asia/Shanghai')::date - ${days - 1}::int,
      (${until}::timestamptz AT TIME ZONE 'Asia/Shanghai')::date, interval '1 day') AS d(day)
    LEFT JOIN audit.entry e ON e.act = ANY (${[...acts]}::text[])
      AND e.at >= (d.day::timestamp AT TIME ZONE 'Asia/Shanghai')
      AND e.at < ((d.day + interval '1 day')::timestamp AT TIME ZONE 'Asia/Shanghai')
      AND (${actor ?? null}::uuid IS NULL OR e.actor = ${actor ?? null}::uuid)
    GROUP BY d.day ORDER BY d.day`.execute(tx);
  return rows.map((row) => row.count);
}
