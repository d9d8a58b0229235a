// All SQL of replacing tags. A tag begins with the version of its index's key, so those of other versions are two ranges of the
// table's own key, and what is left needs no book-keeping.
import { sql, type RawBuilder } from 'kysely';
import type { Tx } from '../../../kernel/database.ts';
import type { Tag } from '../rows.ts';

/** The tags of one index that are not of this version of its key. */
export interface Older {
  readonly index: string;
  readonly version: number;
}

const isUnique = (index: string): boolean => index === 'document-unique';

function older({ version }: Older): RawBuilder<unknown> {
  const at = version & 0xff;
  const below = sql`tag < ${Buffer.of(at)}`;
  return at === 0xff ? below : sql`(${below} OR tag >= ${Buffer.of(at + 1)})`;
}

function from(it: Older): RawBuilder<unknown> {
  return isUnique(it.index)
    ? sql`FROM customers.document WHERE ${older(it)}`
    : sql`FROM customers.fingerprint WHERE index = ${it.index} AND ${older(it)}`;
}

export async function countOlder(tx: Tx, it: Older): Promise<number> {
  const { rows } = await sql<{ count: number }>`SELECT count(*) AS count ${from(it)}`.execute(tx);
  return rows[0]?.count ?? 0;
}

/** Some of whom such a tag leads to, each once. */
export async function customersOlder(tx: Tx, it: Older, max: number): Promise<string[]> {
  const { rows } = await sql<{ customer: string }>`
    SELECT DISTINCT customer FROM (SELECT customer ${from(it)} ORDER BY tag LIMIT ${max}) AS some_of_them`.execute(
    tx,
  );
  return rows.map(({ customer }) => customer);
}

/** Who was amended from then on, in order of ids behind `after`. */
export async function customersAmended(
  tx: Tx,
  { since, after, max }: { readonly since: Date; readonly after: string; readonly max: number },
): Promise<string[]> {
  const { rows } = await sql<{ customer: string }>`
    SELECT DISTINCT customer FROM customers.revision
    WHERE revision > 1 AND at >= ${since} AND customer > ${after} ORDER BY customer LIMIT ${max}`.execute(
    tx,
  );
  return rows.map(({ customer }) => customer);
}

/** Of these customers in this index only these tags remain. */
export async function replaceTags(
  tx: Tx,
  it: {
    readonly index: string;
    readonly customers: readonly string[];
    readonly tags: readonly Tag[];
  },
): Promise<void> {
  const made = sql`unnest(${it.tags.map((t) => t.tag)}::bytea[], ${it.tags.map((t) => t.customer)}::uuid[])
    AS made (tag, customer)`;
  const customers = [...it.customers];
  if (isUnique(it.index)) {
    await sql`
      WITH gone AS (
        DELETE FROM customers.document d WHERE d.customer = ANY (${customers}::uuid[])
          AND NOT EXISTS (SELECT FROM ${made} WHERE made.tag = d.tag AND made.customer = d.customer)
      )
      INSERT INTO customers.document (tag, customer) SELECT tag, customer FROM ${made}
      ON CONFLICT (tag) DO NOTHING`.execute(tx);
    return;
  }
  await sql`
    WITH gone AS (
      DELETE FROM customers.fingerprint f WHERE f.index = ${it.index} AND f.customer = ANY (${customers}::uuid[])
        AND NOT EXISTS (SELECT FROM ${made} WHERE made.tag = f.tag AND made.customer = f.customer)
    )
    INSERT INTO customers.fingerprint (index, tag, customer) SELECT ${it.index}, tag, customer FROM ${made}
    ON CONFLICT DO NOTHING`.execute(tx);
}
