// All SQL of custody: media, the log that is only added to, stock-takes. The newest line of a medium is what it stands at.
import { sql, type RawBuilder } from 'kysely';
import type { MediumState, MediumTerms } from '@shouxin/contract';
import type { Tx } from '../../kernel/database.ts';
import { countedMax } from '../../kernel/page.ts';
import type { Line, Medium } from './medium.ts';

async function rows<T>(tx: Tx, query: RawBuilder<T>): Promise<T[]> {
  return (await query.execute(tx)).rows;
}

const line = sql`e.medium, e.number, e.act, e.encryption, e.holds, e.content, e.expires_on AS "expiresOn", e.province, e.site,
  e.custodian, e.seal, e.is_seal_intact AS "isSealIntact", e.other, e.other_unit AS "otherUnit", e.note,
  e.due_on AS "dueOn", e.found, e.stock_take AS "stockTake", e.method, e.proposal,
  e.approved_by_name AS "approvedBy", e.account, e.account_name AS by, e.at`;
const newest = sql`custody.medium m JOIN LATERAL (SELECT * FROM custody.entry x WHERE x.medium = m.medium
  ORDER BY x.number DESC LIMIT 1) e ON true`;
const media = sql`SELECT m.label, m.kind, ${line} FROM ${newest}`;

export async function findMedium(tx: Tx, medium: string): Promise<Medium | undefined> {
  return (await rows(tx, sql<Medium>`${media} WHERE m.medium = ${medium}`))[0];
}

/** The state as medium.ts derives it, for the database to filter by. */
function inState(state: MediumState | undefined, today: string) {
  const isIn = sql`e.act NOT IN ('handed-out', 'destroyed') AND e.found IS DISTINCT FROM 'missing'`;
  if (state === 'destroyed') return sql`e.act = 'destroyed'`;
  if (state === 'out') return sql`e.act = 'handed-out' AND e.due_on >= ${today}::date`;
  if (state === 'overdue') return sql`e.act = 'handed-out' AND e.due_on < ${today}::date`;
  if (state === 'missing') return sql`e.found = 'missing'`;
  if (state === 'expired') return sql`${isIn} AND e.expires_on < ${today}::date`;
  if (state === 'in-store') return sql`${isIn} AND e.expires_on >= ${today}::date`;
  return sql`e.act <> 'destroyed'`;
}

interface Asked {
  readonly state: MediumState | undefined;
  readonly holds: MediumTerms['holds'] | undefined;
  readonly today: string;
  readonly before: string | undefined;
  readonly max: number;
}

export async function listMedia(
  tx: Tx,
  { state, holds, today, before, max }: Asked,
): Promise<{ rows: Medium[]; count: number }> {
  const wanted = sql`${inState(state, today)} AND (${holds ?? null}::text IS NULL OR e.holds = ${holds ?? null})`;
  const found = await rows(
    tx,
    sql<Medium>`${media} WHERE ${wanted} AND (${before ?? null}::uuid IS NULL OR m.medium < ${before ?? null})
      ORDER BY m.medium DESC LIMIT ${max}`,
  );
  const [counted] = await rows(
    tx,
    sql<{ n: number }>`SELECT count(*) AS n FROM
      (SELECT 1 FROM ${newest} WHERE ${wanted} LIMIT ${countedMax + 1}) c`,
  );
  return { rows: found, count: counted?.n ?? 0 };
}

/** What somebody has to do something about: out too long, missing, expired or soon, seal broken, not encrypted. */
export function mediaToMind(tx: Tx, today: string, remindUntil: string): Promise<Medium[]> {
  return rows(
    tx,
    sql<Medium>`${media} WHERE e.act <> 'destroyed' AND (e.found = 'missing' OR NOT e.is_seal_intact
        OR (e.act = 'handed-out' AND e.due_on < ${today}::date) OR e.expires_on <= ${remindUntil}::date)
      ORDER BY e.expires_on, m.medium LIMIT 50`,
  );
}

/** In store or missed: what a stock-take at the site has to answer for. */
export function mediaAt(
  tx: Tx,
  { province, site }: { readonly province: string; readonly site: string },
  max: number,
): Promise<Medium[]> {
  return rows(
    tx,
    sql<Medium>`${media} WHERE e.act NOT IN ('handed-out', 'destroyed') AND e.province = ${province}
      AND e.site = ${site} ORDER BY m.label LIMIT ${max}`,
  );
}

export async function insertMedium(
  tx: Tx,
  it: Pick<Medium, 'medium' | 'label' | 'kind' | 'at'>,
): Promise<void> {
  await sql`INSERT INTO custody.medium (medium, label, kind, created_at)
    VALUES (${it.medium}, ${it.label}, ${it.kind}, ${it.at})`.execute(tx);
}

