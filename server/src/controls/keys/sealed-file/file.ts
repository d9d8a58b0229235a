// The files of the sealed key store in SHOUXIN_KEYS, and the rules of touching them: readable by their owner alone, and
// replaced as a whole (write aside, fsync, rename, fsync of the folder), so that a kill leaves the old file or the new.
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { newId, randomBytes, takeKey, type SecretKey } from '../../../kernel/crypto/index.ts';

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

async function refuseIfOpenToOthers(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const { mode } = await stat(path);
  if ((mode & 0o077) === 0) return;
  throw new KeystoreRefused(
    `${path} can be read by others than its owner. Run "chmod 600 ${path}", and replace the keys if it was exposed.`,
  );
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
