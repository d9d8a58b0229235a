// All SQL of the catalogue: which sets were taken, what came of them, when somebody looked at every byte of them.
import { sql, type RawBuilder } from 'kysely';
import type { BackupCard } from '@shouxin/contract';
import { businessZone } from '../../../kernel/clock.ts';
import type { Tx } from '../../../kernel/database.ts';
import { countedMax } from '../../../kernel/page.ts';

export type BackupKind = BackupCard['kind'];

export interface StoredSet {
  readonly set: string;
  readonly kind: BackupKind;
  readonly mode: BackupCard['mode'];
  readonly chain: string;
  readonly place: string;
  readonly askedBy: string;
  readonly askedAt: Date;
  readonly tables: number;
  readonly tablesDone: number;
  readonly rows: number;
  readonly bytes: number;
  readonly stored: number;
  readonly logSize: number | null;
  readonly generation: number | null;
  readonly manifest: string | null;
  /** Set of pgBackRest that holds the bytes. */
  readonly label: string | null;
  readonly endedAt: Date | null;
  readonly failure: string | null;
  readonly removedAt: Date | null;
  readonly verifiedAt: Date | null;
  readonly verifyFailure: string | null;
}

async function rows<T>(tx: Tx, query: RawBuilder<T>): Promise<T[]> {
  return (await query.execute(tx)).rows;
}

const stored = sql`
  SELECT s.set, s.kind, s.mode, s.chain, s.place, s.asked_by AS "askedBy", s.asked_at AS "askedAt", s.tables,
    s.tables_done AS "tablesDone", s.rows, s.bytes, s.stored, s.log_size AS "logSize", s.generation, s.manifest, s.label,
    s.ended_at AS "endedAt", s.failure, s.removed_at AS "removedAt", v.at AS "verifiedAt", v.failure AS "verifyFailure"
  FROM backup.backup_set s
  LEFT JOIN LATERAL (SELECT at, failure FROM backup.verification x WHERE x.set = s.set ORDER BY at DESC LIMIT 1) v ON true`;

export type NewSet = Pick<StoredSet, 'set' | 'kind' | 'mode' | 'chain' | 'place' | 'askedBy' | 'askedAt'>; // prettier-ignore

export async function insertSet(tx: Tx, it: NewSet): Promise<void> {
  await sql`
    INSERT INTO backup.backup_set (set, kind, mode, chain, place, asked_by, asked_at)
    VALUES (${it.set}, ${it.kind}, ${it.mode}, ${it.chain}, ${it.place}, ${it.askedBy}, ${it.askedAt})`.execute(
    tx,
  );
}

export async function findStored(tx: Tx, set: string): Promise<StoredSet | undefined> {
  const [found] = await rows(tx, sql<StoredSet>`${stored} WHERE s.set = ${set}`);
  return found;
}

/** Newest first. */
export function setsPage(
  tx: Tx,
  { before, max }: { readonly before: string | undefined; readonly max: number },
): Promise<StoredSet[]> {
  const page = before === undefined ? sql`true` : sql`s.set < ${before}`;
  return rows(tx, sql<StoredSet>`${stored} WHERE ${page} ORDER BY s.set DESC LIMIT ${max}`);
}

export async function countSets(tx: Tx): Promise<number> {
  const [found] = await rows(
    tx,
    sql<{ count: number }>`
      SELECT count(*) AS count FROM (SELECT FROM backup.backup_set LIMIT ${countedMax + 1}) AS listed`,
  );
  return found?.count ?? 0;
}

/** How many were asked for on which day of the institution, and what came of them; those past their time too. */
export function setDays(
  tx: Tx,
  { from, until }: { readonly from: Date; readonly until: Date },
): Promise<{ day: string; kind: BackupKind; whole: number; failed: number; taking: number }[]> {
  return rows(
    tx,
    sql`
      SELECT to_char(asked_at AT TIME ZONE ${businessZone}, 'YYYY-MM-DD') AS day, kind,
        count(*) FILTER (WHERE manifest IS NOT NULL) AS whole, count(*) FILTER (WHERE failure IS NOT NULL) AS failed,
        count(*) FILTER (WHERE ended_at IS NULL) AS taking
      FROM backup.backup_set WHERE asked_at >= ${from} AND asked_at < ${until} GROUP BY 1, 2 ORDER BY 1, 2`,
  );
}

/** Of a kind and not removed, newest first. */
export function standingSets(tx: Tx, kind: BackupKind): Promise<StoredSet[]> {
  return rows(
    tx,
    sql<StoredSet>`
      ${stored} WHERE s.kind = ${kind} AND s.removed_at IS NULL ORDER BY s.set DESC LIMIT 1000`,
  );
}

/** Cut off: a server that stopped ended them without saying so. */
export function unended(tx: Tx): Promise<StoredSet[]> {
  return rows(tx, sql<StoredSet>`${stored} WHERE s.ended_at IS NULL ORDER BY s.set`);
}

export type Counted = Pick<StoredSet, 'set' | 'tables' | 'tablesDone' | 'rows' | 'bytes' | 'stored'>; // prettier-ignore

export async function countTaking(tx: Tx, it: Counted): Promise<void> {
  await sql`
    UPDATE backup.backup_set SET tables = ${it.tables}, tables_done = ${it.tablesDone}, rows = ${it.rows},
      bytes = ${it.bytes}, stored = ${it.stored}
    WHERE set = ${it.set} AND ended_at IS NULL`.execute(tx);
}

export interface EndedSet extends Counted {
  readonly logSize: number | null;
  readonly generation: number;
  readonly manifest: string;
  readonly label: string | null;
  readonly at: Date;
}

export async function endWhole(tx: Tx, it: EndedSet): Promise<void> {
  await sql`
    UPDATE backup.backup_set SET tables = ${it.tables}, tables_done = ${it.tablesDone}, rows = ${it.rows},
      bytes = ${it.bytes}, stored = ${it.stored}, log_size = ${it.logSize}, generation = ${it.generation},
      manifest = ${it.manifest}, label = ${it.label}, ended_at = ${it.at}
    WHERE set = ${it.set} AND ended_at IS NULL`.execute(tx);
}

export async function endFailed(
  tx: Tx,
  it: { readonly set: string; readonly failure: string; readonly at: Date },
): Promise<void> {
  await sql`
    UPDATE backup.backup_set SET failure = ${it.failure}, ended_at = ${it.at}
    WHERE set = ${it.set} AND ended_at IS NULL`.execute(tx);
}

export async function markRemoved(tx: Tx, set: string, at: Date): Promise<void> {
  await sql`UPDATE backup.backup_set SET removed_at = ${at} WHERE set = ${set}`.execute(tx);
}

export async function insertVerification(
  tx: Tx,
  it: { readonly set: string; readonly at: Date; readonly failure: string | null },
): Promise<void> {
  await sql`
    INSERT INTO backup.verification (set, at, failure) VALUES (${it.set}, ${it.at}, ${it.failure})`.execute(
    tx,
  );
}
