// All SQL of sealing customers again: every version of a value is, also those that were replaced.
import { sql } from 'kysely';
import type { Replaced } from '../../../controls/vault/index.ts';
import { sendLater, type Tx } from '../../../kernel/database.ts';

export interface StoredValue {
  readonly customer: string;
  readonly item: string;
  readonly version: number;
  readonly retention: string;
  readonly sealed: Uint8Array;
}

const lockOf = (customer: string) => sql`hashtextextended(${customer}, 7)`;

/** Until commit nobody changes what the seal of this customer covers. */
export async function holdForSealing(tx: Tx, customer: string): Promise<void> {
  await sql`SELECT pg_advisory_xact_lock(${lockOf(customer)})`.execute(tx);
}

/** Until commit the customer is not sealed again: a change of it is made on what it was read as. */
export async function holdForChange(tx: Tx, customer: string): Promise<void> {
  await sendLater(tx, sql`SELECT pg_advisory_xact_lock_shared(${lockOf(customer)})`);
}

export async function valuesOf(
  tx: Tx,
  { subject: customer, classes }: Replaced,
): Promise<StoredValue[]> {
  const { rows } = await sql<StoredValue>`
    SELECT customer, item, version, retention, sealed FROM customers.value
    WHERE customer = ${customer} AND retention = ANY (${[...classes]}::text[]) ORDER BY item, version`.execute(
    tx,
  );
  return rows;
}

export async function pendingOf(
  tx: Tx,
  { subject: customer, classes }: Replaced,
): Promise<StoredValue[]> {
  const { rows } = await sql<StoredValue>`
    SELECT customer, item, version, retention, sealed FROM customers.pending
    WHERE customer = ${customer} AND retention = ANY (${[...classes]}::text[]) ORDER BY item`.execute(
    tx,
  );
  return rows;
}
