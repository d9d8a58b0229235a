// A set of a running institution: taken while it works, looked at without restoring, restored into an empty database with every row and
// every rule of the structure as it was; whatever is wrong with it is refused by name, and nothing is left half restored (threat 26).
import { copyFileSync, cpSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MigrationRefused, migrate } from '../../src/kernel/migrate.ts';
import {
  findSet,
  folderTarget,
  openSet,
  restoreSet,
  verifySet,
  type OpenSet,
  type TakenSet,
} from '../../src/records/backup/index.ts';
import { canonical } from '../../src/kernel/canonical.ts';
import { openDatabase } from '../../src/kernel/database.ts';
import { signManifest, type Manifest } from '../../src/records/backup/set/manifest.ts';
import { contentOf, openTestDatabase, type TestDatabase } from '../database.ts';
import { openHarness } from '../harness.ts';
import { registered } from '../harness-steps.ts';
import { personOf } from '../journeys/people.ts';
import { filesOf, follow, ownFolder, refusalOf, structureOf, takeData } from './kit.ts';

const harness = await openHarness({ customers: 20 });
const { app, urls } = harness;
const keys = app.keys.backups;
const folder = ownFolder();
const target = folderTarget(folder);
const by = { tenant: 'demo', keys };
const pair = { teller: await harness.as('teller'), reviewer: await harness.as('reviewer') };
const { serverUrl } = urls;

let taken: TakenSet;
const opening = async (from = folder, set?: string): Promise<OpenSet> => {
  const at = folderTarget(from);
  return openSet(at, await findSet(at, set), by);
};

const emptyOnes: TestDatabase[] = [];
afterAll(async () => {
  for (const it of emptyOnes) await it.close();
});
async function empty(): Promise<TestDatabase> {
  const database = await openTestDatabase({ migrated: false });
  emptyOnes.push(database);
  return database;
}

const restoring = (set: OpenSet, { ownerUrl }: { ownerUrl: string }) =>
  restoreSet({ databaseUrl: ownerUrl, set, keys, followOrders: follow });

beforeAll(async () => {
  // While it is being taken somebody goes on working; the set is of one moment all the same.
  const working = registered(pair, { values: personOf({ NP08: '13900009901' }) });
  [taken] = await Promise.all([takeData({ app, serverUrl, target }), working]);
});

/** A copy of the set to do harm to. */
function harmed(): string {
  const to = ownFolder();
  cpSync(folder, to, { recursive: true });
  return to;
}

describe('R3.2.1 a set', () => {
  test('is verified without restoring it, and counts what it holds', async () => {
    const set = await opening();
    const { manifest } = set;
    const seen = await verifySet(set);
    expect(seen.tables).toBe(manifest.tables.length);
    expect(seen.rows).toBe(manifest.tables.reduce((sum, it) => sum + it.rows, 0));
    expect(seen.rows).toBeGreaterThan(500);
    expect(manifest.tables.some(({ pieces }) => pieces.length > 5)).toBe(true);
    expect(manifest.log?.size).toBeGreaterThan(0);
    expect(Object.keys(manifest.keys.epochs)).toContain('bucket/000');
  });

  test('shows nothing that can be read, and holds no key', () => {
    const all = Buffer.concat(filesOf(folder).map((path) => readFileSync(path)));
    expect(all.length).toBeGreaterThan(50_000);
    for (const clear of [pair.teller.me.displayName, 'PGCOPY', 'CS-01', '13900009901']) {
      expect(all.includes(clear), clear).toBe(false);
    }
    const store = readFileSync(join(harness.keysFolder, 'keystore.sealed'));
    expect(all.includes(store.subarray(64, 128))).toBe(false);
  });

  test('that follows in its chain sends only what is new, and is whole by itself', async () => {
    const at = ownFolder();
    const to = folderTarget(at);
    const first = await takeData({ app, serverUrl, target: to });
    const before = filesOf(at).length;
    const second = await takeData({ app, serverUrl, target: to, chain: first.manifest.chain });
    const third = await takeData({ app, serverUrl, target: to, chain: first.manifest.chain });
    expect(third.stored).toBeLessThan(first.stored / 5);
    expect(second.manifest.chain).toBe(first.manifest.chain);
    expect(filesOf(at).length - before).toBeLessThan(before / 3);
    const set = await opening(at, third.manifest.set);
    expect((await verifySet(set)).rows).toBeGreaterThan(500);
  });

  test('that was cut off is none; begun again it sends what is not there yet', async () => {
    const at = ownFolder();
    const to = folderTarget(at);
    let sent = 0;
    const chain: string[] = [];
    const dying = {
      ...to,
      put: async (path: string, bytes: Uint8Array) => {
        chain.push(path.slice(0, 36));
        sent += 1;
        if (sent > 40) throw new Error('killed');
        await to.put(path, bytes);
      },
    };
    await expect(takeData({ app, serverUrl, target: dying })).rejects.toThrow('killed');
    expect(await refusalOf(opening(at))).toBe('backup.not-whole');
    const again = await takeData({ app, serverUrl, target: to, chain: chain[0] ?? '' });
    expect(again.stored).toBeGreaterThan(0);
    const pieces = again.manifest.tables.flatMap((it) => it.pieces);
    expect(pieces.length).toBeGreaterThan(60);
    expect((await verifySet(await opening(at))).tables).toBe(again.manifest.tables.length);
  });
});

