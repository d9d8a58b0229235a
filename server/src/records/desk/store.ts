// All SQL of the desk: the filters that an account saved. No column can hold a value of a customer.
import type { FilterOf } from '@shouxin/contract';
import { sql } from 'kysely';
import type { Tx } from '../../kernel/database.ts';

export interface StoredFilter {
  readonly filter: string;
  readonly name: string;
  readonly choices: FilterOf;
}

interface Own {
  readonly account: string;
  readonly list: string;
}

export async function filtersOf(tx: Tx, { account, list }: Own): Promise<StoredFilter[]> {
  const { rows } = await sql<StoredFilter>`
    SELECT filter, name, choices FROM desk.saved_filter
    WHERE account = ${account} AND list = ${list} ORDER BY name`.execute(tx);
  return rows;
}

export async function insertFilter(
  tx: Tx,
  it: StoredFilter & { readonly account: string; readonly at: Date },
): Promise<void> {
  await sql`
    INSERT INTO desk.saved_filter (filter, account, list, name, choices, saved_at)
    VALUES (${it.filter}, ${it.account}, ${it.choices.list}, ${it.name}, ${JSON.stringify(it.choices)}, ${it.at})`.execute(
    tx,
  );
}

/** Two savings of one account come one after the other, so that the limit and the name hold. */
export async function lockFilters(tx: Tx, account: string): Promise<void> {
  await sql`SELECT pg_advisory_xact_lock(hashtextextended('desk.saved_filter ' || ${account}, 0))`.execute(
    tx,
  );
}

export async function deleteNamed(tx: Tx, it: Own & { readonly name: string }): Promise<void> {
  await sql`
    DELETE FROM desk.saved_filter
    WHERE account = ${it.account} AND list = ${it.list} AND name = ${it.name}`.execute(tx);
}

/** True when it was there and the account's own. */
export async function deleteFilter(tx: Tx, account: string, filter: string): Promise<boolean> {
  const { numAffectedRows } = await sql`
    DELETE FROM desk.saved_filter WHERE filter = ${filter} AND account = ${account}`.execute(tx);
  return numAffectedRows === 1n;
}
