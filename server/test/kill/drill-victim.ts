// A server that runs drills one after the other until it is killed. Told where by its parent.
import { join } from 'node:path';
import { createApp } from '../../src/app.ts';
import { systemClock } from '../../src/kernel/clock.ts';
import { newId } from '../../src/kernel/crypto/index.ts';
import { createLog } from '../../src/kernel/log.ts';
import { jobActor } from '../../src/doors/duty.ts';
import { transaction } from '../../src/kernel/database.ts';

export interface Told {
  readonly serverUrl: string;
  readonly keysFolder: string;
  readonly folder: string;
}

const tell = (what: string) => process.send?.(what);

async function drill({ serverUrl, keysFolder, folder }: Told): Promise<void> {
  const app = await createApp({
    serverUrl,
    tenant: 'demo',
    suite: 'gm',
    production: false,
    keysFolder,
    clock: systemClock,
    log: createLog('error', { write: (line) => void process.stderr.write(line) }),
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

process.once('message', (told: Told) => {
  drill(told).catch((error: unknown) => {
    process.stderr.write(`${String(error)}\n`);
    process.exit(1);
  });
});
process.once('disconnect', () => process.exit(0));
