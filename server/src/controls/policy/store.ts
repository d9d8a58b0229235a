// All SQL of the policy room: a ledger of publications, written once and never changed.
import { tables, type Tx } from '../../kernel/database.ts';

interface PublicationRow {
  readonly id: string;
  readonly version: string;
  readonly hash: string;
  readonly body: string;
  readonly published_at: Date;
}

interface Tables {
  'policy.publication': PublicationRow;
}

export async function latestPublication(
  tx: Tx,
): Promise<Pick<PublicationRow, 'version' | 'hash' | 'published_at'> | undefined> {
  return tables<Tables>(tx)
    .selectFrom('policy.publication')
    .select(['version', 'hash', 'published_at'])
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
}

export async function insertPublication(tx: Tx, row: PublicationRow): Promise<void> {
  await tables<Tables>(tx).insertInto('policy.publication').values(row).execute();
}
