// All SQL of the SM3 tree: nodes from the first stored level up, and its checkpoints. Leaves are hashed from the entries.
import { sql } from 'kysely';
import { sm3 } from '../../../kernel/crypto/index.ts';
import type { Tx } from '../../../kernel/database.ts';
import type { StoredCheckpoint } from '../note.ts';
import { LogBroken } from '../state.ts';
import {
  edgesFrom,
  leafHash,
  runsOf,
  type Hash,
  type Range,
  type StoredNode,
  type StoredRun,
} from '../tree.ts';

export interface PlacedBody {
  readonly seq: number;
  readonly body: Buffer | null;
}

/** One at a time, as long as the transaction lives. */
export async function tryLock(tx: Tx): Promise<boolean> {
  const { rows } = await sql<{ isHeld: boolean }>`
    SELECT pg_try_advisory_xact_lock(7468951, 2) AS "isHeld"`.execute(tx);
  return rows[0]?.isHeld === true;
}

/** Bodies by position, from `lo` up to and without `hi`. */
export async function bodiesOf(tx: Tx, { lo, hi }: Range): Promise<PlacedBody[]> {
  const { rows } = await sql<PlacedBody>`
    SELECT l.seq, e.body FROM audit.leaf l LEFT JOIN audit.entry e ON e.id = l.entry_id
    WHERE l.seq >= ${lo} AND l.seq < ${hi} ORDER BY l.seq`.execute(tx);
  return rows;
}

async function leavesOf(tx: Tx, run: StoredRun): Promise<StoredNode[]> {
  const bodies = await bodiesOf(tx, { lo: run.first, hi: run.first + run.count });
  return bodies.map(({ seq, body }) => {
    if (body === null) throw new LogBroken('entry-missing');
    return { level: 0, index: seq, hash: leafHash(body, sm3) };
  });
}

/** Hashes of some runs: leaves (level 0) made anew, nodes as stored; in order within a level. */
export async function hashesOf(tx: Tx, runs: readonly StoredRun[]): Promise<StoredNode[]> {
  const above = runs.filter(({ level }) => level > 0);
  const [levels, firsts] = [above.map((it) => it.level), above.map((it) => it.first)];
  const { rows: nodes } = await sql<StoredNode>`
    SELECT n.level, n.index, n.hash
    FROM unnest(${levels}::int[], ${firsts}::bigint[], ${above.map((it) => it.count)}::bigint[])
      AS run (level, first, count)
    JOIN audit.sm3_node n
      ON n.level = run.level AND n.index >= run.first AND n.index < run.first + run.count
    ORDER BY 1, 2`.execute(tx);
  const leaves: StoredNode[] = [];
  for (const run of runs.filter(({ level }) => level === 0)) {
    leaves.push(...(await leavesOf(tx, run)));
  }
  return [...leaves, ...nodes];
}

/** For each range, the roots of its complete subtrees, widest first. */
export async function edgesOf(tx: Tx, ranges: readonly Range[]): Promise<Hash[][]> {
  return edgesFrom(await hashesOf(tx, runsOf(ranges)), ranges, sm3);
}

export async function edgeAt(tx: Tx, size: number): Promise<Hash[]> {
  return (await edgesOf(tx, [{ lo: 0, hi: size }]))[0] ?? [];
}

export async function insertNodes(tx: Tx, nodes: readonly StoredNode[]): Promise<void> {
  if (nodes.length === 0) return;
  const [levels, indexes] = [nodes.map((it) => it.level), nodes.map((it) => it.index)];
  await sql`
    INSERT INTO audit.sm3_node (level, index, hash)
    SELECT * FROM unnest(${levels}::int[], ${indexes}::bigint[],
      ${nodes.map((it) => it.hash)}::bytea[])`.execute(tx);
}

export async function insertCheckpoint(tx: Tx, it: StoredCheckpoint): Promise<void> {
  await sql`
    INSERT INTO audit.sm3_checkpoint (size, root, note, at)
    VALUES (${it.size}, ${it.root}, ${it.note}, ${it.at})`.execute(tx);
}

export async function lastCheckpoint(tx: Tx): Promise<StoredCheckpoint | undefined> {
  const { rows } = await sql<StoredCheckpoint>`
    SELECT size, root, note, at FROM audit.sm3_checkpoint ORDER BY size DESC LIMIT 1`.execute(tx);
  return rows[0];
}

export async function checkpointsAfter(
  tx: Tx,
  size: number,
  max: number,
): Promise<StoredCheckpoint[]> {
  const { rows } = await sql<StoredCheckpoint>`
    SELECT size, root, note, at FROM audit.sm3_checkpoint
    WHERE size > ${size} ORDER BY size LIMIT ${max}`.execute(tx);
  return rows;
}

/** Of one moment, in one statement: the tree grows while it is looked at, its nodes together with their checkpoint. */
export async function standingOf(tx: Tx): Promise<{ size: number; nodes: number }> {
  const { rows } = await sql<{ size: number; nodes: number }>`
    SELECT (SELECT coalesce(max(size), 0) FROM audit.sm3_checkpoint) AS size,
      (SELECT count(*) FROM audit.sm3_node) AS nodes`.execute(tx);
  return rows[0] ?? { size: 0, nodes: 0 };
}

/** The checkpoint of the first tree to follow next: the farthest within one step, or else the nearest. */
export async function checkpointToFollow(
  tx: Tx,
  from: number,
  stepMax: number,
): Promise<StoredCheckpoint | undefined> {
  const { rows } = await sql<StoredCheckpoint>`
    (SELECT size, root, note, at, 1 AS choice FROM audit.checkpoint
     WHERE size > ${from} AND size <= ${from + stepMax} ORDER BY size DESC LIMIT 1)
    UNION ALL
    (SELECT size, root, note, at, 2 AS choice FROM audit.checkpoint
     WHERE size > ${from} ORDER BY size LIMIT 1)
    ORDER BY choice LIMIT 1`.execute(tx);
  return rows[0];
}
