// SIGKILL at random moments of a drill: it proves nothing, the next start says so and clears its database away, and the next drill passes
// (R3.2.5, SECURITY T15). KILL_ROUNDS=100 for as many rounds.
import { fork, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { scratchOf } from '../../src/app/drills.ts';
import { openDatabase } from '../../src/kernel/database.ts';
import { clearScratch } from '../../src/records/drills/proving/scratch.ts';
import { ownFolder } from '../backup/kit.ts';
import { openHarness, openOwnEngine } from '../harness.ts';
import type { Told } from './drill-victim.ts';

const rounds = Number(process.env['KILL_ROUNDS'] ?? 4);
const own = await openOwnEngine();
const { ownerUrl, serverUrl } = own.urls;
const { keysFolder } = own;
const folder = ownFolder();
// The institution is made, and then nobody serves it: who is killed works alone.
await (await openHarness({ ...own, customers: 12 })).close();

const heard = (child: ChildProcess, what: string) =>
  new Promise<void>((resolve, reject) => {
    child.on('message', (it) => it === what && resolve());
    child.once('exit', (code) => reject(new Error(`the process ended with ${code}`)));
  });

function begun(): ChildProcess {
  const child = fork(join(import.meta.dirname, 'drill-victim.ts'), {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  child.send({ serverUrl, keysFolder, folder } satisfies Told);
  return child;
}

async function killed(child: ChildProcess): Promise<void> {
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await gone;
}

/** Some milliseconds after it said that it works. */
async function killedAtRandom(withinMs: number): Promise<void> {
  const child = begun();
  await heard(child, 'working');
  await sleep(withinMs * Math.random());
  await killed(child);
}

describe('killed during a drill', () => {
  test(
    'R3.2.5 proves nothing, is said to be cut off, and leaves no database',
    { timeout: Math.max(600_000, rounds * 20_000) },
    async () => {
      for (let round = 0; round < rounds; round += 1) await killedAtRandom(4_000);
      const last = begun();
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
      const again = begun();
      await heard(again, 'working');
      await killed(again);
      await clearScratch(scratchOf(keysFolder));
      expect(existsSync(scratchOf(keysFolder))).toBe(false);
    },
  );
});
