// The SQL of the commands that restore: the newest signed checkpoint of a log that came back.
import { sql } from 'kysely';
import type { Tx } from '../../../kernel/database.ts';

export interface LastCheckpoint {
  readonly size: number;
  readonly root: Buffer;
  readonly note: string;
}

export async function lastCheckpointOf(db: Tx): Promise<LastCheckpoint | undefined> {
  const { rows } = await sql<LastCheckpoint>`
    SELECT size, root, note FROM audit.checkpoint ORDER BY size DESC LIMIT 1`.execute(db);
  return rows[0];
}
