// Sets in an object store, over its documented interface with every signature checked: taken, looked at, restored; a store that is busy or
// cut off is asked again, and one that refuses is named and leaves no set (R3.2.1, R3.2.6).
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { findSet, openSet, restoreSet, setsAt, verifySet } from '../../src/records/backup/index.ts';
import { objectTarget } from '../../src/records/backup/set/object-target.ts';
import { openTestDatabase } from '../database.ts';
import { openHarness } from '../harness.ts';
import { accessKey, openStandIn, secretKey } from '../s3/stand-in.ts';
import { follow, ownFolder, refusalOf, takeData } from './kit.ts';

const harness = await openHarness({ customers: 4 });
const { app, urls } = harness;
const store = await openStandIn('sets');
afterAll(() => store.close());
const folder = ownFolder();
const keyFile = (name: string, secret: string) => {
  const path = join(folder, name);
  writeFileSync(path, `${accessKey}\n${secret}\n`, { mode: 0o600 });
  return path;
};
const place = {
  kind: 's3',
  endpoint: store.endpoint,
  region: 'cn-north-1',
  bucket: 'sets',
  prefix: 'bank/one',
  keyFile: keyFile('right', secretKey),
} as const;
const target = objectTarget(place, 1);
const by = { tenant: 'demo', keys: app.keys.backups };
const { serverUrl } = urls;
beforeEach(() => void store.failing.splice(0));

describe('R3.2.1 a set in an object store', () => {
  test('is taken, listed over many pages, looked at and restored', async () => {
    const { manifest } = await takeData({ app, serverUrl, target });
    expect(store.refused).toBe(0);
    expect(store.objects.size).toBeGreaterThan(25);
    expect([...store.objects.keys()].every((key) => key.startsWith('bank/one/'))).toBe(true);
    expect(await setsAt(target)).toEqual([{ chain: manifest.chain, set: manifest.set }]);
    const set = await openSet(target, await findSet(target), by);
    expect((await verifySet(set)).tables).toBe(manifest.tables.length);
    const database = await openTestDatabase({ migrated: false });
    const parts = { databaseUrl: database.ownerUrl, set, keys: app.keys.backups };
    const done = await restoreSet({ ...parts, followOrders: follow });
    expect(done.rows).toBe(manifest.tables.reduce((sum, it) => sum + it.rows, 0));
    await database.close();
    const again = await takeData({ app, serverUrl, target, chain: manifest.chain });
    expect(again.stored).toBeLessThan(20_000);
  });

  test('is removed, and what is not there is said to be missing', async () => {
    await target.put('holds-data', Buffer.from('x'));
    expect((await target.get('holds-data')).toString()).toBe('x');
    await target.remove('holds-data');
    expect(await refusalOf(target.get('holds-data'))).toBe('backup.piece-missing');
  });
});

describe('R3.2.6 a store that', () => {
  test('is busy or hangs up is asked again, and the set is whole', async () => {
    store.failing.push(0, 503, 500, 503);
    const { manifest } = await takeData({ app, serverUrl, target });
    const set = await openSet(target, manifest, by);
    expect((await verifySet(set)).tables).toBe(manifest.tables.length);
  });

  test('stays away is named, and there is no set', async () => {
    const before = await setsAt(target);
    store.failing.push(...Array.from({ length: 20 }, () => 503));
    expect(await refusalOf(takeData({ app, serverUrl, target }))).toBe('backup.target-unreachable');
    store.failing.splice(0);
    expect(await setsAt(target)).toEqual(before);
  });

  test('is full is named', async () => {
    store.failing.push(507);
    expect(await refusalOf(target.put('a', Buffer.alloc(1)))).toBe('backup.target-full');
  });

  test('does not take the access key is named, and nothing is stored', async () => {
    const before = store.objects.size;
    const wrong = objectTarget({ ...place, keyFile: keyFile('wrong', 'another') }, 1);
    expect(await refusalOf(wrong.put('a', Buffer.from('x')))).toBe('backup.target-unreachable');
    expect(store.objects.size).toBe(before);
    expect(store.refused).toBe(1);
  });
});
