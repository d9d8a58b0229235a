// Customers as a search finds them: what a card and a comparison need, and of every other value only the sealed bytes that the
// row seal covers. One row for each customer: a search reads a few strangers, and most of it was reading what nobody asked for.
import { sql } from 'kysely';
import type { Tx } from '../../../kernel/database.ts';
import type { Customer, KeptValue, Origin } from '../customer.ts';
import type { Wanted } from '../rows.ts';
import { wantedIds } from '../store.ts';

/** A current value without its history. */
export interface FoundValue extends Pick<
  KeptValue,
  'item' | 'version' | 'revision' | 'sealed' | 'class' | 'retention' | 'basis'
> {
  readonly origin: Pick<Origin, 'notice'>;
}

export interface FoundCustomer extends Pick<
  Customer,
  'customer' | 'number' | 'unit' | 'manager' | 'standing' | 'trail' | 'revision' | 'seal'
> {
  readonly values: readonly FoundValue[];
  /** Items for which a change waits. */
  readonly pending: readonly string[];
}

interface Row extends Omit<FoundCustomer, 'values'> {
  readonly values: readonly (Omit<FoundValue, 'sealed' | 'origin'> & {
    readonly sealed: string;
    readonly notice: string | null;
  })[];
}

function foundOf({ values, ...row }: Row): FoundCustomer {
  return {
    ...row,
    values: values.map(({ notice, sealed, ...value }) => ({
      ...value,
      sealed: Buffer.from(sealed, 'hex'),
      origin: { notice: notice ?? undefined },
    })),
  };
}

/** In one statement whom several looked for; `asked` is the place among them of who did. */
export async function findCustomers(
  tx: Tx,
  wanted: Wanted,
): Promise<{ readonly asked: number; readonly found: FoundCustomer }[]> {
  const { rows } = await sql<Row & { readonly asked: number }>`
    SELECT w.asked, c.customer, c.number, c.unit, c.manager, c.standing, encode(c.trail, 'hex') AS trail,
      l.revision, l.seal,
      (SELECT coalesce(json_agg(p.item), '[]') FROM customers.pending p WHERE p.customer = c.customer) AS pending,
      (SELECT coalesce(json_agg(v), '[]') FROM (
        SELECT DISTINCT ON (x.item) x.item, x.version, x.revision, encode(x.sealed, 'hex') AS sealed,
          x.class, x.retention, x.basis, r.notice
        FROM customers.value x LEFT JOIN customers.revision r USING (customer, revision)
        WHERE x.customer = c.customer ORDER BY x.item, x.version DESC) v) AS values
    FROM (${wantedIds(wanted)}) w
    JOIN customers.customer c ON c.customer = w.customer
    JOIN LATERAL (SELECT revision, seal FROM customers.revision s WHERE s.customer = c.customer
      ORDER BY revision DESC LIMIT 1) l ON true
    ORDER BY w.asked, c.customer`.execute(tx);
  return rows.map(({ asked, ...row }) => ({ asked, found: foundOf(row) }));
}
