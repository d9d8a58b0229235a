// All SQL of the keys room. Every statement takes many keys at once: an import makes 2,000 a second.
import { sql, type RawBuilder } from 'kysely';
import type { Tx } from '../../kernel/database.ts';
import type { KeyState } from './providers/provider.ts';

export interface Wanted {
  readonly subject: string;
  readonly class: string;
}

export interface WrappedKey extends Wanted {
  readonly kid: Buffer;
  readonly state: KeyState;
  readonly suite: number;
  readonly bucket: number;
  readonly epoch: number;
  /** Null once destroyed. */
  readonly wrapped: Buffer | null;
}

export interface LoadedKey extends WrappedKey {
  /** Made by this very transaction, which may still roll back: not to be remembered. */
  readonly isOwn: boolean;
}

async function rows<T>(tx: Tx, query: RawBuilder<T>): Promise<T[]> {
  return (await query.execute(tx)).rows;
}

const subjects = (wanted: readonly Wanted[]): string[] => wanted.map((it) => it.subject);
const classes = (wanted: readonly Wanted[]): string[] => wanted.map((it) => it.class);

/** Every key of these subjects and classes, of any state, the oldest first. */
export function loadKeys(tx: Tx, wanted: readonly Wanted[]): Promise<LoadedKey[]> {
  return rows(
    tx,
    sql<LoadedKey>`
      SELECT k.subject, k.class, k.kid, k.state, k.suite, k.bucket, k.epoch, k.wrapped,
             coalesce(k.made_in = pg_current_xact_id_if_assigned(), false) AS "isOwn"
      FROM ${asRows(wanted)} AS w (subject, class)
      JOIN keys.customer_key k ON k.subject = w.subject AND k.class = w.class
      ORDER BY k.created_at`,
  );
}

/** One is given as one, so that the plan of the statement is kept (see `anyOf`). */
function asRows(wanted: readonly Wanted[]): RawBuilder<unknown> {
  const [first] = wanted;
  if (first && wanted.length === 1) return sql`(VALUES (${first.subject}::uuid, ${first.class}))`;
  return sql`unnest(${subjects(wanted)}::uuid[], ${classes(wanted)}::text[])`;
}

const lockNumber = 7_468_947;

/** Held until commit by whoever makes keys: a bucket's old key is not destroyed under their feet. */
export async function lockForMaking(tx: Tx): Promise<void> {
  await sql`SELECT pg_advisory_xact_lock_shared(${lockNumber})`.execute(tx);
}

/** Waits until no transaction is making keys, and keeps new ones waiting. */
export async function lockForReplacing(tx: Tx): Promise<void> {
  await sql`SELECT pg_advisory_xact_lock(${lockNumber})`.execute(tx);
}

/** Stores those that are the first active key of their subject and class; the others were made by somebody else. */
export async function insertKeys(tx: Tx, keys: readonly WrappedKey[]): Promise<Buffer[]> {
  const kept = await rows(
    tx,
    sql<{ kid: Buffer }>`
      INSERT INTO keys.customer_key (subject, class, kid, state, suite, bucket, epoch, wrapped)
      SELECT * FROM unnest(
        ${subjects(keys)}::uuid[], ${classes(keys)}::text[], ${keys.map((it) => it.kid)}::bytea[],
        ${keys.map((it) => it.state)}::text[], ${keys.map((it) => it.suite)}::smallint[],
        ${keys.map((it) => it.bucket)}::smallint[], ${keys.map((it) => it.epoch)}::int[],
        ${keys.map((it) => it.wrapped)}::bytea[]
      ) AS made (subject, class, kid, state, suite, bucket, epoch, wrapped)
      ORDER BY subject, class
      ON CONFLICT (subject, class) WHERE state = 'active' DO NOTHING
      RETURNING kid`,
  );
  return kept.map(({ kid }) => kid);
}

export interface KeyCount {
  readonly state: KeyState;
  readonly suite: number;
  readonly count: number;
  readonly oldestAt: Date;
}

export function countKeys(tx: Tx): Promise<KeyCount[]> {
  return rows(
    tx,
    sql<KeyCount>`
      SELECT state, suite, count(*) AS count, min(created_at) AS "oldestAt"
      FROM keys.customer_key GROUP BY state, suite ORDER BY state, suite`,
  );
}

export async function highestMark(tx: Tx): Promise<number | undefined> {
  const [found] = await rows(
    tx,
    sql<{ mark: number | null }>`SELECT max(generation) AS mark FROM keys.keystore_mark`,
  );
  return found?.mark ?? undefined;
}

export async function recordMark(tx: Tx, generation: number): Promise<void> {
  await sql`
    INSERT INTO keys.keystore_mark (generation) VALUES (${generation})
    ON CONFLICT (generation) DO NOTHING`.execute(tx);
}

