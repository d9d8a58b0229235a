// Where this process keeps its database and its keys, for the storage register: a folder, or host and database; never a password.
import { resolve } from 'node:path';
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
