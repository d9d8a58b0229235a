// SQL of the management side of the control cards: one record after another, the newest counts.
import { sql } from 'kysely';
import type { Tx } from '../../../kernel/database.ts';

export interface ControlRecord {
  readonly record: string;
  readonly control: string;
  readonly unit: string;
  readonly procedure: string;
  readonly reviewedOn: string;
  readonly nextReviewOn: string;
  readonly account: string;
  readonly accountName: string;
  readonly at: Date;
}

export async function insertControlRecord(tx: Tx, it: ControlRecord): Promise<void> {
  await sql`INSERT INTO storage.control_record (record, control, unit, procedure, reviewed_on, next_review_on, account,
      account_name, at)
    VALUES (${it.record}, ${it.control}, ${it.unit}, ${it.procedure}, ${it.reviewedOn}, ${it.nextReviewOn}, ${it.account},
      ${it.accountName}, ${it.at})`.execute(tx);
}

export async function newestRecords(tx: Tx): Promise<Map<string, ControlRecord>> {
  const { rows } = await sql<ControlRecord>`
    SELECT DISTINCT ON (control) record, control, unit, procedure, reviewed_on AS "reviewedOn",
      next_review_on AS "nextReviewOn", account, account_name AS "accountName", at
    FROM storage.control_record ORDER BY control, record DESC`.execute(tx);
  return new Map(rows.map((row) => [row.control, row]));
}
