// Where this process keeps its database and its keys, for the storage register: a folder, or host and database; never a password.
// And whether two folders are on one disk, as the operating system says.
import { statSync } from 'node:fs';
import { isAbsolute, resolve } from 'node:path';
import type { StorageParts } from '../records/storage/index.ts';

interface Given {
  readonly serverUrl: string;
  readonly keysFolder: string;
  readonly home?: string;
}

export function placesOf({ serverUrl, keysFolder, home }: Given): StorageParts['places'] {
  return {
    database: { kind: 'database', locator: home ? resolve(home) : addressOf(serverUrl) },
    keys: { kind: 'key-store', locator: resolve(keysFolder) },
  };
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
