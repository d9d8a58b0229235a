// A process that takes sets, or restores one, or runs a drill, over and over until it is killed. Told what by its parent.
import { join } from 'node:path';
import { createApp } from '../../src/app.ts';
import { createBackupKeys, openKeyProvider } from '../../src/controls/keys/index.ts';
import { systemClock } from '../../src/kernel/clock.ts';
import { newId } from '../../src/kernel/crypto/index.ts';
import { createLog } from '../../src/kernel/log.ts';
import {
  findSet,
  folderTarget,
  openSet,
  restoreSet,
  takeSet,
} from '../../src/records/backup/index.ts';
import { jobActor } from '../../src/doors/duty.ts';
import { openDatabase, transaction } from '../../src/kernel/database.ts';
import { followOrders } from '../../src/records/shredding/index.ts';

export interface Told {
  readonly work: 'take' | 'restore' | 'drill';
  readonly serverUrl: string;
  /** Empty, or what a killed restore left. */
  readonly emptyUrl: string;
  readonly keysFolder: string;
  readonly folder: string;
}

const tell = (what: string) => process.send?.(what);

/** Blocks of a few kilobytes, so that also a small institution has many. */
const small = { min: 500, more: 1_500, max: 6_000 };

async function follow(url: string): Promise<number> {
  const { db, close } = openDatabase(url, { connectionsMax: 1 });
  try {
    return await followOrders(db);
  } finally {
    await close();
  }
}

async function keysOf(keysFolder: string) {
  const of = { tenant: 'demo', suite: 2 as const, clock: systemClock, keysFolder, mark: 1 };
  const options = { ...of, onFault: () => {} };
  return createBackupKeys(await openKeyProvider({ kind: 'file' }, options), {
    tenant: 'demo',
    suite: 2,
  });
}

async function take({ serverUrl, keysFolder, folder }: Told): Promise<void> {
  const keys = await keysOf(keysFolder);
  const target = folderTarget(folder);
  tell('working');
  for (;;) {
    const at = systemClock.now();
    const set = newId(at);
    const parts = { databaseUrl: serverUrl, tenant: 'demo', keys, target, cutting: small };
    await takeSet(parts, { kind: 'data', set, mode: 'full', chain: set, at });
  }
}

async function restore({ emptyUrl, keysFolder, folder }: Told): Promise<void> {
  const keys = await keysOf(keysFolder);
  const target = folderTarget(folder);
  const set = await openSet(target, await findSet(target), { tenant: 'demo', keys });
  tell('working');
  await restoreSet({ databaseUrl: emptyUrl, set, keys, followOrders: follow });
  tell('whole');
  // It has come to its end: nothing is left to be killed in.
  await new Promise((resolve) => setTimeout(resolve, 60_000));
}

async function drill({ serverUrl, keysFolder, folder }: Told): Promise<void> {
  const app = await createApp({
    serverUrl,
    tenant: 'demo',
    suite: 'gm',
    production: false,
    keysFolder,
    clock: systemClock,
    log: createLog('silent'),
    behindTlsProxy: false,
    consoleFolder: join(keysFolder, 'no-console'),
    backups: { data: { kind: 'folder', folder } },
  });
  await app.start();
  await app.backup.takeDue();
  while ((await app.backup.sets.wholeSets(app.db)).length === 0) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  tell('working');
  for (;;) {
    const at = systemClock.now();
    const route = app.routes.get('drills.start');
    if (typeof route !== 'function') throw new Error('no drills');
    const begin = (tx: Parameters<Parameters<typeof transaction>[1]>[0]) => {
      const actor = jobActor('drills.schedule');
      const call = { id: newId(at), operation: 'drills.start', at, actor, tx, reply: {}, append: () => newId(at) }; // prettier-ignore
      return route(call, { chosen: 'newest' });
    };
    await transaction(app.db, begin).catch(() => {});
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

const works = { take, restore, drill };
process.once('message', (told: Told) => {
  works[told.work](told).catch((error: unknown) => {
    process.stderr.write(`${String(error)}\n`);
    process.exit(1);
  });
});
process.once('disconnect', () => process.exit(0));
