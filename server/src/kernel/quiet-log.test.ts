// A PostgreSQL that logs everything is made quiet for the server's role, or the operator is told.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { openDatabase } from './database.ts';
import { startEngine } from './engine/index.ts';
import { migrate } from './migrate.ts';
import { ensureServerRole } from './server-role.ts';

const folder = mkdtempSync(join(tmpdir(), 'shouxin-quiet-'));
const keys = join(folder, 'keys');
const home = join(folder, 'data');
const engine = await startEngine({
  home,
  keys,
  settings: {
    log_statement: 'all',
    log_min_messages: 'warning',
    log_min_error_statement: 'error',
    log_min_duration_statement: '0',
    log_parameter_max_length: '-1',
    log_parameter_max_length_on_error: '-1',
  },
});
afterAll(async () => {
  await engine.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function plant(url: string, value: string): Promise<string> {
  const database = openDatabase(url);
  try {
    await database.pool.query('SELECT $1::text', [value]);
    await database.pool.query('SELECT $1::date', [value]).catch(() => {});
  } finally {
    await database.close();
  }
  return readFileSync(join(home, 'logs/postgres.log'), 'utf8');
}

test('I6.12 the server role leaves no value in a log that is set to hold all', async () => {
  await migrate(engine.ownerUrl);
  const { url, warnings } = await ensureServerRole(engine.ownerUrl, keys);
  expect(warnings).toEqual([]);
  expect(await plant(url, '13800138000')).not.toContain('13800138000');
});

test('the control: the owner does leave one', async () => {
  expect(await plant(engine.ownerUrl, '13900139000')).toContain('13900139000');
});

test('where only a superuser may change it, the operator is told', async () => {
  const admin = openDatabase(engine.ownerUrl);
  await admin.pool.query(`CREATE ROLE tenant LOGIN CREATEROLE PASSWORD 'not a superuser'`);
  await admin.pool.query('GRANT shouxin_server TO tenant WITH ADMIN OPTION');
  await admin.pool.query('CREATE DATABASE other OWNER tenant');
  await admin.close();
  const url = new URL(engine.ownerUrl);
  url.username = 'tenant';
  url.password = 'not a superuser';
  url.pathname = '/other';
  await migrate(url.href);
  const { warnings } = await ensureServerRole(url.href, keys);
  expect(warnings).toHaveLength(1);
  expect(warnings[0]).toContain('log_statement');
});
