// Migrations: once each, in order, one starter at a time, never a changed file, nothing half done.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest';
import { type TestDatabase, openTestDatabase } from '../../test/database.ts';
import { MigrationRefused, migrate, migrationsFolder, readMigrations } from './migrate.ts';

const folder = mkdtempSync(join(tmpdir(), 'shouxin-migrations-'));
let database: TestDatabase;

beforeEach(async () => {
  rmSync(folder, { recursive: true, force: true });
  await import('node:fs/promises').then((fs) => fs.mkdir(folder));
  database = await openTestDatabase({ migrated: false });
});
afterEach(() => database.close());
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function write(name: string, sql: string): void {
  writeFileSync(join(folder, name), sql);
}

async function tableNames(): Promise<string[]> {
  const { rows } = await database.owner.pool.query<{ name: string }>(
    "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'kernel' ORDER BY 1",
  );
  return rows.map((row) => row.name);
}

test('the files of the repository are in order and migrate an empty database', async () => {
  const ran = await migrate(database.ownerUrl);
  expect(ran).toEqual(readMigrations().map((migration) => migration.name));
  expect(await migrate(database.ownerUrl)).toEqual([]);
});

test('runs what is missing, in order, once', async () => {
  write('0002_kernel_b.sql', 'ALTER TABLE kernel.a ADD b int');
  write('0001_kernel_a.sql', 'CREATE TABLE kernel.a (a int)');
  expect(await migrate(database.ownerUrl, { folder })).toEqual([
    '0001_kernel_a.sql',
    '0002_kernel_b.sql',
  ]);
  write('0003_kernel_c.sql', 'CREATE TABLE kernel.c (c int)');
  expect(await migrate(database.ownerUrl, { folder })).toEqual(['0003_kernel_c.sql']);
  expect(await tableNames()).toEqual(['a', 'c', 'migration']);
});

test('a file that was changed after it ran is refused', async () => {
  write('0001_kernel_a.sql', 'CREATE TABLE kernel.a (a int)');
  await migrate(database.ownerUrl, { folder });
  write('0001_kernel_a.sql', 'CREATE TABLE kernel.a (a bigint)');
  write('0002_kernel_b.sql', 'CREATE TABLE kernel.b (b int)');
  await expect(migrate(database.ownerUrl, { folder })).rejects.toThrow(
    /0001_kernel_a\.sql was changed after it had been run/,
  );
  expect(await tableNames()).toEqual(['a', 'migration']);
});

test('line ends that git changed do not count as a change', async () => {
  write('0001_kernel_a.sql', 'CREATE TABLE kernel.a\n(a int)');
  await migrate(database.ownerUrl, { folder });
  write('0001_kernel_a.sql', 'CREATE TABLE kernel.a\r\n(a int)');
  expect(await migrate(database.ownerUrl, { folder })).toEqual([]);
});

test('a database of a newer version is refused', async () => {
  write('0001_kernel_a.sql', 'CREATE TABLE kernel.a (a int)');
  write('0002_kernel_b.sql', 'CREATE TABLE kernel.b (b int)');
  await migrate(database.ownerUrl, { folder });
  rmSync(join(folder, '0002_kernel_b.sql'));
  await expect(migrate(database.ownerUrl, { folder })).rejects.toThrow(/newer/);
});

test('a migration that fails leaves nothing behind, and those before it stay', async () => {
  write('0001_kernel_a.sql', 'CREATE TABLE kernel.a (a int)');
  write('0002_kernel_b.sql', 'CREATE TABLE kernel.b (b int); SELECT 1 / 0');
  await expect(migrate(database.ownerUrl, { folder })).rejects.toThrow(MigrationRefused);
  expect(await tableNames()).toEqual(['a', 'migration']);
  write('0002_kernel_b.sql', 'CREATE TABLE kernel.b (b int)');
  expect(await migrate(database.ownerUrl, { folder })).toEqual(['0002_kernel_b.sql']);
});

test('five servers that start at once run each migration once', async () => {
  write('0001_kernel_a.sql', 'CREATE TABLE kernel.a (a int); SELECT pg_sleep(0.2)');
  write('0002_kernel_b.sql', 'INSERT INTO kernel.a VALUES (1)');
  const ran = await Promise.all([1, 2, 3, 4, 5].map(() => migrate(database.ownerUrl, { folder })));
  expect(ran.flat().toSorted()).toEqual(['0001_kernel_a.sql', '0002_kernel_b.sql']);
  const { rows } = await database.owner.pool.query('SELECT a FROM kernel.a');
  expect(rows).toEqual([{ a: 1 }]);
});

test.each([
  ['two files with one number', ['0001_kernel_a.sql', '0001_kernel_b.sql']],
  ['a name without a number', ['kernel_a.sql']],
  ['a name with capitals', ['0001_Kernel.sql']],
])('refuses %s before it touches the database', async (_what, names) => {
  for (const name of names) write(name, 'SELECT 1');
  await expect(migrate(database.ownerUrl, { folder })).rejects.toThrow(MigrationRefused);
  expect(await tableNames()).toEqual([]);
});

test('the folder of the repository is found wherever the server is started', () => {
  expect(readMigrations(migrationsFolder).length).toBeGreaterThan(0);
});
