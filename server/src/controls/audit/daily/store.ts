// How many entries there were: on each of the last days, for the small trend beside a figure (days of Asia/Shanghai, oldest
// first, days without entries as zero), about one subject by act, and about which subjects at all. Counts only.
import { sql } from 'kysely';
import type { Tx } from '../../../kernel/database.ts';
import { lowestIdAt } from '../entry.ts';

export interface DailyAsked {
  readonly acts: readonly string[];
  readonly actor?: string;
  readonly days: number;
  readonly until: Date;
  /** Entries, or the different subjects they are about. */
  readonly of?: 'entries' | 'subjects';
  /** What was done (not refused), what was refused, or what was proposed to a second person. */
  readonly which?: 'done' | 'refused' | 'proposed';
}

const dayMs = 86_400_000;

const counted = {
  entries: sql`count(e.id)`,
  subjects: sql`count(DISTINCT e.trail)`,
};

/** The result stands in the body alone, which is canonical JSON: these bytes are it. */
const chosen = {
  done: sql`e.decision IS DISTINCT FROM 'refuse'`,
  refused: sql`e.decision = 'refuse'`,
  proposed: sql`position(convert_to('"result":"proposed"', 'UTF8') IN e.body) > 0`,
};

/** Ids are in order of time, so that only the entries of these days are looked at. */
export async function countDaily(
  tx: Tx,
  { acts, actor, days, until, of = 'entries', which = 'done' }: DailyAsked,
): Promise<number[]> {
  const from = lowestIdAt(new Date(until.getTime() - days * dayMs));
  const { rows } = await sql<{ count: number }>`
    SELECT coalesce(c.count, 0) AS count
    FROM generate_series(
      (${until}::timestamptz AT TIME ZONE 'Asia/Shanghai')::date - ${days - 1}::int,
      (${until}::timestamptz AT TIME ZONE 'Asia/Shanghai')::date, interval '1 day') AS d(day)
    LEFT JOIN (
      SELECT (e.at AT TIME ZONE 'Asia/Shanghai')::date AS day, ${counted[of]} AS count
      FROM audit.entry e
      WHERE e.act = ANY (${[...acts]}::text[]) AND e.id >= ${from} AND ${chosen[which]}
        AND (${actor ?? null}::uuid IS NULL OR e.actor = ${actor ?? null}::uuid)
      GROUP BY 1
    ) c ON c.day = d.day ORDER BY d.day`.execute(tx);
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
