// The sealed key store, as bytes and as files in SHOUXIN_KEYS:
//   "SHOUXIN-KEYSTORE" | format=1 | suite | generation u64 | nonce(12) | AEAD( length u32 | JSON of descriptions | material )
// Everything before the ciphertext is authenticated, and material never passes through a JavaScript string (SECURITY
// pitfall 15). Files are for their owner alone and replaced as a whole, so that a kill leaves the old one or the new.
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import {
  decrypt,
  deriveKey,
  encrypt,
  exportKey,
  newId,
  randomBytes,
  suiteOf,
  takeKey,
  takeNonce,
  type AeadKey,
  type SecretKey,
} from '../../../kernel/crypto/index.ts';
import { keyStates, type KeyDescription } from '../provider.ts';

const magic = Buffer.from('SHOUXIN-KEYSTORE');
const format = 1;
const generationStart = magic.length + 2;
const nonceStart = generationStart + 8;
const headLength = nonceStart + 12;

export interface StoredKey {
  readonly description: KeyDescription;
  /** Gone once destroyed. */
  readonly material?: SecretKey;
}

export interface KeystoreContent {
  readonly generation: number;
  readonly keys: readonly StoredKey[];
}

export class KeystoreDamaged extends Error {
  constructor() {
    super('the bytes are not a whole key store sealed under this unseal key');
    this.name = 'KeystoreDamaged';
  }
}

const row = z.strictObject({
  id: z.string(),
  name: z.string(),
  version: z.int().positive(),
  use: z.enum(['wrap', 'mac', 'sign', 'sign-sm2']),
  suite: z.union([z.literal(1), z.literal(2)]),
  dataSuite: z.union([z.literal(1), z.literal(2)]).optional(),
  label: z.string(),
  state: z.enum(keyStates),
  createdAt: z.iso.datetime(),
  changedAt: z.iso.datetime(),
  publicKey: z.string().optional(),
  materialLength: z.int().min(0).max(64),
});
const rows = z.array(row).max(100_000);

function sealingKey(suiteId: number, unsealKey: SecretKey, tenant: string): AeadKey {
  const suite = suiteOf(suiteId);
  const key = deriveKey(suite, unsealKey, { label: 'shouxin/keystore/v1', context: [tenant] });
  return { suite, key };
}

export interface Unsealing {
  readonly unsealKey: SecretKey;
  readonly tenant: string;
}

function encodeBody(keys: readonly StoredKey[]): Buffer {
  const materials = keys.map(({ material }) => (material ? exportKey(material) : Buffer.alloc(0)));
  const descriptions = keys.map(({ description }, index) => ({
    ...description,
    materialLength: materials[index]?.length ?? 0,
  }));
  const text = Buffer.from(JSON.stringify(descriptions));
  const length = Buffer.alloc(4);
  length.writeUInt32BE(text.length);
  const body = Buffer.concat([length, text, ...materials]);
  for (const material of materials) material.fill(0);
  return body;
}

export function encodeKeystore(content: KeystoreContent, suiteId: number, by: Unsealing): Buffer {
  const nonce = takeNonce();
  const head = Buffer.alloc(headLength);
  magic.copy(head);
  head[magic.length] = format;
  head[magic.length + 1] = suiteId;
  head.writeBigUInt64BE(BigInt(content.generation), generationStart);
  nonce.copy(head, nonceStart);
  const text = encodeBody(content.keys);
  const key = sealingKey(suiteId, by.unsealKey, by.tenant);
  const bytes = encrypt(key, { nonce, aad: head, text }, head.length);
  bytes.set(head);
  text.fill(0);
  return bytes;
}

/** The generation as the file claims it, without opening: enough to notice that somebody else wrote. */
export function readGeneration(bytes: Uint8Array): number {
  const head = Buffer.from(bytes.subarray(0, headLength));
  const isKnown = head.length === headLength && head.subarray(0, magic.length).equals(magic);
  if (!isKnown || head[magic.length] !== format) throw new KeystoreDamaged();
  return Number(head.readBigUInt64BE(generationStart));
}

function openBody(bytes: Uint8Array, by: Unsealing): Buffer {
  const head = bytes.subarray(0, headLength);
  try {
    return decrypt(sealingKey(head[magic.length + 1] ?? 0, by.unsealKey, by.tenant), {
      nonce: head.subarray(nonceStart),
      aad: head,
      sealed: bytes.subarray(headLength),
    });
  } catch {
    throw new KeystoreDamaged();
  }
}

export function decodeKeystore(bytes: Uint8Array, by: Unsealing): KeystoreContent {
  const generation = readGeneration(bytes);
  const body = openBody(bytes, by);
  const textEnd = 4 + body.readUInt32BE(0);
  const described = rows.parse(JSON.parse(body.subarray(4, textEnd).toString('utf8')));
  let at = textEnd;
  const keys = described.map(({ materialLength, ...description }): StoredKey => {
    if (materialLength === 0) return { description };
    const material = takeKey(body.subarray(at, at + materialLength));
    at += materialLength;
    return { description, material };
  });
  if (at !== body.length) throw new KeystoreDamaged();
  return { generation, keys };
}

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
