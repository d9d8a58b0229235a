// SIGKILL at random moments of taking a set and of restoring one (R3.2.1, R3.2.6): whatever passes for a set is whole to the last byte, and
// whatever a server would start on is the whole set.
import { fork } from 'node:child_process';
import { join } from 'node:path';
import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { openDatabase, type Database } from '../../src/kernel/database.ts';
import { migrate, MigrationRefused } from '../../src/kernel/migrate.ts';
import { folderTarget, openSet, setsAt, verifySet } from '../../src/records/backup/index.ts';
import { ownFolder, takeData } from '../backup/kit.ts';
import { openTestDatabase } from '../database.ts';
import { openHarness } from '../harness.ts';
import type { Told } from './backup-victim.ts';

const harness = await openHarness({ customers: 20 });
const { app, urls, keysFolder } = harness;
const { serverUrl } = urls;
const by = { tenant: 'demo', keys: app.keys.backups };
const rounds = Number(process.env['KILL_ROUNDS'] ?? 12);

/** How it ended, and how long after it began. */
async function killed(told: Told, afterMs: number): Promise<{ isDone: boolean; ms: number }> {
  const child = fork(join(import.meta.dirname, 'backup-victim.ts'), { silent: true });
  return new Promise((resolve, reject) => {
    let [began, isDone] = [0, false];
    child.on('message', (said) => {
      if (said === 'done') isDone = true;
      else {
        began = performance.now();
        setTimeout(() => child.kill('SIGKILL'), afterMs);
      }
    });
    child.once('error', reject);
    child.once('exit', () => resolve({ isDone, ms: performance.now() - began }));
    child.send(told);
  });
}

describe('killed at random moments', () => {
  test(
    'R3.2.1 of taking a set: what has a manifest is whole, and the next in its chain is',
    async () => {
      const folder = ownFolder();
      const target = folderTarget(folder);
      const told = { what: 'take', databaseUrl: serverUrl, folder, keysFolder } as const;
      let [ms, cut] = [(await killed(told, 60_000)).ms, 0];
      for (let round = 0; round < rounds; round += 1) {
        const it = await killed(told, Math.random() * ms);
        if (it.isDone) ms = Math.min(ms, it.ms);
        else cut += 1;
        for (const it of await setsAt(target)) {
          const set = await openSet(target, it, by);
          expect((await verifySet(set)).tables).toBe(set.manifest.tables.length);
        }
      }
      expect(cut).toBeGreaterThan(rounds / 4);
      // In the chain of one that was cut off, over whatever that left.
      const chains = new Set<string>();
      for await (const path of target.list('')) chains.add(path.slice(0, 36));
      const whole = new Set((await setsAt(target)).map(({ chain }) => chain));
      for (const chain of [...chains].filter((it) => !whole.has(it))) {
        const { manifest } = await takeData({ app, serverUrl, target, chain });
        await verifySet(await openSet(target, manifest, by));
      }
    },
    Math.max(1_200_000, rounds * 40_000),
  );

  test(
    'R3.2.6 of restoring: refused, or the whole set; and restoring again begins anew',
    async () => {
      const folder = ownFolder();
      const { manifest } = await takeData({ app, serverUrl, target: folderTarget(folder) });
      const values = manifest.tables.find(({ name }) => name === 'customers.value')?.rows;
      const database = await openTestDatabase({ migrated: false });
      const told = { what: 'restore', databaseUrl: database.ownerUrl, folder, keysFolder } as const;
      let [ms, cut] = [60_000, 0];
      try {
        for (let round = 0; round < rounds; round += 1) {
          const it = await killed(told, round === 0 ? 60_000 : Math.random() * ms);
          if (it.isDone) ms = Math.min(ms, it.ms);
          else cut += 1;
          const standing = await standingOf(database.ownerUrl);
          expect(['refused', 'whole', 'empty']).toContain(standing);
          expect(it.isDone && standing !== 'whole').toBe(false);
          const rows = standing === 'whole' ? await countOf(database.ownerUrl) : values;
          expect(rows).toBe(values);
          if (standing === 'whole') await dropAll(database.owner);
        }
        expect(cut).toBeGreaterThan(rounds / 4);
      } finally {
        await database.close();
      }
    },
    Math.max(1_200_000, rounds * 40_000),
  );
});

/** As a start would find it; a database in which nothing lies is not asked to migrate. */
async function standingOf(ownerUrl: string): Promise<'refused' | 'whole' | 'empty'> {
  const { db, close } = openDatabase(ownerUrl, { connectionsMax: 1 });
  try {
    const { rows } = await sql<{ is: boolean }>`
      SELECT to_regclass('kernel.migration') IS NULL AND to_regclass('kernel.restoring') IS NULL AS is`.execute(
      db,
    );
    if (rows[0]?.is) return 'empty';
  } finally {
    await close();
  }
  return migrate(ownerUrl).then(
    () => 'whole' as const,
    (error: unknown) => {
      if (error instanceof MigrationRefused) return 'refused' as const;
      throw error;
    },
  );
}

async function countOf(ownerUrl: string): Promise<number | undefined> {
  const { db, close } = openDatabase(ownerUrl, { connectionsMax: 1 });
  try {
    const { rows } = await sql<{ count: number }>`SELECT count(*) AS count FROM customers.value`.execute(db); // prettier-ignore
    return rows[0]?.count;
  } finally {
    await close();
  }
}

async function dropAll({ db }: Database): Promise<void> {
  const { rows } = await sql<{ name: string }>`
    SELECT nspname AS name FROM pg_namespace WHERE nspname !~ '^(pg_|information_schema|public)'`.execute(
    db,
  );
  for (const { name } of rows) await sql`DROP SCHEMA ${sql.id(name)} CASCADE`.execute(db);
}