describe('R3.2.6 restoring', () => {
  test('gives every row of that moment and the whole structure, and only then may be served', async () => {
    const database = await empty();
    const still = await takeData({ app, serverUrl, target });
    const source = await openTestDatabase();
    emptyOnes.push(source);
    const done = await restoring(await opening(folder, still.manifest.set), database);
    expect(done.rows).toBe(still.manifest.tables.reduce((sum, it) => sum + it.rows, 0));
    expect(await structureOf(database.ownerUrl)).toEqual(await structureOf(source.ownerUrl));
    expect(await migrate(database.ownerUrl)).toEqual([]);
    const { rows } = await sql<{ count: number }>`
      SELECT count(*) AS count FROM customers.customer`.execute(database.owner.db);
    expect(rows[0]?.count).toBe(21);
    const here = await contentOf(database.owner);
    const there = await openOwnerContent();
    for (const table of Object.keys(here)) {
      if (/^(graphile|kernel|keys)/.test(table)) continue;
      expect([table, here[table]]).toEqual([table, there[table]]);
    }
  });

  test('refuses a database that is not empty', async () => {
    const database = await openTestDatabase();
    emptyOnes.push(database);
    expect(await refusalOf(restoring(await opening(), database))).toBe('backup.not-empty');
  });

  test('leaves a database that no server starts on, and begins anew on it', async () => {
    const database = await empty();
    const set = await opening();
    const broken: OpenSet = { ...set, rowsOf: (table) => cutOff(set.rowsOf(table), table.name) };
    await expect(restoring(broken, database)).rejects.toThrow('killed');
    await expect(migrate(database.ownerUrl)).rejects.toThrow(MigrationRefused);
    await restoring(set, database);
    expect(await migrate(database.ownerUrl)).toEqual([]);
  });
});

async function* cutOff(rows: AsyncIterable<Buffer>, name: string): AsyncIterable<Buffer> {
  if (name.startsWith('identity.')) throw new Error('killed');
  yield* rows;
}

async function openOwnerContent(): Promise<Record<string, string>> {
  const owner = openDatabase(urls.ownerUrl, { connectionsMax: 1 });
  try {
    return await contentOf(owner);
  } finally {
    await owner.close();
  }
}

