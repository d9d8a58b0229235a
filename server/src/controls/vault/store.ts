// All SQL of the vault: sealed objects and their chunks. Written once, read in order, never changed.
import { sql } from 'kysely';
import { sendLater, type Tx } from '../../kernel/database.ts';

export interface StoredObject {
  readonly subject: string;
  readonly object: string;
  readonly class: string;
  readonly mediaType: string;
}

export async function insertObject(tx: Tx, it: StoredObject): Promise<void> {
  const insert = sql`
    INSERT INTO vault.object (subject, object, class, media_type)
    VALUES (${it.subject}, ${it.object}, ${it.class}, ${it.mediaType})`;
  await sendLater(tx, insert);
}

/** The only chunk of a small object, as bytes and not spelled out as text, in the trip of what comes next. */
export async function insertOnlyChunk(
  tx: Tx,
  it: { readonly subject: string; readonly object: string },
  chunk: Uint8Array,
): Promise<void> {
  const insert = sql`
    INSERT INTO vault.chunk (subject, object, index, sealed)
    VALUES (${it.subject}, ${it.object}, 0, ${chunk})`;
  await sendLater(tx, insert);
}

export async function insertChunks(
  tx: Tx,
  it: { readonly subject: string; readonly object: string; readonly first: number },
  chunks: readonly Uint8Array[],
): Promise<void> {
  await sql`
    INSERT INTO vault.chunk (subject, object, index, sealed)
    SELECT ${it.subject}, ${it.object}, ${it.first}::int + place - 1, sealed
    FROM unnest(${chunks}::bytea[]) WITH ORDINALITY AS given (sealed, place)`.execute(tx);
}

export async function findObject(
  tx: Tx,
  subject: string,
  object: string,
): Promise<StoredObject | undefined> {
  const { rows } = await sql<StoredObject>`
    SELECT subject, object, class, media_type AS "mediaType" FROM vault.object
    WHERE subject = ${subject} AND object = ${object}`.execute(tx);
  return rows[0];
}

export async function objectsOf(
  tx: Tx,
  { subject, classes }: { readonly subject: string; readonly classes: readonly string[] },
): Promise<StoredObject[]> {
  const { rows } = await sql<StoredObject>`
    SELECT subject, object, class, media_type AS "mediaType" FROM vault.object
    WHERE subject = ${subject} AND class = ANY (${[...classes]}::text[]) ORDER BY object`.execute(
    tx,
  );
  return rows;
}

export async function findChunks(
  tx: Tx,
  it: { readonly subject: string; readonly object: string },
  range: { readonly from: number; readonly count: number },
): Promise<{ index: number; sealed: Buffer }[]> {
  const { rows } = await sql<{ index: number; sealed: Buffer }>`
    SELECT index, sealed FROM vault.chunk
    WHERE subject = ${it.subject} AND object = ${it.object}
      AND index >= ${range.from} AND index < ${range.from + range.count}
    ORDER BY index`.execute(tx);
  return rows;
}
