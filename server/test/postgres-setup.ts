// Runs once before all tests: starts one real PostgreSQL (or takes DATABASE_URL), and makes the
// migrated template. The template's name holds the hash of the migrations, so a changed migration
// makes a new one.
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { SafeClient } from '../src/kernel/database-client.ts';
import { startEngine } from '../src/kernel/engine/index.ts';
import { migrate, readMigrations } from '../src/kernel/migrate.ts';
import { ensureServerRole } from '../src/kernel/server-role.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    postgres: { ownerUrl: string; role: string; password: string; template: string };
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = mkdtempSync(join(tmpdir(), 'shouxin-test-'));
  const keys = join(folder, 'keys');
  const given = process.env.DATABASE_URL;
  const engine = given
    ? undefined
    : await startEngine({
        home: join(folder, 'data'),
        keys,
        // The shared test cluster may be lost with the machine; kill tests start their own.
        settings: { fsync: 'off', full_page_writes: 'off', max_connections: '200' },
      });
  const ownerUrl = given ?? engine?.ownerUrl ?? '';
  const template = await ensureTemplate(ownerUrl);
  const templateUrl = new URL(ownerUrl);
  templateUrl.pathname = `/${template}`;
  const { role, url } = await ensureServerRole(templateUrl.href, keys);
  const password = decodeURIComponent(new URL(url).password);
  project.provide('postgres', { ownerUrl, role, password, template });
  return async () => {
    await engine?.stop();
    rmSync(folder, { recursive: true, force: true });
  };
}

async function ensureTemplate(ownerUrl: string): Promise<string> {
  const migrations = readMigrations();
  const hash = createHash('sha256')
    .update(migrations.map((one) => one.sha256).join())
    .digest('hex');
  const template = `shouxin_template_${hash.slice(0, 16)}`;
  const client = new SafeClient({ connectionString: ownerUrl });
  await client.connect();
  try {
    await client.query('SELECT pg_advisory_lock(7468947)');
    const found = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [template]);
    if (found.rowCount === 0) {
      const unfinished = `${template}_new`;
      await client.query(`DROP DATABASE IF EXISTS ${unfinished}`);
      await client.query(`CREATE DATABASE ${unfinished} TEMPLATE template0 ENCODING 'UTF8'`);
      const url = new URL(ownerUrl);
      url.pathname = `/${unfinished}`;
      await migrate(url.href);
      await client.query(`ALTER DATABASE ${unfinished} RENAME TO ${template}`);
    }
  } finally {
    await client.end();
  }
  return template;
}
