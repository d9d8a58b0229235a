// The ledger of verifications: that a value matched, as a fact of its own beside the value (R1.4.4). Only inserted; loading joins
// the last one to each current value.
import { sql } from 'kysely';
import type { Tx } from '../../../kernel/database.ts';

export interface Verification {
  readonly customer: string;
  readonly item: string;
  readonly version: number;
  /** Entry of the log that says so. */
  readonly entry: string;
  readonly method: 'stated-by-customer';
  readonly account: string;
  readonly accountName: string;
  readonly at: Date;
}

export async function insertVerification(tx: Tx, it: Verification): Promise<void> {
  await sql`
    INSERT INTO customers.verification (customer, item, version, entry, method, account, account_name, at)
    VALUES (${it.customer}, ${it.item}, ${it.version}, ${it.entry}, ${it.method}, ${it.account},
      ${it.accountName}, ${it.at})`.execute(tx);
}
