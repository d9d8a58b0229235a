// The sealed key store as the file it is, for a backup of the keys and for putting one back: it is sealed already, its unseal key is
// never with it, and it only moves forward.
import {
  exists,
  KeystoreRefused,
  openKeysFolder,
  readKeystore,
  replaceFile,
} from '../providers/sealed-file/files.ts';
import { inspectKeystore, KeystoreDamaged } from '../providers/sealed-file/keystore.ts';

export const storedFileName = 'keystore.sealed';

/** As it lies in the folder; absent where there is none. */
export async function readStoredFile(folder: string): Promise<Buffer | undefined> {
  const { keystore } = await openKeysFolder(folder);
  return (await exists(keystore)) ? readKeystore(keystore) : undefined;
}

/** What it says of itself, in clear. */
export function generationIn(bytes: Uint8Array): number {
  try {
    return inspectKeystore(bytes).generation;
  } catch (error) {
    if (!(error instanceof KeystoreDamaged)) throw error;
    throw new KeystoreRefused('These bytes are no key store. Take another backup of the keys.');
  }
}

export type PutBack = 'written' | 'kept';

/** A store that is there stays, unless the one that comes is newer: then the place of the older is taken in one rename. */
export async function putStoredFile(folder: string, bytes: Uint8Array): Promise<PutBack> {
  const { keystore } = await openKeysFolder(folder);
  const coming = generationIn(bytes);
  const there = await readStoredFile(folder);
  if (there && generationIn(there) >= coming) return 'kept';
  await replaceFile(keystore, bytes);
  return 'written';
}
