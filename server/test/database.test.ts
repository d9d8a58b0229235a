// The test database itself: what the other tests lean on.
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { openTestDatabase, testDatabase } from './database.ts';

const database = await testDatabase();

test('a clone is migrated and the server role can read the migrations', async () => {
  const { rows } = await sql<{ number: number }>`SELECT number FROM kernel.migration`.execute(
    database.server.db,
  );
  expect(rows.length).toBeGreaterThan(0);
});

test('the server role has no DDL anywhere, not even temporary tables', async () => {
  const attempts = [
    'CREATE TABLE public.t (a int)',
    'CREATE TABLE kernel.t (a int)',
    'CREATE TEMP TABLE t (a int)',
    'CREATE SCHEMA s',
    'DROP TABLE kernel.migration',
    'ALTER TABLE kernel.migration ADD a int',
    'TRUNCATE kernel.migration',
    'CREATE ROLE r',
    `CREATE FUNCTION kernel.f() RETURNS int LANGUAGE sql AS 'SELECT 1'`,
  ];
  for (const attempt of attempts) {
    await expect(database.server.pool.query(attempt), attempt).rejects.toMatchObject({
      code: '42501',
    });
  }
});

test('the server role cannot change the ledger of migrations', async () => {
  for (const attempt of [
    'UPDATE kernel.migration SET number = 9',
    'DELETE FROM kernel.migration',
    `INSERT INTO kernel.migration (number, name, sha256) VALUES (9999, 'x', 'y')`,
  ]) {
    await expect(database.server.pool.query(attempt), attempt).rejects.toMatchObject({
      code: '42501',
    });
  }
});

test('clones share nothing', async () => {
  const other = await openTestDatabase();
  try {
    await database.owner.pool.query('CREATE TABLE kernel.only_here (a int)');
    await expect(other.owner.pool.query('SELECT * FROM kernel.only_here')).rejects.toMatchObject({
      code: '42P01',
    });
  } finally {
    await other.close();
  }
});
