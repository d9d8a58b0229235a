// The statements that the product sends, caught without a database, so that the floor sends the very same text.
import {
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
} from 'kysely';
import type { Client } from 'pg';
import type { Tx } from '../server/src/kernel/database.ts';
import type { Statement } from './floor.ts';

export async function captured(send: (tx: Tx) => Promise<unknown>): Promise<Statement> {
  const caught: Statement[] = [];
  const db = new Kysely<object>({
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createDriver: () => new DummyDriver(),
      createIntrospector: (it) => new PostgresIntrospector(it),
      createQueryCompiler: () => new PostgresQueryCompiler(),
    },
    log: ({ query }) => void caught.push({ text: query.sql, values: [...query.parameters] }),
  });
  await send(db);
  const [statement] = caught;
  if (!statement || caught.length > 1)
    throw new Error(`${caught.length} statements where one was expected`);
  return statement;
}

/** A row of `audit.entry` of this act in the text form of PostgreSQL, to be stored again and again by the floor. */
export async function entryOf(
  { sql }: { readonly sql: Client },
  act: string,
): Promise<Record<string, unknown>> {
  const { rows } = await sql.query<Record<string, unknown>>(
    'SELECT * FROM audit.entry WHERE act = $1 ORDER BY id DESC LIMIT 1',
    [act],
  );
  if (!rows[0]) throw new Error(`No entry of ${act}`);
  return rows[0];
}

export async function makeFloorTables({ sql }: { readonly sql: Client }): Promise<void> {
  await sql.query('CREATE SCHEMA IF NOT EXISTS floor');
  await sql.query('CREATE TABLE IF NOT EXISTS floor.entry (LIKE audit.entry INCLUDING ALL)');
}
