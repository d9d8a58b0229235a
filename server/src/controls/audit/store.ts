// All SQL of the log. Every write is one statement for a whole batch (20,000 entries a second need that), and nothing
// here updates or deletes anything but the queue: the server's role could not.
import { leafPrefix } from '@shouxin/contract/proof';
import { sql } from 'kysely';
import type { Tx } from '../../kernel/database.ts';
import { lowestIdAt, type Leaf, type LeafBody, type LeafRow } from './entry.ts';
import type { PlacedEntry, TrailFilters } from './entry.ts';
import type { StoredCheckpoint } from './note.ts';
import { edgesFrom, runsOf, type Hash, type Range, type StoredNode } from './tree.ts';
import type { StoredRun } from './tree.ts';

const leafMark = Buffer.of(leafPrefix);

type Query = [TemplateStringsArray, ...unknown[]];

/** Reads rows: `rows<Row>(tx)` as the tag of a template, whose values become parameters. */
function rows<T>(tx: Tx) {
  return async (...query: Query): Promise<T[]> => (await sql<T>(...query).execute(tx)).rows;
}

function row<T>(tx: Tx) {
  return async (...query: Query): Promise<T | undefined> => (await rows<T>(tx)(...query))[0];
}

/** Reads one number `n`: a count, a size. */
function number(tx: Tx) {
  return async (...query: Query) => (await row<{ n: number }>(tx)(...query))?.n ?? 0;
}

/** One integrator at a time, as long as the transaction lives; it cannot outlive it, so nothing needs fencing off. */
export async function tryIntegratorLock(tx: Tx): Promise<boolean> {
  return (await number(tx)`SELECT pg_try_advisory_xact_lock(7468951, 1)::int AS n`) === 1;
}

/**
 * Gives entries that wait their places, in order of id, and takes them out of the queue, in one statement that sends no body to
 * anybody. An id whose entry is gone stays queued: the integrity check names it. Answers the new leaves, in order.
 */
export async function placeQueued(tx: Tx, max: number): Promise<Leaf[]> {
  const placed = await rows<Leaf>(tx)`
    WITH waiting AS (
      SELECT q.ctid AS place, q.entry_id AS id,
        (SELECT e.body FROM audit.entry e WHERE e.id = q.entry_id) AS body,
        (SELECT l.seq FROM audit.leaf l WHERE l.entry_id = q.entry_id) AS seq
      FROM audit.queue q ORDER BY q.entry_id LIMIT ${max}
    ), taken AS (
      DELETE FROM audit.queue
      WHERE ctid = ANY (ARRAY (SELECT place FROM waiting WHERE body IS NOT NULL))
    ), size AS (
      SELECT coalesce(max(seq) + 1, 0) AS n FROM audit.leaf
    )
    INSERT INTO audit.leaf (seq, entry_id, hash)
    SELECT size.n + row_number() OVER (ORDER BY w.id) - 1, w.id, sha256(${leafMark}::bytea || w.body)
    FROM waiting w CROSS JOIN size WHERE w.body IS NOT NULL AND w.seq IS NULL
    RETURNING seq, hash`;
  return placed.toSorted((a, b) => a.seq - b.seq);
}

/** Whether an entry waits for its place: asked ten times a second, so nothing is counted. */
export async function isAnyQueued(tx: Tx): Promise<boolean> {
  return (await number(tx)`SELECT EXISTS (SELECT FROM audit.queue)::int AS n`) === 1;
}

export function countQueued(tx: Tx): Promise<number> {
  return number(tx)`SELECT count(*) AS n FROM audit.queue`;
}

/** Number of leaves, taken from the last position: gaps are for the integrity check to find. */
export function leafCount(tx: Tx): Promise<number> {
  return number(tx)`SELECT max(seq) + 1 AS n FROM audit.leaf`;
}

