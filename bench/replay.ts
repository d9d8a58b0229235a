// What the product stored, taken from the database as it lies there: every row since a moment, grouped by the transaction that
// wrote it, to be stored again by the floor into tables of the same form with the same indexes.
import type { House } from './house.ts';
import type { Inserted } from './floor.ts';

const schemas = ['approvals', 'audit', 'collection', 'consent', 'customers', 'disclosure', 'doors', 'identity', 'imports', 'intake', 'keys', 'vault']; // prettier-ignore
/** Made in the background for many acts at once, and the queue, which is empty again. */
const apart = ['audit.leaf', 'audit.node', 'audit.checkpoint', 'audit.queue'];

export async function tablesOf({ sql }: House): Promise<string[]> {
  const { rows } = await sql.query<{ name: string }>(
    `SELECT schemaname || '.' || tablename AS name FROM pg_tables WHERE schemaname = ANY ($1) ORDER BY 1`,
    [schemas],
  );
  return rows.map((row) => row.name);
}

/** The transaction that is next: what was stored later is ours. */
export async function momentOf({ sql }: House): Promise<number> {
  const { rows } = await sql.query<{ now: string }>('SELECT pg_current_xact_id()::text AS now');
  return Number(rows[0]?.now ?? 0);
}

export const floorName = (table: string): string => `floor.${table.replace('.', '_')}`;

export async function makeTwins({ sql }: House, tables: readonly string[]): Promise<void> {
  await sql.query('CREATE SCHEMA IF NOT EXISTS floor');
  for (const table of tables) {
    await sql.query(`DROP TABLE IF EXISTS ${floorName(table)}`);
    await sql.query(
      `CREATE TABLE ${floorName(table)} (LIKE ${table} INCLUDING ALL EXCLUDING IDENTITY)`,
    );
  }
}

export interface Stored {
  readonly transactions: (readonly Inserted[])[];
  readonly rows: number;
}

/** Rows written since then, one list for each transaction in the order in which they committed or nearly so. */
export async function storedSince(house: House, moment: number): Promise<Stored> {
  const tables = (await tablesOf(house)).filter((it) => !apart.includes(it));
  const byTransaction = new Map<number, Inserted[]>();
  let rows = 0;
  for (const table of tables) {
    const columns = await columnsOf(house, table);
    const list = columns
      .map((it) => (it.isBytes ? `"${it.name}"` : `"${it.name}"::text`))
      .join(', ');
    const found = await house.sql.query({
      text: `SELECT xmin::text::bigint AS x, ${list} FROM ${table} WHERE xmin::text::bigint > $1`,
      values: [moment],
      rowMode: 'array',
    });
    const grouped = Map.groupBy(found.rows as unknown[][], (row) => Number(row[0]));
    for (const [x, some] of grouped) {
      const transaction = byTransaction.get(x) ?? [];
      byTransaction.set(x, transaction);
      const names = columns.map((it) => `"${it.name}"`);
      transaction.push({
        table: floorName(table),
        columns: names,
        rows: some.map((row) => row.slice(1)),
      });
      rows += some.length;
    }
  }
  await makeTwins(house, tables);
  const transactions = [...byTransaction].toSorted(([a], [b]) => a - b).map(([, it]) => it);
  return { transactions, rows };
}

async function columnsOf({ sql }: House, table: string) {
  const { rows } = await sql.query<{ name: string; isBytes: boolean }>(
    `SELECT attname AS name, atttypid = 'bytea'::regtype AS "isBytes" FROM pg_attribute
     WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum`,
    [table],
  );
  return rows;
}
