// The key store that a set is opened with. From a backup of the keys the sealed file is put in place only where it is newer than what is
// there, and taken out again when it does not open or when its manifest is not signed by it: keys only move forward (SECURITY 4.4).
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { refuse } from '@shouxin/contract';
import {
  createBackupKeys,
  openKeyProvider,
  putStoredFile,
  storedFileName,
  type BackupKeys,
  type KeyProvider,
} from '../../../controls/keys/index.ts';
import {
  claimedIn,
  filePath,
  findSet,
  manifestPath,
  openSet,
  type OpenSet,
  type Target,
} from '../../../records/backup/index.ts';
import type { AppParts } from '../../../app.ts';

export interface KeysToOpen {
  readonly parts: Omit<AppParts, 'serverUrl'>;
  readonly from: Target | undefined;
  readonly set: string | undefined;
}

export interface OpenKeys {
  readonly keys: BackupKeys;
  /** The backup of the keys, believed. */
  readonly backup: OpenSet | undefined;
  close(): Promise<void>;
}

export async function openKeys(it: KeysToOpen): Promise<OpenKeys> {
  const { parts, from } = it;
  if (!from) return opened(parts);
  const which = await findSet(from, it.set);
  const claimed = claimedIn(await from.get(manifestPath(which)));
  if (claimed.kind !== 'keys') refuse('backup.not-whole');
  if (claimed.tenant !== parts.tenant) refuse('backup.other-institution');
  const undo = claimed.files.some(({ name }) => name === storedFileName)
    ? await putKeys(parts.keysFolder, await from.get(filePath(claimed, storedFileName)))
    : () => {};
  try {
    const { keys, close } = await opened(parts);
    const backup = await openSet(from, which, { tenant: parts.tenant, keys });
    for (const { name } of backup.manifest.files) await backup.file(name);
    return { keys, backup, close };
  } catch (error) {
    undo();
    throw error;
  }
}

/** Answers how to undo it. */
async function putKeys(folder: string, bytes: Buffer): Promise<() => void> {
  const path = join(folder, storedFileName);
  const before = existsSync(path) ? readFileSync(path) : undefined;
  if ((await putStoredFile(folder, bytes)) === 'kept') return () => {};
  return () => {
    if (before) writeFileSync(path, before, { mode: 0o600 });
    else rmSync(path, { force: true });
  };
}

async function opened(parts: KeysToOpen['parts']): Promise<OpenKeys> {
  const { tenant, clock, log } = parts;
  const suite = parts.suite === 'gm' ? 2 : 1;
  const provider: KeyProvider = await openKeyProvider(parts.keyProvider ?? { kind: 'file' }, {
    ...parts,
    suite,
    clock,
    // Something was made once: a store that is missing is missing, and none is made in its place.
    mark: 1,
    onFault: (error) => log.fault('keys', error),
  });
  const keys = createBackupKeys(provider, { tenant, suite });
  return { keys, backup: undefined, close: async () => provider.close?.() };
}
