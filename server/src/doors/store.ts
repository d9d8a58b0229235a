// All SQL of the doors: the answers kept for repeated writes. Rows older than a day are dropped by a duty.
import { sql } from 'kysely';
import { tables, type Tx } from '../kernel/database.ts';

interface DoorTables {
  'doors.kept_answer': { key: string; input_tag: string; answer: Uint8Array; kept_at: Date };
}

export async function findKept(
  db: Tx,
  key: string,
): Promise<{ inputTag: string; answer: Uint8Array } | undefined> {
  const row = await tables<DoorTables>(db)
    .selectFrom('doors.kept_answer')
    .select(['input_tag', 'answer'])
    .where('key', '=', key)
    .executeTakeFirst();
  return row && { inputTag: row.input_tag, answer: row.answer };
}

/** Fails on a second row with the same key, which rolls the second of two racing writes back. */
export async function keepAnswer(
  tx: Tx,
  row: { key: string; inputTag: string; answer: Uint8Array },
): Promise<void> {
  await tables<DoorTables>(tx)
    .insertInto('doors.kept_answer')
    .values({
      key: row.key,
      input_tag: row.inputTag,
      answer: row.answer,
      kept_at: sql`now()` as never,
    })
    .execute();
}

export async function dropOldAnswers(db: Tx): Promise<void> {
  await tables<DoorTables>(db)
    .deleteFrom('doors.kept_answer')
    .where('kept_at', '<', sql<Date>`now() - interval '1 day'`)
    .execute();
}