/** Buckets that hold a living key of these subjects and classes. */
export async function bucketsOf(tx: Tx, wanted: readonly Wanted[]): Promise<number[]> {
  const found = await rows(
    tx,
    sql<{ bucket: number }>`
      SELECT DISTINCT k.bucket
      FROM unnest(${subjects(wanted)}::uuid[], ${classes(wanted)}::text[]) AS w (subject, class)
      JOIN keys.customer_key k ON k.subject = w.subject AND k.class = w.class
      WHERE k.state <> 'destroyed' ORDER BY k.bucket`,
  );
  return found.map(({ bucket }) => bucket);
}

export function loadBucket(tx: Tx, bucket: number): Promise<WrappedKey[]> {
  return rows(
    tx,
    sql<WrappedKey>`
      SELECT subject, class, kid, state, suite, bucket, epoch, wrapped
      FROM keys.customer_key WHERE bucket = ${bucket} AND state <> 'destroyed'
      ORDER BY subject, class, kid FOR UPDATE`,
  );
}

/** Replaces state, epoch and wrapped bytes of each; answers how many there were. */
export async function replaceKeys(tx: Tx, keys: readonly WrappedKey[]): Promise<number> {
  const { numAffectedRows } = await sql`
    UPDATE keys.customer_key k
    SET state = n.state, epoch = n.epoch, wrapped = n.wrapped, changed_at = clock_timestamp()
    FROM unnest(
      ${subjects(keys)}::uuid[], ${classes(keys)}::text[], ${keys.map((it) => it.kid)}::bytea[],
      ${keys.map((it) => it.state)}::text[], ${keys.map((it) => it.epoch)}::int[],
      ${keys.map((it) => it.wrapped)}::bytea[]
    ) AS n (subject, class, kid, state, epoch, wrapped)
    WHERE k.subject = n.subject AND k.class = n.class AND k.kid = n.kid`.execute(tx);
  return Number(numAffectedRows ?? 0n);
}

export interface KeyRow extends Pick<WrappedKey, 'class' | 'state' | 'suite' | 'bucket' | 'epoch'> {
  /** Hex. */
  readonly kid: string;
}

/** Every key that a subject has or had. */
export function keysOf(tx: Tx, subject: string): Promise<KeyRow[]> {
  return rows(
    tx,
    sql<KeyRow>`
      SELECT class, encode(kid, 'hex') AS kid, state, suite, bucket, epoch FROM keys.customer_key
      WHERE subject = ${subject} ORDER BY class, kid`,
  );
}

export interface DestroyedVersion extends RetiredKey {
  readonly destroyedAt: Date;
  readonly generation: number;
}

/** Versions of a bucket's key between these two, both included, that the provider has destroyed. */
export function destroyedVersions(
  tx: Tx,
  it: { readonly bucket: number; readonly from: number; readonly to: number },
): Promise<DestroyedVersion[]> {
  return rows(
    tx,
    sql<DestroyedVersion>`
      SELECT bucket, epoch, destroyed_at AS "destroyedAt", generation FROM keys.retired_bucket_key
      WHERE bucket = ${it.bucket} AND epoch BETWEEN ${it.from} AND ${it.to}
        AND destroyed_at IS NOT NULL ORDER BY epoch`,
  );
}

export interface RetiredKey {
  readonly bucket: number;
  readonly epoch: number;
}

export async function insertRetired(tx: Tx, bucket: number, epochs: readonly number[]) {
  await sql`
    INSERT INTO keys.retired_bucket_key (bucket, epoch)
    SELECT ${bucket}, epoch FROM unnest(${epochs}::int[]) AS old (epoch)
    ON CONFLICT (bucket, epoch) DO NOTHING`.execute(tx);
}

/** Retired, not destroyed yet, and wrapping no key any more. */
export function findRetired(tx: Tx): Promise<RetiredKey[]> {
  return rows(
    tx,
    sql<RetiredKey>`
      SELECT r.bucket, r.epoch FROM keys.retired_bucket_key r
      WHERE r.destroyed_at IS NULL AND NOT EXISTS (
        SELECT FROM keys.customer_key k
        WHERE k.bucket = r.bucket AND k.epoch = r.epoch AND k.state <> 'destroyed')
      ORDER BY r.bucket, r.epoch`,
  );
}

export async function closeRetired(
  tx: Tx,
  it: RetiredKey & { readonly destroyedAt: string; readonly generation: number },
): Promise<void> {
  await sql`
    UPDATE keys.retired_bucket_key
    SET destroyed_at = ${it.destroyedAt}, generation = ${it.generation}
    WHERE bucket = ${it.bucket} AND epoch = ${it.epoch} AND destroyed_at IS NULL`.execute(tx);
}
