// Migrations: plain numbered SQL files that a DBA can read, forward only, each in one transaction,
// each run once, under a lock so that two starting servers do not meet. A file that was run and
// then changed is refused by its checksum: what a database is must be what the files say.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type pg from 'pg';
import { sha256 } from './crypto/hash.ts';
import { SafeClient } from './database-client.ts';

export interface Migration {
  readonly number: number;
  readonly name: string;
  readonly sha256: string;
  readonly sql: string;
}

/** The files and the database disagree; the message is for the operator. */
export class MigrationRefused extends Error {
  override readonly name = 'MigrationRefused';
}

export const migrationsFolder = join(import.meta.dirname, '../../migrations');

/** Reads NNNN_room_what.sql in order; two files with one number are a mistake. */
export function readMigrations(folder = migrationsFolder): Migration[] {
  const names = readdirSync(folder).filter((name) => name.endsWith('.sql'));
  const migrations: Migration[] = [];
  for (const name of names.toSorted()) {
    const [, digits] = /^(\d{4})_[a-z0-9_]+\.sql$/.exec(name) ?? [];
    if (digits === undefined) throw new MigrationRefused(`${name} is not named NNNN_room_what.sql`);
    const number = Number(digits);
    if (migrations.at(-1)?.number === number) {
      throw new MigrationRefused(`Two migrations have the number ${digits}`);
    }
    const sql = readFileSync(join(folder, name), 'utf8').replaceAll('\r\n', '\n');
    migrations.push({ number, name, sql, sha256: hexOf(sql) });
  }
  return migrations;
}

export interface Migrating {
  readonly folder?: string;
  /** Only these: a set that is restored begins at the structure it was taken of. */
  readonly only?: ReadonlySet<number>;
  /** By the restore itself, which alone may touch a database that is not whole yet. */
  readonly isRestoring?: boolean;
}

/** Runs what was not run yet, as the owner; returns the names of what it ran. */
export async function migrate(
  ownerUrl: string,
  { folder = migrationsFolder, only, isRestoring = false }: Migrating = {},
): Promise<string[]> {
  const all = readMigrations(folder);
  const migrations = only ? all.filter(({ number }) => only.has(number)) : all;
  const client = new SafeClient({
    connectionString: ownerUrl,
    application_name: 'shouxin-migrate',
  });
  await client.connect();
  try {
    await refuseOldVersion(client);
    await client.query('SELECT pg_advisory_lock($1)', [lockNumber]);
    if (!isRestoring) await refuseHalfRestored(client);
    await client.query(ledger);
    return await runMissing(client, migrations);
  } finally {
    await client.end();
  }
}

/** "shouxin" on a telephone keypad; any number does, as long as nobody else locks it. */
const lockNumber = 7_468_946;

const oldestVersion = 150_000;

const ledger = `
  CREATE SCHEMA IF NOT EXISTS kernel;
  CREATE TABLE IF NOT EXISTS kernel.migration (
    number int PRIMARY KEY,
    name text NOT NULL,
    sha256 text NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT now()
  )`;

async function refuseOldVersion(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ version: string }>(
    "SELECT current_setting('server_version_num') AS version",
  );
  if (Number(rows[0]?.version) >= oldestVersion) return;
  throw new MigrationRefused('This PostgreSQL is older than 15. Shouxin works with 15 to 18.');
}

/** A restore marks the database before its first row and takes the mark away after its last check. */
async function refuseHalfRestored(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ it: string | null }>(
    "SELECT to_regclass('kernel.restoring')::text AS it",
  );
  if (rows[0]?.it === null) return;
  throw new MigrationRefused(
    'This database was restored by half: a restore was cut off or refused. Run the restore again; it begins anew.',
  );
}

async function runMissing(client: pg.Client, migrations: Migration[]): Promise<string[]> {
  const { rows } = await client.query<{ number: number; name: string; sha256: string }>(
    'SELECT number, name, sha256 FROM kernel.migration ORDER BY number',
  );
  const done = new Map(rows.map((row) => [row.number, row]));
  for (const row of rows) {
    const file = migrations.find((migration) => migration.number === row.number);
    if (file?.sha256 !== row.sha256) throw new MigrationRefused(difference(row.name, file));
  }
  const missing = migrations.filter((migration) => !done.has(migration.number));
  for (const migration of missing) await runOne(client, migration);
  return missing.map((migration) => migration.name);
}

function difference(name: string, file: Migration | undefined): string {
  return file === undefined
    ? `This database was migrated by ${name}, which this version does not have: it is newer. ` +
        'Start the version that made it; migrations only go forward.'
    : `${name} was changed after it had been run on this database (its checksum differs). ` +
        'Put the file back and write the change as a new migration.';
}

async function runOne(client: pg.Client, migration: Migration): Promise<void> {
  await client.query('BEGIN');
  try {
    await client.query(migration.sql);
    await client.query('INSERT INTO kernel.migration (number, name, sha256) VALUES ($1, $2, $3)', [
      migration.number,
      migration.name,
      migration.sha256,
    ]);
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK').catch(() => {});
    const why = error instanceof Error ? error.message : 'unknown';
    throw new MigrationRefused(`${migration.name} failed and left nothing behind: ${why}`, {
      cause: error,
    });
  }
}

function hexOf(text: string): string {
  return Buffer.from(sha256(Buffer.from(text))).toString('hex');
}