export async function insertLine(tx: Tx, it: Line): Promise<void> {
  await sql`INSERT INTO custody.entry (medium, number, act, encryption, holds, content, expires_on, province, site, custodian,
      seal, is_seal_intact, other, other_unit, note, due_on, found, stock_take, method, proposal, approved_by_name,
      account, account_name, at)
    VALUES (${it.medium}, ${it.number}, ${it.act}, ${it.encryption}, ${it.holds}, ${it.content}, ${it.expiresOn},
      ${it.province}, ${it.site}, ${it.custodian}, ${it.seal}, ${it.isSealIntact}, ${it.other}, ${it.otherUnit},
      ${it.note}, ${it.dueOn}, ${it.found}, ${it.stockTake}, ${it.method}, ${it.proposal}, ${it.approvedBy},
      ${it.account}, ${it.by}, ${it.at})`.execute(tx);
}

/** Newest first; the cursor is a number. */
export function listLines(
  tx: Tx,
  medium: string,
  { below, max }: { readonly below: number | undefined; readonly max: number },
): Promise<Line[]> {
  return rows(
    tx,
    sql<Line>`SELECT ${line} FROM custody.entry e WHERE e.medium = ${medium}
      AND (${below ?? null}::int IS NULL OR e.number < ${below ?? null}) ORDER BY e.number DESC LIMIT ${max}`,
  );
}

export interface StockTake {
  readonly stockTake: string;
  readonly province: string;
  readonly site: string;
  readonly witness: string;
  readonly counted: number;
  readonly missing: number;
  readonly broken: number;
  readonly account: string;
  readonly by: string;
  readonly at: Date;
}

export async function insertStockTake(tx: Tx, it: StockTake): Promise<void> {
  await sql`INSERT INTO custody.stock_take (stock_take, province, site, witness, counted, missing, broken, account,
      account_name, at)
    VALUES (${it.stockTake}, ${it.province}, ${it.site}, ${it.witness}, ${it.counted}, ${it.missing}, ${it.broken},
      ${it.account}, ${it.by}, ${it.at})`.execute(tx);
}

export async function listStockTakes(
  tx: Tx,
  { before, max }: { readonly before: string | undefined; readonly max: number },
): Promise<{ rows: StockTake[]; count: number }> {
  const found = await rows(
    tx,
    sql<StockTake>`SELECT stock_take AS "stockTake", province, site, witness, counted, missing, broken, account,
        account_name AS by, at
      FROM custody.stock_take WHERE ${before ?? null}::uuid IS NULL OR stock_take < ${before ?? null}
      ORDER BY stock_take DESC LIMIT ${max}`,
  );
  const [counted] = await rows(
    tx,
    sql<{
      n: number;
    }>`SELECT count(*) AS n FROM (SELECT 1 FROM custody.stock_take LIMIT ${countedMax + 1}) c`,
  );
  return { rows: found, count: counted?.n ?? 0 };
}

/** Media by site, as the map of copies sees them. What is out or was missed lies nowhere. */
export interface SiteCount {
  readonly province: string;
  readonly site: string;
  readonly kind: MediumTerms['kind'];
  readonly holds: MediumTerms['holds'];
  readonly isEncrypted: boolean;
  readonly count: number;
  /** The first and the last by label, and the first itself: where there is one only, it is named. */
  readonly label: string;
  readonly lastLabel: string;
  readonly medium: string;
}

export function mediaBySite(tx: Tx): Promise<SiteCount[]> {
  return rows(
    tx,
    sql<SiteCount>`SELECT e.province, e.site, m.kind, e.holds, e.encryption <> 'none' AS "isEncrypted",
        count(*)::int AS count, min(m.label) AS label, max(m.label) AS "lastLabel", (array_agg(m.medium ORDER BY m.label))[1] AS medium
      FROM ${newest} WHERE e.act NOT IN ('handed-out', 'destroyed') AND e.found IS DISTINCT FROM 'missing'
      GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5 LIMIT 200`,
  );
}

/** Sites with media and the day of their last stock-take, or since when the first medium lies there. */
export function sitesToCount(
  tx: Tx,
): Promise<{ province: string; site: string; since: Date; isCounted: boolean }[]> {
  return rows(
    tx,
    sql<{ province: string; site: string; since: Date; isCounted: boolean }>`
      SELECT s.province, s.site, coalesce(t.at, s.since) AS since, t.at IS NOT NULL AS "isCounted"
      FROM (SELECT e.province, e.site, min(m.created_at) AS since FROM ${newest}
        WHERE e.act NOT IN ('handed-out', 'destroyed') GROUP BY 1, 2) s
      LEFT JOIN LATERAL (SELECT at FROM custody.stock_take t WHERE t.province = s.province AND t.site = s.site
        ORDER BY at DESC LIMIT 1) t ON true ORDER BY 1, 2 LIMIT 100`,
  );
}
