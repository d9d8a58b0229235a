// All SQL of rotations. A step moves by what is left in the tables themselves, so that a kill at any point loses nothing.
import { sql, type RawBuilder } from 'kysely';
import type { RotationKind } from '@shouxin/contract';
import type { Tx } from '../../../kernel/database.ts';
import { countedMax } from '../../../kernel/page.ts';
import type { WrappedKey } from '../store.ts';
import type { Progress, Step, StoredRotation } from './rotation.ts';

async function rows<T>(tx: Tx, query: RawBuilder<T>): Promise<T[]> {
  return (await query.execute(tx)).rows;
}

export async function insertRotation(
  tx: Tx,
  it: StoredRotation,
  steps: readonly { readonly name: string; readonly total: number }[],
): Promise<void> {
  await sql`
    INSERT INTO keys.rotation (rotation, kind, reason, key, proposal, proposed_by, approved_by, started_at)
    VALUES (${it.rotation}, ${it.kind}, ${it.reason}, ${it.key}, ${it.proposal}, ${it.proposedBy}, ${it.approvedBy},
      ${it.startedAt})`.execute(tx);
  await sql`
    INSERT INTO keys.rotation_step (rotation, name, total)
    SELECT ${it.rotation}, name, total
    FROM unnest(${steps.map((s) => s.name)}::text[], ${steps.map((s) => s.total)}::int[]) AS s (name, total)`.execute(
    tx,
  );
}

export async function isRunning(tx: Tx, kind: RotationKind): Promise<boolean> {
  const found = await rows(
    tx,
    sql`SELECT 1 FROM keys.rotation WHERE kind = ${kind} AND ended_at IS NULL`,
  );
  return found.length > 0;
}

const columns = sql`r.rotation, r.kind, r.reason, r.key, r.proposal, r.proposed_by AS "proposedBy",
  r.approved_by AS "approvedBy", r.started_at AS "startedAt", r.ended_at AS "endedAt"`;

export function rotationsPage(
  tx: Tx,
  { before, max }: { readonly before: string | undefined; readonly max: number },
): Promise<(StoredRotation & Progress)[]> {
  const page = before === undefined ? sql`true` : sql`r.rotation < ${before}`;
  return rows(
    tx,
    sql<StoredRotation & Progress>`
      SELECT ${columns}, coalesce(sum(s.done), 0)::bigint AS done, coalesce(sum(s.total), 0)::bigint AS total
      FROM keys.rotation r LEFT JOIN keys.rotation_step s ON s.rotation = r.rotation
      WHERE ${page} GROUP BY r.rotation ORDER BY r.rotation DESC LIMIT ${max}`,
  );
}

export async function countRotations(tx: Tx): Promise<number> {
  const [found] = await rows(
    tx,
    sql<{ count: number }>`
      SELECT count(*) AS count FROM (SELECT FROM keys.rotation LIMIT ${countedMax + 1}) AS listed`,
  );
  return found?.count ?? 0;
}

export function unfinished(tx: Tx): Promise<{ rotation: string; kind: RotationKind }[]> {
  return rows(
    tx,
    sql<{ rotation: string; kind: RotationKind }>`
      SELECT rotation, kind FROM keys.rotation WHERE ended_at IS NULL ORDER BY rotation`,
  );
}

/** Steps that have not ended. */
export function openSteps(tx: Tx, rotation: string): Promise<Step[]> {
  return rows(
    tx,
    sql<Step>`
      SELECT s.rotation, s.name, s.version, split_part(r.key, '#', 2)::int AS compromised
      FROM keys.rotation_step s JOIN keys.rotation r ON r.rotation = s.rotation
      WHERE s.rotation = ${rotation} AND s.ended_at IS NULL ORDER BY s.name`,
  );
}

export async function beginSteps(
  tx: Tx,
  rotation: string,
  begun: readonly { readonly name: string; readonly version: number }[],
): Promise<void> {
  await sql`
    UPDATE keys.rotation_step s SET version = b.version
    FROM unnest(${begun.map((it) => it.name)}::text[], ${begun.map((it) => it.version)}::int[]) AS b (name, version)
    WHERE s.rotation = ${rotation} AND s.name = b.name AND s.version IS NULL`.execute(tx);
}

/** Keys may be made under the old version until it is replaced, so the total follows what was really done. */
export async function advanceSteps(
  tx: Tx,
  rotation: string,
  done: readonly { readonly name: string }[],
): Promise<void> {
  await sql`
    UPDATE keys.rotation_step s SET done = s.done + d.count, total = greatest(s.total, s.done + d.count)
    FROM (SELECT name, count(*)::int AS count FROM unnest(${done.map((it) => it.name)}::text[]) AS d (name) GROUP BY name) d
    WHERE s.rotation = ${rotation} AND s.name = d.name`.execute(tx);
}

