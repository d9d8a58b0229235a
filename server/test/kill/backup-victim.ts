// A process that takes a set or restores one, to be killed: told by its parent what and where, it says when it begins and when it is done.
import { createBackupKeys, openSealedFile } from '../../src/controls/keys/index.ts';
import { systemClock } from '../../src/kernel/clock.ts';
import { newId } from '../../src/kernel/crypto/index.ts';
import {
  findSet,
  folderTarget,
  openSet,
  restoreSet,
  takeSet,
} from '../../src/records/backup/index.ts';
import { small } from '../backup/cutting.ts';

export interface Told {
  readonly what: 'take' | 'restore';
  readonly databaseUrl: string;
  readonly folder: string;
  readonly keysFolder: string;
  readonly chain?: string;
}

const told = await new Promise<Told>((resolve) => {
  process.once('message', (it) => resolve(it as Told));
});
const given = { tenant: 'demo', suite: 2, clock: systemClock } as const;
const provider = await openSealedFile({ ...given, folder: told.keysFolder, mark: 1 });
const keys = createBackupKeys(provider, given);
const target = folderTarget(told.folder);
const { databaseUrl } = told;
process.send?.('begins');
if (told.what === 'take') {
  const set = newId(systemClock.now());
  const chain = told.chain ?? set;
  await takeSet(
    { databaseUrl, tenant: 'demo', keys, target, cutting: small },
    { kind: 'data', mode: 'full', set, chain, at: systemClock.now() },
  );
} else {
  const set = await openSet(target, await findSet(target), { tenant: 'demo', keys });
  await restoreSet({ databaseUrl, set, keys, followOrders: async () => 0 });
}
process.send?.('done');
process.exit(0);
