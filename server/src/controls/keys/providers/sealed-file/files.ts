// The files of the sealed key store in SHOUXIN_KEYS. They are for their owner alone and replaced as a whole, so that a kill
// leaves the old one or the new.
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { newId, randomBytes, takeKey, type SecretKey } from '../../../../kernel/crypto/index.ts';

const unsealName = 'unseal.key';
const keystoreName = 'keystore.sealed';
const unsealLength = 32;
const keystoreBytesMax = 64 * 1024 * 1024;

/** The key store cannot be used as it is; the message is a sentence for the operator. */
export class KeystoreRefused extends Error {
  constructor(sentence: string) {
    super(sentence);
    this.name = 'KeystoreRefused';
  }
}

export interface KeystoreFiles {
  readonly keystore: string;
  readonly unseal: string;
}

export async function openKeysFolder(folder: string): Promise<KeystoreFiles> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  for (const name of await readdir(folder)) {
    if (isLeftover(name)) await rm(join(folder, name), { force: true });
  }
  return { keystore: join(folder, keystoreName), unseal: join(folder, unsealName) };
}

/** What a kill between write and rename leaves; sealed, but of no use. */
const isLeftover = (name: string): boolean =>
  name.endsWith('.aside') && (name.startsWith(keystoreName) || name.startsWith(unsealName));

export async function exists(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}

export async function refuseIfOpenToOthers(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const it = await stat(path);
  if ((it.mode & 0o077) === 0) return;
  throw new KeystoreRefused(
    `${path} can be read by others than its owner. Run "chmod 600 ${path}", and replace the keys if it was exposed.`,
  );
}

/** Beside an unseal key that was made here, so that production can refuse it later. */
export const madeHere = (files: KeystoreFiles): string => `${files.unseal}.made-at-first-start`;

/** Once the store is sealed in another way, the key on the disk opens older copies of it and nothing else. */
export async function removeUnsealKey(files: KeystoreFiles): Promise<void> {
  await rm(files.unseal, { force: true });
  await rm(madeHere(files), { force: true });
  await sync(dirname(files.unseal));
}

export async function readUnsealKey(path: string): Promise<SecretKey> {
  await refuseIfOpenToOthers(path);
  const bytes = await readFile(path);
  if (bytes.length !== unsealLength) {
    throw new KeystoreRefused(
      `${path} does not have ${unsealLength} bytes: it is not the unseal key. Restore it from your key backup.`,
    );
  }
  return takeKey(bytes);
}

export async function createUnsealKey(path: string): Promise<SecretKey> {
  const bytes = randomBytes(unsealLength);
  await replaceFile(path, bytes);
  return takeKey(bytes);
}

export async function readKeystore(path: string): Promise<Buffer> {
  await refuseIfOpenToOthers(path);
  if ((await stat(path)).size > keystoreBytesMax) {
    throw new KeystoreRefused(`${path} is larger than a key store can be. Restore it.`);
  }
  return readFile(path);
}

async function sync(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/** After this returns the new bytes are on the disk under `path`; before, the old ones. */
export async function replaceFile(path: string, bytes: Uint8Array): Promise<void> {
  const aside = join(dirname(path), `${basename(path)}.${newId()}.aside`);
  const file = await open(aside, 'wx', 0o600);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(aside, path);
  await sync(dirname(path));
}
