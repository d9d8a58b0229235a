// The backup room, put together: its places opened as the settings name them, and the sealed key store as the file it is.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readStoredFile, storedFileName } from '../controls/keys/index.ts';
import type { RunDuty } from '../doors/duty.ts';
import type { Queue } from '../doors/work/queue.ts';
import type { BackupPlace, BackupPlaces } from '../kernel/backup-settings.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Tx } from '../kernel/database.ts';
import type { Log } from '../kernel/log.ts';
import type { KeyProviderSettings } from '../kernel/key-settings.ts';
import {
  createBackup,
  folderTarget,
  objectTarget,
  openPgBackRest,
  type Target,
} from '../records/backup/index.ts';
import { rules, type Controls } from './controls.ts';

export interface BackupGiven {
  readonly serverUrl: string;
  readonly keysFolder: string;
  readonly keyProvider?: KeyProviderSettings;
  /** Where backups go; what is not set is not taken. */
  readonly backups?: BackupPlaces;
}

/** As app/controls.ts names it. */
export const witnessName = 'witness.json';

interface Parts {
  readonly db: Tx;
  readonly clock: Clock;
  readonly log: Log;
  readonly controls: Controls;
  readonly enqueue: Queue['enqueue'];
  readonly runDuty: RunDuty;
  readonly backup: BackupGiven;
}

export function backupOf({ db, clock, log, controls, enqueue, runDuty, backup }: Parts) {
  const { serverUrl, keysFolder, keyProvider, backups } = backup;
  return createBackup({
    db,
    clock,
    enqueue,
    runDuty,
    rules,
    databaseUrl: serverUrl,
    tenant: controls.keys.keyring.tenant,
    keys: controls.keys.backups,
    places: { data: opened(backups?.data), keys: opened(backups?.keys) },
    pgBackRest:
      backups?.pgBackRest &&
      openPgBackRest(backups.pgBackRest, (error) => log.fault('backup', error)),
    forwardFiles: async () => {
      const isFile = keyProvider === undefined || keyProvider.kind === 'file';
      const store = isFile ? await readStoredFile(keysFolder) : undefined;
      const witness = await readFile(join(keysFolder, witnessName)).catch(() => undefined);
      return [
        ...(store ? [{ name: storedFileName, bytes: store }] : []),
        ...(witness ? [{ name: witnessName, bytes: witness }] : []),
      ];
    },
  });
}

function opened(place: BackupPlace | undefined): Target | undefined {
  return place && targetOf(place);
}

export function targetOf(place: BackupPlace): Target {
  return place.kind === 'folder' ? folderTarget(place.folder) : objectTarget(place);
}
