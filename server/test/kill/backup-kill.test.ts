// SIGKILL at random moments of taking a set, of restoring one, of a drill: no set is accepted that is not whole, no server starts on what
// was restored by half, and the next attempt simply succeeds (R3.2.6, SECURITY T15). KILL_ROUNDS=100 for as many rounds of each.
import { fork, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { afterAll, describe, expect, test } from 'vitest';
import { scratchOf } from '../../src/app/drills.ts';
import { createBackupKeys, openKeyProvider } from '../../src/controls/keys/index.ts';
import { systemClock } from '../../src/kernel/clock.ts';
import { openDatabase } from '../../src/kernel/database.ts';
import { clearScratch } from '../../src/records/drills/proving/scratch.ts';
import { migrate, MigrationRefused } from '../../src/kernel/migrate.ts';
import { folderTarget, openSet, setsAt, verifySet } from '../../src/records/backup/index.ts';
import { ownFolder } from '../backup/kit.ts';
import { contentOf, openTestDatabase } from '../database.ts';
import { openHarness, openOwnEngine } from '../harness.ts';
import type { Told } from './backup-child.ts';

const rounds = Number(process.env['KILL_ROUNDS'] ?? 12);
const own = await openOwnEngine();
const { ownerUrl, serverUrl } = own.urls;
const { keysFolder } = own;
const folder = ownFolder();
// The institution is made, and then nobody serves it: who is killed works alone.
await (await openHarness({ ...own, customers: 12 })).close();
const empty = await openTestDatabase({ migrated: false });
afterAll(() => empty.close());
const told = { serverUrl, emptyUrl: empty.ownerUrl, keysFolder, folder };
const target = folderTarget(folder);
const provider = await openKeyProvider(
  { kind: 'file' },
  { tenant: 'demo', suite: 2, clock: systemClock, keysFolder, mark: 1, onFault: () => {} },
);
const keys = createBackupKeys(provider, { tenant: 'demo', suite: 2 });

const heard = (child: ChildProcess, what: string) =>
  new Promise<void>((resolve, reject) => {
    child.on('message', (it) => it === what && resolve());
    child.once('exit', (code) => reject(new Error(`the process ended with ${code}`)));
  });

function begun(work: Told['work']): ChildProcess {
  const child = fork(join(import.meta.dirname, 'backup-child.ts'), {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  child.send({ ...told, work } satisfies Told);
  return child;
}

async function killed(child: ChildProcess): Promise<void> {
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await gone;
}

/** Some milliseconds after it said that it works; short ones more often. */
async function killedAtRandom(work: Told['work'], withinMs: number): Promise<void> {
  const child = begun(work);
  await heard(child, 'working');
  await sleep(withinMs * Math.random() ** 2);
  await killed(child);
}

describe('killed while a set is taken', () => {
  test(
    `R3.2.1 whatever has a manifest is whole, in ${rounds} rounds`,
    { timeout: 600_000 },
    async () => {
      let looked = 0;
      const seen = new Set<string>();
      for (let round = 0; round < rounds || seen.size === 0; round += 1) {
        await killedAtRandom('take', 900);
        for (const which of await setsAt(target)) {
          if (seen.has(which.set)) continue;
          seen.add(which.set);
          const found = await verifySet(await openSet(target, which, { tenant: 'demo', keys }));
          expect(found.rows, `round ${round}`).toBeGreaterThan(300);
          looked += 1;
        }
      }
      expect(looked).toBeGreaterThan(0);
    },
  );
});

describe('killed while a set is restored', () => {
  test(
    `R3.2.6 no half is served, and the next attempt restores the whole, in ${rounds} rounds`,
    { timeout: 600_000 },
    async () => {
      let halves = 0;
      for (let round = 0; round < rounds; round += 1) {
        await killedAtRandom('restore', 2_500);
        const { db, close } = openDatabase(empty.ownerUrl, { connectionsMax: 1 });
        const { rows } = await sql<{ half: string | null }>`
        SELECT to_regclass('kernel.restoring')::text AS half`.execute(db);
        await close();
        const isHalf = rows[0]?.half !== null;
        halves += Number(isHalf);
        const refused = await migrate(empty.ownerUrl).then(
          () => false,
          (error: unknown) => error instanceof MigrationRefused,
        );
        expect(refused, `round ${round}`).toBe(isHalf);
        // It had not begun, or came to its end before it was killed: begin again from an empty one.
        if (!isHalf) await emptied();
      }
      expect(halves).toBeGreaterThan(0);
      const last = begun('restore');
      await heard(last, 'whole');
      await killed(last);
      const [restored, source] = [openDatabase(empty.ownerUrl), openDatabase(ownerUrl)];
      try {
        const [here, there] = [await contentOf(restored), await contentOf(source)];
        expect(here['customers.value']).toEqual(there['customers.value']);
      } finally {
        await restored.close();
        await source.close();
      }
    },
  );
});

async function emptied(): Promise<void> {
  const { db, close } = openDatabase(empty.ownerUrl, { connectionsMax: 1 });
  const { rows } = await sql<{ name: string }>`
    SELECT nspname AS name FROM pg_namespace WHERE nspname !~ '^(pg_|information_schema|public)'`.execute(
    db,
  );
  for (const { name } of rows) await sql`DROP SCHEMA ${sql.id(name)} CASCADE`.execute(db);
  await close();
}

describe('killed during a drill', () => {
  test(
    'R3.2.5 proves nothing, is said to be cut off, and leaves no database',
    { timeout: 600_000 },
    async () => {
      for (let round = 0; round < Math.ceil(rounds / 3); round += 1)
        await killedAtRandom('drill', 4_000);
      const last = begun('drill');
      await heard(last, 'working');
      const { db, close } = openDatabase(ownerUrl, { connectionsMax: 1 });
      const ask = async () => (await sql<{ outcome: string | null; statement: string | null }>`SELECT outcome, statement FROM drills.drill ORDER BY drill`.execute(db)).rows; // prettier-ignore
      let found = await ask();
      for (let tries = 0; tries < 1_200 && found.at(-1)?.outcome !== 'passed'; tries += 1) {
        await sleep(50);
        found = await ask();
      }
      await killed(last);
      await close();
      expect(found.at(-1)?.outcome).toBe('passed');
      const stated = found.map(({ outcome, statement }) => [outcome, statement !== null] as const);
      expect(stated.filter(([outcome, isStated]) => isStated !== (outcome === 'passed'))).toEqual(
        [],
      );
      expect(found.filter(({ outcome }) => outcome === null).length).toBeLessThan(2);
      expect(found.some(({ outcome }) => outcome === 'cut-off')).toBe(true);
      // The next start clears away what this kill left.
      const again = begun('drill');
      await heard(again, 'working');
      await killed(again);
      await clearScratch(scratchOf(keysFolder));
      expect(existsSync(scratchOf(keysFolder))).toBe(false);
    },
  );
});