export async function insertNodes(tx: Tx, nodes: readonly StoredNode[]): Promise<void> {
  if (nodes.length === 0) return;
  const [levels, indexes] = [nodes.map((it) => it.level), nodes.map((it) => it.index)];
  await sql`
    INSERT INTO audit.node (level, index, hash)
    SELECT * FROM unnest(${levels}::int[], ${indexes}::bigint[],
      ${nodes.map((it) => it.hash)}::bytea[])`.execute(tx);
}

/** Stored hashes of some runs, leaves (level 0) and nodes alike, in order. */
export function hashesOf(tx: Tx, runs: readonly StoredRun[]): Promise<StoredNode[]> {
  const [levels, firsts] = [runs.map((it) => it.level), runs.map((it) => it.first)];
  return rows<StoredNode>(tx)`
    WITH run AS (
      SELECT * FROM unnest(${levels}::int[], ${firsts}::bigint[],
        ${runs.map((it) => it.count)}::bigint[]) AS t (level, first, count)
    )
    SELECT 0 AS level, l.seq AS index, l.hash
    FROM run JOIN audit.leaf l
      ON run.level = 0 AND l.seq >= run.first AND l.seq < run.first + run.count
    UNION ALL
    SELECT n.level, n.index, n.hash
    FROM run JOIN audit.node n
      ON n.level = run.level AND n.index >= run.first AND n.index < run.first + run.count
    ORDER BY 1, 2`;
}

/** For each range, the roots of its complete subtrees, widest first. */
export async function edgesOf(tx: Tx, ranges: readonly Range[]): Promise<Hash[][]> {
  return edgesFrom(await hashesOf(tx, runsOf(ranges)), ranges);
}

export async function edgeAt(tx: Tx, size: number): Promise<Hash[]> {
  return (await edgesOf(tx, [{ lo: 0, hi: size }]))[0] ?? [];
}

export function nodeCount(tx: Tx): Promise<number> {
  return number(tx)`SELECT count(*) AS n FROM audit.node`;
}

export async function insertCheckpoint(tx: Tx, it: StoredCheckpoint): Promise<void> {
  await sql`
    INSERT INTO audit.checkpoint (size, root, note, at)
    VALUES (${it.size}, ${it.root}, ${it.note}, ${it.at})`.execute(tx);
}

export function lastCheckpoint(tx: Tx): Promise<StoredCheckpoint | undefined> {
  return row<StoredCheckpoint>(tx)`
    SELECT size, root, note, at FROM audit.checkpoint ORDER BY size DESC LIMIT 1`;
}

export function checkpointsAfter(tx: Tx, size: number, max: number): Promise<StoredCheckpoint[]> {
  return rows<StoredCheckpoint>(tx)`
    SELECT size, root, note, at FROM audit.checkpoint
    WHERE size > ${size} ORDER BY size LIMIT ${max}`;
}

/**
 * Leaves from a position on, each with its entry: read again from what was committed. Here and above, entries are looked up one
 * by one on purpose: for a join of a batch the planner reads the whole log, as long as that seems to fit in memory.
 */
export function leavesFrom(tx: Tx, seq: number, max: number): Promise<LeafRow[]> {
  return rows<LeafRow>(tx)`
    SELECT l.seq, l.entry_id AS entry, l.hash, e.id,
      to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS at, e.act, e.actor, e.tried,
      e.branch, encode(e.trail, 'hex') AS trail, e.purpose, e.decision, e.reference, e.body
    FROM audit.leaf l
    LEFT JOIN LATERAL (SELECT * FROM audit.entry WHERE id = l.entry_id OFFSET 0) e ON true
    WHERE l.seq >= ${seq} ORDER BY l.seq LIMIT ${max}`;
}

/** The same without what only makes an entry findable. */
export function bodiesFrom(tx: Tx, seq: number, max: number): Promise<LeafBody[]> {
  return rows<LeafBody>(tx)`
    SELECT l.seq, l.hash, (SELECT e.body FROM audit.entry e WHERE e.id = l.entry_id) AS body
    FROM audit.leaf l WHERE l.seq >= ${seq} ORDER BY l.seq LIMIT ${max}`;
}

