// The SQL that asks the keys room's ledger when a key was last destroyed: from then on an older backup of the keys may not stay.
import { sql } from 'kysely';
import type { Tx } from '../../../../kernel/database.ts';

export interface LastDestroyed {
  readonly at: Date;
  /** Of the key store, from which on the key is no more. */
  readonly generation: number;
}

export async function destroyedSince(tx: Tx): Promise<LastDestroyed | undefined> {
  const { rows } = await sql<LastDestroyed>`
    SELECT destroyed_at AS at, generation FROM keys.retired_bucket_key
    WHERE destroyed_at IS NOT NULL ORDER BY generation DESC LIMIT 1`.execute(tx);
  return rows[0];
}
