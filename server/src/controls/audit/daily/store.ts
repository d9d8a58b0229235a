// How many entries there were: on each of the last days, for the small trend beside a figure (days of Asia/Shanghai, oldest
// first, days without entries as zero), about one subject by act, and about which subjects at all. Counts only.
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

/** What was done about one subject, act by act: how often, and when last. What was refused was not done. */
export async function countByAct(
  tx: Tx,
  trail: string,
): Promise<{ act: string; count: number; last: Date }[]> {
  const { rows } = await sql<{ act: string; count: number; last: Date }>`
    SELECT act, count(*) AS count, max(at) AS last FROM audit.entry
    WHERE trail = decode(${trail}, 'hex') AND decision IS DISTINCT FROM 'refuse' GROUP BY act ORDER BY act`.execute(
    tx,
  );
  return rows;
}

/** Which of these subjects (pseudonyms, hex) were in any act but these. */
export async function trailsBeyond(
  tx: Tx,
  trails: readonly string[],
  acts: readonly string[],
): Promise<Set<string>> {
  const { rows } = await sql<{ trail: string }>`
    SELECT encode(t.trail, 'hex') AS trail
    FROM unnest(${trails.map((it) => Buffer.from(it, 'hex'))}::bytea[]) AS t (trail)
    WHERE EXISTS (SELECT FROM audit.entry e WHERE e.trail = t.trail AND e.act <> ALL (${[...acts]}::text[]))`.execute(
    tx,
  );
  return new Set(rows.map((row) => row.trail));
}