/** How much there is to do, as it is known when the step is taken up. */
export async function totalSteps(tx: Tx, it: Step, left: number): Promise<void> {
  await sql`
    UPDATE keys.rotation_step SET total = done + ${left}
    WHERE rotation = ${it.rotation} AND name = ${it.name}`.execute(tx);
}

/** When it began, and some minutes before: a change that was under way then is looked at as well. */
export async function startOf(tx: Tx, rotation: string): Promise<Date> {
  const [found] = await rows(
    tx,
    sql<{
      at: Date;
    }>`SELECT started_at - interval '5 minutes' AS at FROM keys.rotation WHERE rotation = ${rotation}`,
  );
  return found?.at ?? new Date(0);
}

export async function findRotation(tx: Tx, rotation: string): Promise<StoredRotation | undefined> {
  const [found] = await rows(
    tx,
    sql<StoredRotation>`SELECT ${columns} FROM keys.rotation r WHERE r.rotation = ${rotation}`,
  );
  return found;
}

export async function endSteps(tx: Tx, rotation: string): Promise<void> {
  await sql`
    UPDATE keys.rotation_step SET ended_at = clock_timestamp(), total = done
    WHERE rotation = ${rotation} AND ended_at IS NULL`.execute(tx);
}

/** Answers which; absent: there never was one. */
export async function reopenLast(tx: Tx, kind: RotationKind): Promise<string | undefined> {
  const [last] = await rows(
    tx,
    sql<{ rotation: string }>`
      UPDATE keys.rotation SET ended_at = NULL
      WHERE rotation = (SELECT rotation FROM keys.rotation WHERE kind = ${kind} ORDER BY rotation DESC LIMIT 1)
      RETURNING rotation`,
  );
  if (last) await sql`UPDATE keys.rotation_step SET ended_at = NULL WHERE rotation = ${last.rotation}`.execute(tx); // prettier-ignore
  return last?.rotation;
}

/** Whether it was this call that ended it. */
export async function endRotation(tx: Tx, rotation: string, at: Date): Promise<boolean> {
  const { numAffectedRows } = await sql`
    UPDATE keys.rotation SET ended_at = ${at} WHERE rotation = ${rotation} AND ended_at IS NULL`.execute(
    tx,
  );
  return numAffectedRows === 1n;
}

export interface KeyBelow extends WrappedKey {
  /** Name of the step it belongs to, and the version that takes over. */
  readonly name: string;
  readonly version: number;
  readonly compromised: number | null;
}

/** Customer keys that an older version than that of their step still wraps, locked until the transaction ends. */
export function keysBelow(
  tx: Tx,
  { rotation, max }: { readonly rotation: string; readonly max: number },
): Promise<KeyBelow[]> {
  return rows(
    tx,
    sql<KeyBelow>`
      SELECT k.subject, k.class, k.kid, k.state, k.suite, k.bucket, k.epoch, k.wrapped,
        s.name, s.version, split_part(r.key, '#', 2)::int AS compromised
      FROM keys.rotation r JOIN keys.rotation_step s ON s.rotation = r.rotation
      JOIN keys.customer_key k ON k.bucket = split_part(s.name, '/', 2)::smallint AND k.epoch < s.version
      WHERE r.rotation = ${rotation} AND s.ended_at IS NULL AND k.state <> 'destroyed'
      LIMIT ${max} FOR UPDATE OF k`,
  );
}

/** How many living customer keys each bucket holds. */
export async function keysToMove(tx: Tx): Promise<ReadonlyMap<number, number>> {
  const found = await rows(
    tx,
    sql<{ bucket: number; count: number }>`
      SELECT bucket, count(*) AS count FROM keys.customer_key WHERE state <> 'destroyed' GROUP BY bucket`,
  );
  return new Map(found.map(({ bucket, count }) => [bucket, count]));
}

/** How many customer keys these versions wrap, by `bucket#epoch`. */
export async function wrapCounts(
  tx: Tx,
  versions: readonly { readonly bucket: number; readonly epoch: number }[],
): Promise<ReadonlyMap<string, number>> {
  const found = await rows(
    tx,
    sql<{ bucket: number; epoch: number; count: number }>`
      SELECT k.bucket, k.epoch, count(*) AS count
      FROM unnest(${versions.map((it) => it.bucket)}::smallint[], ${versions.map((it) => it.epoch)}::int[])
        AS v (bucket, epoch)
      JOIN keys.customer_key k ON k.bucket = v.bucket AND k.epoch = v.epoch AND k.state <> 'destroyed'
      GROUP BY k.bucket, k.epoch`,
  );
  return new Map(found.map(({ bucket, epoch, count }) => [`${bucket}#${epoch}`, count]));
}