export function placed(tx: Tx, entry: string): Promise<PlacedEntry | undefined> {
  return row<PlacedEntry>(tx)`
    SELECT e.id, l.seq, e.body FROM audit.entry e LEFT JOIN audit.leaf l ON l.entry_id = e.id
    WHERE e.id = ${entry}`;
}

const equalColumns = ['act', 'actor', 'purpose', 'decision', 'branch', 'reference'] as const;

function matching(filters: TrailFilters) {
  const { from, to, trail, account } = filters;
  const equal = equalColumns.filter((name) => filters[name] !== undefined);
  return sql.join(
    [
      sql`true`,
      ...equal.map((name) => sql`${sql.ref(`e.${name}`)} = ${filters[name]}`),
      ...(account === undefined ? [] : [sql`(e.actor = ${account} OR e.tried = ${account})`]),
      ...(trail === undefined ? [] : [sql`e.trail = decode(${trail}, 'hex')`]),
      ...(from === undefined ? [] : [sql`e.id >= ${lowestIdAt(from)}`]),
      ...(to === undefined ? [] : [sql`e.id < ${lowestIdAt(to)}`]),
    ],
    sql` AND `,
  );
}

/** Entries that match, newest first, older than the cursor. */
export function search(
  tx: Tx,
  filters: TrailFilters,
  page: { before: string; max: number },
): Promise<PlacedEntry[]> {
  return rows<PlacedEntry>(tx)`
    SELECT e.id, l.seq, e.body FROM audit.entry e LEFT JOIN audit.leaf l ON l.entry_id = e.id
    WHERE ${matching(filters)} AND e.id < ${page.before} ORDER BY e.id DESC LIMIT ${page.max}`;
}

/** How many match, counted up to a limit. */
export function countMatching(tx: Tx, filters: TrailFilters, max: number): Promise<number> {
  return number(tx)`
    SELECT count(*) AS n
    FROM (SELECT 1 FROM audit.entry e WHERE ${matching(filters)} LIMIT ${max}) found`;
}

/** First and last position of the entries of a period; undefined when it has none in the tree. */
export async function placesOf(tx: Tx, from: Date, to: Date): Promise<Range | undefined> {
  const found = await row<{ lo: number | null; hi: number | null }>(tx)`
    SELECT min(seq) AS lo, max(seq) + 1 AS hi FROM audit.leaf
    WHERE entry_id >= ${lowestIdAt(from)} AND entry_id < ${lowestIdAt(to)}`;
  const { lo, hi } = found ?? { lo: null, hi: null };
  return lo === null || hi === null ? undefined : { lo, hi };
}

/** Entries in order of id, and whether each has a place or waits for one: in batches, for the log outgrows a statement. */
export function entriesAfter(
  tx: Tx,
  id: string,
  max: number,
): Promise<{ id: string; isKnown: boolean }[]> {
  return rows<{ id: string; isKnown: boolean }>(tx)`
    SELECT e.id, l.seq IS NOT NULL OR q.entry_id IS NOT NULL AS "isKnown"
    FROM (SELECT id FROM audit.entry WHERE id > ${id} ORDER BY id LIMIT ${max}) e
    LEFT JOIN audit.leaf l ON l.entry_id = e.id
    LEFT JOIN audit.queue q ON q.entry_id = e.id
    ORDER BY e.id`;
}

/** Queued ids whose entry is gone. */
export function queuedWithoutEntry(tx: Tx, max: number): Promise<{ id: string }[]> {
  return rows<{ id: string }>(tx)`
    SELECT q.entry_id AS id FROM audit.queue q LEFT JOIN audit.entry e ON e.id = q.entry_id
    WHERE e.id IS NULL ORDER BY 1 LIMIT ${max}`;
}
