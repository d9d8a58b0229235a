// All SQL of replacing customer keys. What is left is read from the keys: out of use, and not yet marked as sealed again.
import { sql, type RawBuilder } from 'kysely';
import type { Tx } from '../../../../kernel/database.ts';
import type { Wanted } from '../../store.ts';

async function rows<T>(tx: Tx, query: RawBuilder<T>): Promise<T[]> {
  return (await query.execute(tx)).rows;
}

const isLeft = sql`k.state IN ('deactivated', 'compromised') AND k.reencrypted_at IS NULL`;

/** A subject and its classes whose keys are out of use. */
export interface Replaced {
  readonly subject: string;
  readonly classes: readonly string[];
}

/** Subjects with something left to seal again. */
export async function countLeft(tx: Tx): Promise<number> {
  const [found] = await rows(
    tx,
    sql<{
      count: number;
    }>`SELECT count(DISTINCT k.subject) AS count FROM keys.customer_key k WHERE ${isLeft}`,
  );
  return found?.count ?? 0;
}

/** Subjects that have a key at all. */
export async function countSubjects(tx: Tx): Promise<number> {
  const [found] = await rows(
    tx,
    sql<{ count: number }>`
      SELECT count(DISTINCT subject) AS count FROM keys.customer_key WHERE state <> 'destroyed'`,
  );
  return found?.count ?? 0;
}

export interface SomeLeft {
  /** A key that was put out of use later than so long ago may still be sealing somewhere. */
  readonly quietMs: number;
  readonly except: readonly string[];
  readonly max: number;
}

/** The next subjects whose keys seal nowhere any more, their keys locked until the transaction ends. */
export async function someLeft(tx: Tx, it: SomeLeft): Promise<Replaced[]> {
  const found = await rows(
    tx,
    sql<{ subject: string; class: string }>`
      WITH next AS (
        SELECT DISTINCT k.subject FROM keys.customer_key k
        WHERE ${isLeft} AND k.changed_at < clock_timestamp() - make_interval(secs => ${it.quietMs / 1000})
          AND k.subject <> ALL (${[...it.except]}::uuid[])
        ORDER BY k.subject LIMIT ${it.max}
      )
      SELECT k.subject, k.class FROM keys.customer_key k JOIN next USING (subject)
      WHERE ${isLeft} AND k.changed_at < clock_timestamp() - make_interval(secs => ${it.quietMs / 1000})
      ORDER BY k.subject, k.class FOR UPDATE OF k`,
  );
  return [...Map.groupBy(found, (row) => row.subject)].map(([subject, of]) => {
    return { subject, classes: [...new Set(of.map((row) => row.class))] };
  });
}

/** Nothing is sealed any more under the keys of these that are out of use. */
export async function closeReplaced(tx: Tx, its: readonly Replaced[]): Promise<void> {
  const each = its.flatMap(({ subject, classes }) => classes.map((it) => ({ subject, class: it })));
  await sql`
    UPDATE keys.customer_key k SET reencrypted_at = clock_timestamp()
    FROM unnest(${each.map((it) => it.subject)}::uuid[], ${each.map((it) => it.class)}::text[]) AS c (subject, class)
    WHERE k.subject = c.subject AND k.class = c.class AND ${isLeft}`.execute(tx);
}

/** Puts out of use the next keys that were made before the rotation began; answers whose. */
export function putOutSome(
  tx: Tx,
  it: { readonly rotation: string; readonly max: number },
): Promise<Wanted[]> {
  return rows(
    tx,
    sql<Wanted>`
      UPDATE keys.customer_key k SET state = 'deactivated', changed_at = clock_timestamp()
      FROM (
        SELECT o.subject, o.class, o.kid FROM keys.customer_key o
        WHERE o.state = 'active'
          AND o.created_at < (SELECT stored_at FROM keys.rotation WHERE rotation = ${it.rotation})
        ORDER BY o.subject, o.class LIMIT ${it.max} FOR UPDATE
      ) AS n
      WHERE k.subject = n.subject AND k.class = n.class AND k.kid = n.kid
      RETURNING k.subject, k.class`,
  );
}

/** Exchanges envelopes of a subject in their place; answers how many were still there to be exchanged. */
export async function exchange(
  tx: Tx,
  place: string,
  it: {
    readonly subject: string;
    readonly befores: readonly Uint8Array[];
    readonly afters: readonly Uint8Array[];
  },
): Promise<number> {
  const [found] = await rows(
    tx,
    sql<{ count: number }>`
      SELECT keys.exchange(${place}, ${it.subject}, ${[...it.befores]}::bytea[], ${[...it.afters]}::bytea[]) AS count`,
  );
  return found?.count ?? 0;
}
