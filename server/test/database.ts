// A real PostgreSQL for tests: one per run, with a migrated template that each test file clones in
// about 0.1 s. `testDatabase()` gives an owner's connection and one of the server's own role, so
// that a test sees the same refusals the server would.
import { sql } from 'kysely';
import { afterAll, inject } from 'vitest';
import { type Database, openDatabase } from '../src/kernel/database.ts';
import { SafeClient } from '../src/kernel/database-client.ts';
import { grantDatabase, serverUrl } from '../src/kernel/server-role.ts';

export interface TestDatabase {
  readonly name: string;
  /** Owns every table: only for what the server may not do (and what a bad DBA would). */
  readonly owner: Database;
  /** The role the server serves with. */
  readonly server: Database;
  readonly ownerUrl: string;
  readonly serverUrl: string;
  close(): Promise<void>;
}

/** Call at the top of a test file: `const database = await testDatabase()`. Closed by itself. */
export async function testDatabase(): Promise<TestDatabase> {
  const database = await openTestDatabase();
  afterAll(() => database.close());
  return database;
}

/** For tests that need more than one, or need to end it themselves. */
export async function openTestDatabase(options = { migrated: true }): Promise<TestDatabase> {
  const { ownerUrl, role, password, template } = inject('postgres');
  const name = `shouxin_test_${crypto.randomUUID().replaceAll('-', '').slice(0, 16)}`;
  const source = options.migrated ? template : 'template0';
  await asOwner(ownerUrl, async (client) => {
    await client.query(`CREATE DATABASE ${name} TEMPLATE ${source}`);
    await grantDatabase(client, { role, database: name });
  });
  const urls = {
    ownerUrl: inDatabase(ownerUrl, name),
    serverUrl: serverUrl(ownerUrl, { role, password, database: name }),
  };
  const owner = openDatabase(urls.ownerUrl, { name: 'test-owner', connectionsMax: 4 });
  const server = openDatabase(urls.serverUrl, { name: 'test-server', connectionsMax: 8 });
  let isClosed = false;
  const close = async () => {
    if (isClosed) return;
    isClosed = true;
    await Promise.all([owner.close(), server.close()]);
    await asOwner(ownerUrl, (client) => client.query(`DROP DATABASE ${name} WITH (FORCE)`));
  };
  return { name, owner, server, ...urls, close };
}

export function inDatabase(url: string, name: string): string {
  const changed = new URL(url);
  changed.pathname = `/${name}`;
  return changed.href;
}

async function asOwner(url: string, fn: (client: SafeClient) => Promise<unknown>): Promise<void> {
  const client = new SafeClient({ connectionString: url, application_name: 'test-setup' });
  await client.connect();
  try {
    await fn(client);
  } finally {
    await client.end();
  }
}

/** Everything the database holds, but what every request leaves: the log, kept answers and when somebody was last seen. */
export async function contentOf(owner: Database): Promise<Record<string, string>> {
  const { rows } = await sql<{ name: string }>`
    SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
    WHERE schemaname NOT IN ('pg_catalog', 'information_schema', 'audit', 'doors')
      AND tablename NOT IN ('session', 'attempt')`.execute(owner.db);
  const found: Record<string, string> = {};
  for (const { name } of rows) {
    const [row] = (
      await sql<{ hash: string }>`
        SELECT coalesce(md5(string_agg(t::text, '|' ORDER BY t::text)), '') AS hash
        FROM ${sql.raw(name)} t`.execute(owner.db)
    ).rows;
    found[name] = row?.hash ?? '';
  }
  return found;
}
