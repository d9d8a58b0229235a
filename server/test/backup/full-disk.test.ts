// A disk that is really full: a small file system of the test's own, on which a set is taken and a database restored. Each is refused by
// name, nothing is left that counts, and with room made it works (R3.2.1, R3.2.6). And memory does not grow with what is taken.
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, describe, expect, test } from 'vitest';
import { startEngine } from '../../src/kernel/engine/index.ts';
import {
  findSet,
  folderTarget,
  openSet,
  restoreSet,
  setsAt,
  usualCutting,
} from '../../src/records/backup/index.ts';
import { openHarness, openOwnEngine } from '../harness.ts';
import { follow, ownFolder, refusalOf, takeData } from './kit.ts';

/** Only root may, on Linux. */
function mounted(megabytes: number): string | undefined {
  const folder = ownFolder();
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder], { stdio: 'ignore' }); // prettier-ignore
  } catch {
    return undefined;
  }
  afterAll(() => void execFileSync('umount', ['-l', folder]));
  return folder;
}

const small = mounted(1);
const large = mounted(160);
const own = await openOwnEngine();
const harness = await openHarness({ ...own, customers: 12 });
const { app } = harness;
const { serverUrl, ownerUrl } = own.urls;
const keys = app.keys.backups;

/** Leaves so much room. */
function fill(folder: string, room: number): string {
  const { bavail, bsize } = statfsSync(folder);
  const path = join(folder, 'filler');
  writeFileSync(path, Buffer.alloc(Math.max(0, bavail * bsize - room)));
  return path;
}

describe.skipIf(small === undefined || large === undefined)('R3.2.6 a full disk', () => {
  test('taking a set there is refused by name, leaves no set, and goes on when there is room', async () => {
    const target = folderTarget(small ?? '');
    const filler = fill(small ?? '', 200_000);
    expect(await refusalOf(takeData({ app, serverUrl, target }))).toBe('backup.target-full');
    expect(await setsAt(target)).toEqual([]);
    rmSync(filler);
    const room = folderTarget(ownFolder());
    const { manifest } = await takeData({ app, serverUrl, target: room });
    expect(await setsAt(room)).toEqual([{ chain: manifest.chain, set: manifest.set }]);
  });

  test('restoring there is refused by name, is served by nobody, and works when there is room', async () => {
    const place = folderTarget(ownFolder());
    await takeData({ app, serverUrl, target: place });
    const set = await openSet(place, await findSet(place), { tenant: 'demo', keys });
    const [home, keysFolder] = [join(large ?? '', 'data'), join(large ?? '', 'keys')];
    mkdirSync(keysFolder, { mode: 0o700 });
    const engine = await startEngine({ home, keys: keysFolder });
    try {
      const filler = fill(large ?? '', 2_000_000);
      const restoring = () => restoreSet({ databaseUrl: engine.ownerUrl, set, keys, followOrders: follow }); // prettier-ignore
      expect(await refusalOf(restoring())).toBe('backup.target-full');
      rmSync(filler);
      expect((await restoring()).rows).toBeGreaterThan(100);
    } finally {
      await engine.stop();
    }
  });
});

describe('R3.2.1 memory', () => {
  test('taking a table of 400 MB holds a few blocks of it', async () => {
    const client = new pg.Client({ connectionString: ownerUrl });
    await client.connect();
    // Whatever a row is made of: bytes that do not compress, as sealed values are.
    await client.query(`CREATE SCHEMA IF NOT EXISTS bulk; CREATE TABLE bulk.piece (at int, bytes bytea); ALTER TABLE bulk.piece ALTER bytes SET STORAGE EXTERNAL;
      GRANT USAGE ON SCHEMA bulk TO shouxin_server; GRANT SELECT ON bulk.piece TO shouxin_server;
      INSERT INTO bulk.piece SELECT n, (SELECT string_agg(sha512((n * 1000 + k)::text::bytea), '') FROM generate_series(1, 160) k) FROM generate_series(1, 40000) n`); // prettier-ignore
    await client.end();
    const before = process.memoryUsage().rss;
    let most = before;
    const watch = setInterval(() => (most = Math.max(most, process.memoryUsage().rss)), 20);
    const taken = await takeData({ app, serverUrl, target: folderTarget(ownFolder()), cutting: usualCutting }); // prettier-ignore
    clearInterval(watch);
    const bytes = taken.manifest.tables.find(({ name }) => name === 'bulk.piece')?.bytes ?? 0;
    expect(bytes).toBeGreaterThan(400_000_000);
    expect(most - before).toBeLessThan(200_000_000);
  });
});
