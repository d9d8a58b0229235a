// The SQL that finds verdicts by their records: what a task shows beside the customer it is about.
import { sql } from 'kysely';
import type { Tx } from '../../../kernel/database.ts';
import type { StoredRow } from '../store.ts';

export async function rowsOfRecords(
  tx: Tx,
  batch: string,
  records: readonly number[],
): Promise<StoredRow[]> {
  const { rows } = await sql<StoredRow>`
    SELECT record, outcome, reasons FROM imports.row
    WHERE batch = ${batch} AND record = ANY (${[...records]}::int[])`.execute(tx);
  return rows;
}
