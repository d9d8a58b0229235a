// What the tests of backups share: a target in a folder of its own, sets taken of a running harness, and a database to restore into.
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Refusal, type RefusalCode } from '@shouxin/contract';
import { sql } from 'kysely';
import { afterAll } from 'vitest';
import type { App } from '../../src/app.ts';
import { readStoredFile, storedFileName } from '../../src/controls/keys/index.ts';
import type { BackupPlaces } from '../../src/kernel/backup-settings.ts';
import { newId, sha256 } from '../../src/kernel/crypto/index.ts';
import { openDatabase } from '../../src/kernel/database.ts';
import { filePath, type Manifest } from '../../src/records/backup/set/manifest.ts';
import {
  forwardRooms,
  takeSet,
  type Cutting,
  type Target,
} from '../../src/records/backup/index.ts';
import { small } from './cutting.ts';
import { followOrders } from '../../src/records/shredding/index.ts';

export function ownFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'shouxin-backup-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A place for the data and another for the keys. */
export function ownPlaces(): BackupPlaces {
  const folder = () => ({ kind: 'folder', folder: ownFolder() }) as const;
  return { data: folder(), keys: folder() };
}

export interface Taking {
  readonly app: App;
  readonly serverUrl: string;
  readonly target: Target;
  readonly tenant?: string;
  readonly chain?: string;
  readonly cutting?: Cutting;
}

export function takeData(it: Taking) {
  const { app, target, serverUrl, tenant = 'demo', cutting = small } = it;
  const mode = it.chain === undefined ? 'full' : 'incremental';
  const at = app.clock.now();
  const set = newId(at);
  return takeSet(
    { databaseUrl: serverUrl, tenant, keys: app.keys.backups, target, cutting },
    { kind: 'data', set, mode, chain: it.chain ?? set, at },
  );
}

export function takeKeys(it: Taking & { readonly keysFolder: string }) {
  const { app, target, serverUrl, tenant = 'demo', cutting = small } = it;
  const at = app.clock.now();
  const set = newId(at);
  const files = async (to: Target, of: Pick<Manifest, 'chain' | 'set'>) => {
    const bytes = (await readStoredFile(it.keysFolder)) ?? Buffer.alloc(0);
    await to.put(filePath(of, storedFileName), bytes);
    const hash = Buffer.from(sha256(bytes)).toString('hex');
    return [{ name: storedFileName, bytes: bytes.length, sha256: hash }];
  };
  return takeSet(
    { databaseUrl: serverUrl, tenant, keys: app.keys.backups, target, cutting, files },
    { kind: 'keys', set, mode: 'full', chain: set, at, rooms: forwardRooms },
  );
}

/** Asks until there is an answer; two minutes. */
export async function until<T>(ask: () => Promise<T | undefined>): Promise<T> {
  for (let tries = 0; tries < 2400; tries += 1) {
    const found = await ask();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('it did not come');
}

export async function refusalOf(work: Promise<unknown>): Promise<RefusalCode | 'no refusal'> {
  try {
    await work;
    return 'no refusal';
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
}

export async function follow(databaseUrl: string): Promise<number> {
  const { db, close } = openDatabase(databaseUrl, { connectionsMax: 1 });
  try {
    return await followOrders(db);
  } finally {
    await close();
  }
}

export function filesOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile());
}

/** Structure as PostgreSQL says it: keys, indexes, checks, triggers, columns. */
export async function structureOf(url: string): Promise<string[]> {
  const { db, close } = openDatabase(url, { connectionsMax: 1 });
  try {
    const { rows } = await sql<{ line: string }>`
      SELECT conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid) AS line FROM pg_constraint
        WHERE connamespace::regnamespace::text !~ '^(pg_|information_schema|graphile)'
      UNION ALL SELECT pg_get_indexdef(indexrelid) FROM pg_index
        WHERE indrelid::regclass::text !~ '^(pg_|information_schema|graphile)'
      UNION ALL SELECT tgrelid::regclass || ' ' || tgname || ' ' || tgenabled::text FROM pg_trigger WHERE NOT tgisinternal
        AND tgrelid::regclass::text !~ '^graphile'
      ORDER BY 1`.execute(db);
    return rows.map(({ line }) => line);
  } finally {
    await close();
  }
}
