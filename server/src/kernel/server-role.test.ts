// The server's database role: what it may enter, what it may not, and where its password is.
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, expect, test } from 'vitest';
import { inDatabase, openTestDatabase, testDatabase } from '../../test/database.ts';
import { scramVerifier } from './crypto/scram.ts';
import { openDatabase } from './database.ts';
import { ensureServerRole } from './server-role.ts';

const keys = mkdtempSync(join(tmpdir(), 'shouxin-keys-'));
const database = await testDatabase();
const made = await ensureServerRole(database.ownerUrl, keys);

afterAll(async () => {
  rmSync(keys, { recursive: true, force: true });
  await database.owner.pool.query(`REVOKE ALL ON DATABASE ${database.name} FROM "${made.role}"`);
  await database.owner.pool.query(`DROP ROLE "${made.role}"`);
});

async function signIn(url: string): Promise<string> {
  const opened = openDatabase(url);
  try {
    const { rows } = await opened.pool.query<{ name: string }>('SELECT current_user AS name');
    return rows[0]?.name ?? '';
  } finally {
    await opened.close();
  }
}

test('signs in as the role of this database, again with the same password', async () => {
  expect(made.role).toBe(`shouxin_server_${database.name}`);
  expect(await signIn(made.url)).toBe(made.role);
  expect(await ensureServerRole(database.ownerUrl, keys)).toEqual(made);
});

test('may not enter another database of the same server', async () => {
  const other = await openTestDatabase();
  try {
    await expect(signIn(inDatabase(made.url, other.name))).rejects.toMatchObject({ code: '42501' });
  } finally {
    await other.close();
  }
});

test('owns nothing, may make nothing, and inherits only the group', async () => {
  const { rows } = await database.owner.pool.query(
    `SELECT rolsuper OR rolcreatedb OR rolcreaterole OR rolreplication OR rolbypassrls AS mighty,
      (SELECT count(*) FROM pg_class WHERE relowner = r.oid) AS owns,
      (SELECT string_agg(g.rolname, ',') FROM pg_auth_members m
        JOIN pg_roles g ON g.oid = m.roleid WHERE m.member = r.oid) AS groups
     FROM pg_roles r WHERE rolname = $1`,
    [made.role],
  );
  expect(rows).toEqual([{ mighty: false, owns: 0, groups: 'shouxin_server' }]);
});

test('the password lies in the keys folder alone, readable by nobody else', () => {
  const path = join(keys, `${made.role}.password`);
  expect(statSync(path).mode & 0o077).toBe(0);
  expect(readFileSync(path, 'utf8').trim()).toHaveLength(43);
});

test('with a lost keys folder the role gets a new password; the old one is dead', async () => {
  rmSync(join(keys, `${made.role}.password`));
  const renewed = await ensureServerRole(database.ownerUrl, keys);
  expect(await signIn(renewed.url)).toBe(made.role);
  await expect(signIn(made.url)).rejects.toMatchObject({ code: '28P01' });
});

test('PostgreSQL computes the same verifier from password and salt (RFC 5803)', async () => {
  const client = new pg.Client({ connectionString: database.ownerUrl });
  await client.connect();
  const role = `verifier_probe_${database.name.slice(-8)}`;
  try {
    await client.query(`SET password_encryption = 'scram-sha-256'`);
    await client.query(`CREATE ROLE ${role} PASSWORD 'correct horse battery staple'`);
    const { rows } = await client.query<{ rolpassword: string }>(
      'SELECT rolpassword FROM pg_authid WHERE rolname = $1',
      [role],
    );
    const stored = rows[0]?.rolpassword ?? '';
    const salt = Buffer.from(/:([^$]+)\$/.exec(stored)?.[1] ?? '', 'base64');
    expect(scramVerifier('correct horse battery staple', salt)).toBe(stored);
  } finally {
    await client.query(`DROP ROLE IF EXISTS ${role}`);
    await client.end();
  }
});
