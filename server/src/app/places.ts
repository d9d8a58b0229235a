// Where this process keeps its database and its keys, for the storage register: a folder, or host and database; never a password.
// And whether two folders are on one disk, as the operating system says.
import { statSync } from 'node:fs';
import { isAbsolute, resolve } from 'node:path';
import { locatorOf, type BackupPlace } from '../kernel/backup-settings.ts';
import type { Place, StorageParts } from '../records/storage/index.ts';
import type { BackupGiven } from './backup.ts';

interface Given extends Pick<BackupGiven, 'backups'> {
  readonly serverUrl: string;
  readonly keysFolder: string;
  readonly home?: string;
}

export function placesOf({ serverUrl, keysFolder, home, backups }: Given): StorageParts['places'] {
  return {
    ...(backups?.data && { 'data-backups': placeOf(backups.data) }),
    ...(backups?.keys && { 'key-backups': placeOf(backups.keys) }),
    database: { kind: 'database', locator: home ? resolve(home) : addressOf(serverUrl) },
    keys: { kind: 'key-store', locator: resolve(keysFolder) },
  };
}

function placeOf(place: BackupPlace): Place {
  const kind = place.kind === 'folder' ? 'backup-medium' : 'object-store';
  return { kind, locator: locatorOf(place) };
}

function addressOf(url: string): string {
  const { hostname, port, pathname, searchParams } = new URL(url);
  const host = hostname || (searchParams.get('host') ?? 'localhost');
  return `${host}:${port || '5432'}${pathname}`;
}

/** A place that is not a folder of this machine is on none of its disks. */
export function isOnDevice(locator: string, other: string): boolean {
  const [one, two] = [deviceOf(locator), deviceOf(other)];
  return one !== undefined && one === two;
}

function deviceOf(locator: string): number | undefined {
  if (!isAbsolute(locator)) return undefined;
  try {
    return statSync(locator, { throwIfNoEntry: false })?.dev;
  } catch {
    return undefined; // not ours to look at: the register's place is all that is known
  }
}