describe('threat 26, R3.2.6: refused by name', () => {
  test('one changed byte anywhere, 50 of 50 found', async () => {
    const place = harmed();
    const of = taken.manifest;
    const files = filesOf(place).filter((path) => path.includes(of.chain) && /pieces|\.manifest/.test(path) && isOf(path, of)); // prettier-ignore
    const found: string[] = [];
    for (let round = 0; round < 50; round += 1) {
      // The manifest in every tenth round, else any piece; the place goes from the first byte to the last.
      const manifests = files.filter((path) => path.endsWith('.manifest'));
      const path = (round % 10 === 0 ? manifests[0] : files[(round * 37) % files.length]) ?? '';
      const bytes = readFileSync(path);
      const at = Math.min(bytes.length - 1, Math.floor((bytes.length * round) / 49));
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ (1 << (round % 8));
      writeFileSync(path, changed);
      const code = await refusalOf(opening(place, of.set).then((set) => verifySet(set)));
      if (code !== 'no refusal') found.push(code);
      writeFileSync(path, bytes);
    }
    expect(found).toHaveLength(50);
    expect(found.filter((it) => !['backup.damaged', 'backup.wrong-keys'].includes(it))).toEqual([]);
    expect(await refusalOf(opening(place, of.set).then(verifySet))).toBe('no refusal');
  });

  test('a piece that is missing, cut short, or that of another', async () => {
    const place = harmed();
    const [one, two] = taken.manifest.tables.flatMap((it) => it.pieces).map(([name]) => join(place, taken.manifest.chain, 'pieces', name.slice(0, 2), name)); // prettier-ignore
    if (!one || !two) throw new Error('no pieces');
    const whole = readFileSync(one);
    const verified = () => refusalOf(opening(place, taken.manifest.set).then(verifySet));
    truncateSync(one, whole.length - 1);
    expect(await verified()).toBe('backup.damaged');
    copyFileSync(two, one);
    expect(await verified()).toBe('backup.damaged');
    rmSync(one);
    expect(await verified()).toBe('backup.piece-missing');
    const database = await empty();
    const set = await opening(place, taken.manifest.set);
    expect(await refusalOf(restoring(set, database))).toBe('backup.piece-missing');
    await expect(migrate(database.ownerUrl)).rejects.toThrow(MigrationRefused);
  });

  test('a set without its manifest, and one of another institution', async () => {
    const place = harmed();
    const at = folderTarget(place);
    const which = await findSet(at, taken.manifest.set);
    const other = openSet(at, which, { tenant: 'other', keys });
    expect(await refusalOf(other)).toBe('backup.other-institution');
    rmSync(join(place, which.chain, `${which.set}.manifest`));
    expect(await refusalOf(openSet(at, which, by))).toBe('backup.not-whole');
  });

  const signedAs = async (change: (manifest: Manifest) => Manifest) => {
    const place = harmed();
    const it = change(structuredClone(taken.manifest));
    const path = join(place, it.chain, `${it.set}.manifest`);
    writeFileSync(path, await signManifest(it, keys));
    return opening(place, it.set);
  };

  test.each<[string, (manifest: Manifest) => Manifest, string]>([
    ['a table is missing', (it) => ({ ...it, tables: it.tables.slice(1) }), 'backup.tables-differ'],
    ['a table is there twice', (it) => ({ ...it, tables: [...it.tables, ...it.tables.slice(0, 1)] }), 'backup.tables-differ'], // prettier-ignore
    ['a column is missing', (it) => ({ ...it, tables: it.tables.map((one, at) => (at === 3 ? { ...one, columns: one.columns.slice(1) } : one)) }), 'backup.tables-differ'], // prettier-ignore
    ['two tables changed places', (it) => swapped(it), 'backup.damaged'],
    ['of a newer version', (it) => ({ ...it, migrations: [...it.migrations, { number: 9_999, name: '9999_kernel_later.sql', sha256: '0'.repeat(64) }] }), 'backup.newer-schema'], // prettier-ignore
    ['of another structure', (it) => ({ ...it, migrations: it.migrations.map((one, at) => (at === 2 ? { ...one, sha256: '0'.repeat(64) } : one)) }), 'backup.other-schema'], // prettier-ignore
  ])('%s', async (_, change, code) => {
    const set = await signedAs(change);
    const database = await empty();
    expect(await refusalOf(restoring(set, database))).toBe(code);
    const state = await migrate(database.ownerUrl).then(
      (ran) => (ran.length > 20 ? 'empty' : 'served'),
      (error: unknown) => (error instanceof MigrationRefused ? 'refused' : 'failed'),
    );
    expect(['empty', 'refused']).toContain(state);
  });

  test('a manifest that nobody of this institution signed', async () => {
    const place = harmed();
    const other = await openHarness({ customers: 1 });
    const path = join(place, taken.manifest.chain, `${taken.manifest.set}.manifest`);
    writeFileSync(path, await signManifest(taken.manifest, other.app.keys.backups));
    expect(await refusalOf(opening(place, taken.manifest.set))).toBe('backup.wrong-keys');
    const foreign = openSet(target, await findSet(target), { tenant: 'demo', keys: other.app.keys.backups }); // prettier-ignore
    expect(await refusalOf(foreign)).toBe('backup.wrong-keys');
  });
});

function isOf(path: string, { tables, set }: Manifest): boolean {
  const names = new Set(tables.flatMap((it) => it.pieces).map(([name]) => name));
  return path.endsWith(`${set}.manifest`) || names.has(path.slice(-64));
}

/** Rows of one table signed as those of another with as many columns of the same names: nobody could, and it is found all the same. */
function swapped(it: Manifest): Manifest {
  const [one, two] = [it.tables.find(({ name }) => name === 'customers.value'), it.tables.find(({ name }) => name === 'vault.chunk')]; // prettier-ignore
  const piecesOf = (name: string) => (name === one?.name ? two?.pieces : one?.pieces) ?? [];
  const isIn = (name: string) => name === one?.name || name === two?.name;
  expect(canonical(one?.pieces)).not.toBe(canonical(two?.pieces));
  return {
    ...it,
    tables: it.tables.map((table) => isIn(table.name) ? { ...table, pieces: piecesOf(table.name) } : table), // prettier-ignore
  };
}
