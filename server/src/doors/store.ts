// All SQL of the doors: the answers kept for repeated writes (dropped after a day by a duty) and the queue of duties.
import { sql } from 'kysely';
import { sendLater, tables, type Tx } from '../kernel/database.ts';

interface DoorTables {
  'doors.kept_answer': { key: string; answer: Uint8Array; kept_at: Date };
}

export async function findKept(db: Tx, key: string): Promise<Uint8Array | undefined> {
  const row = await tables<DoorTables>(db)
    .selectFrom('doors.kept_answer')
    .select('answer')
    .where('key', '=', key)
    .executeTakeFirst();
  return row?.answer;
}

/** Fails on a second row with the same key, which rolls the second of two racing writes back. */
export async function keepAnswer(tx: Tx, row: { key: string; answer: Uint8Array }): Promise<void> {
  const { key, answer } = row;
  await sendLater(tx, sql`INSERT INTO doors.kept_answer VALUES (${key}, ${answer}, now())`);
}

export async function dropOldAnswers(db: Tx): Promise<void> {
  await tables<DoorTables>(db)
    .deleteFrom('doors.kept_answer')
    .where('kept_at', '<', sql<Date>`now() - interval '1 day'`)
    .execute();
}

/** Enqueues a duty in the caller's transaction. */
export async function addJob(
  tx: Tx,
  duty: string,
  payload: Readonly<Record<string, string>>,
): Promise<void> {
  await sql`SELECT graphile_worker.add_job(${duty}, ${JSON.stringify(payload)}::json, max_attempts := 25)`.execute(
    tx,
  );
}

/** One server works on one database, so whatever is locked at its start was left by one that was killed. */
export async function unlockJobs(db: Tx): Promise<void> {
  await sql`
    SELECT graphile_worker.force_unlock_workers(array_agg(DISTINCT locked_by))
    FROM graphile_worker._private_jobs WHERE locked_by IS NOT NULL HAVING count(*) > 0`.execute(db);
}

/** Whether the database answers. */
export async function isReachable(db: Tx): Promise<boolean> {
  return sql`SELECT 1`.execute(db).then(
    () => true,
    () => false,
  );
}
