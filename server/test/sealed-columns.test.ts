// The registry of sealed columns against the real schema: every column of bytes is sealed and registered, or stands in the list of
// those that are not, with the reason. A new column that nobody thought about fails here (R3.1.3).
import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { sealedColumns, unsealedColumns } from '../src/controls/keys/index.ts';
import type { Database } from '../src/kernel/database.ts';
import { walkOnce } from '../src/records/storage/coverage/store.ts';
import { walks } from '../src/records/storage/coverage/count.ts';
import { testDatabase } from './database.ts';

const database = await testDatabase();
const registered = sealedColumns.map(({ schema, table, column }) => `${schema}.${table}.${column}`);

/** Tables of our own; the queue's library has its schema and holds ids only. */
async function columnsOf({ db }: Database, type: string): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    SELECT format('%s.%s.%s', n.nspname, c.relname, a.attname) AS name
    FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped AND a.atttypid = ${type}::regtype
      AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast', 'graphile_worker')
    ORDER BY 1`.execute(db);
  return rows.map(({ name }) => name);
}

const unknownIn = (columns: readonly string[]) =>
  columns.filter((it) => !registered.includes(it) && !Object.hasOwn(unsealedColumns, it));

describe('R3.1.3 the registry of sealed columns', () => {
  test('names every column of bytes there is: as sealed, or with the reason why not', async () => {
    const columns = await columnsOf(database.owner, 'bytea');
    expect(columns.length).toBeGreaterThan(20);
    expect(unknownIn(columns)).toEqual([]);
    const named = [...registered, ...Object.keys(unsealedColumns)];
    expect(named.filter((it) => !columns.includes(it))).toEqual([]);
    expect(new Set(named).size).toBe(named.length);
  });

  test('names keys, subjects and what is bound in as they are in the schema', async () => {
    for (const it of sealedColumns) {
      const { rows } = await sql<{ name: string; type: string; isKey: boolean }>`
        SELECT a.attname AS name, format_type(a.atttypid, NULL) AS type,
          coalesce(a.attnum = ANY (i.indkey::int2[]), false) AS "isKey"
        FROM pg_attribute a LEFT JOIN pg_index i ON i.indrelid = a.attrelid AND i.indisprimary
        WHERE a.attrelid = format('%I.%I', ${it.schema}::text, ${it.table}::text)::regclass AND a.attnum > 0`.execute(
        database.owner.db,
      );
      const keys = rows.filter(({ isKey }) => isKey).map(({ name, type }) => [name, type]);
      expect(Object.fromEntries(keys), it.table).toEqual(it.key);
      const columns = rows.map(({ name }) => name);
      const bound = [it.subject, it.class, it.record, it.version].filter(
        (name) => name !== undefined,
      );
      expect(columns, it.table).toEqual(expect.arrayContaining(bound));
    }
  });

  test('what is counted is every sealed column and the fingerprints, and each can be walked by the server', async () => {
    const sources = walks.map(({ source }) => source);
    expect(sources).toEqual(expect.arrayContaining(registered));
    for (const it of walks) {
      const step = await walkOnce(database.server.db, it, { after: null, max: 10 });
      expect(
        step.counts.every(({ head }) => head > 0),
        it.source,
      ).toBe(true);
    }
  });

  test('negative control: a new sealed column outside the registry is found', async () => {
    await sql`CREATE TABLE customers.forgotten (id uuid PRIMARY KEY, sealed bytea)`.execute(
      database.owner.db,
    );
    const columns = await columnsOf(database.owner, 'bytea');
    expect(unknownIn(columns)).toEqual(['customers.forgotten.sealed']);
  });
});
