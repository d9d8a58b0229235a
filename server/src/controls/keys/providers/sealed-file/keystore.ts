// The sealed key store as bytes:
//   "SHOUXIN-KEYSTORE" | format | suite | generation u64 | nonce(12) | way | AEAD( length u32 | JSON of descriptions | material )
// Format 1 is opened by the key file beside it and has no way; format 2 carries how its unseal key is come by (ways.ts) as
// length u16 | JSON. Everything before the ciphertext is authenticated, and material never passes through a JavaScript string
// (SECURITY pitfall 15). Way and keys lie in one file, so that one rename changes both (docs/decisions/0020).
import { z } from 'zod';
import {
  decrypt,
  deriveKey,
  encrypt,
  exportKey,
  suiteOf,
  takeKey,
  takeNonce,
  type AeadKey,
  type SecretKey,
} from '../../../../kernel/crypto/index.ts';
import { keyStates, type KeyDescription } from '../provider.ts';
import { wayForm, type Way } from './ways.ts';

const magic = Buffer.from('SHOUXIN-KEYSTORE');
const [byFile, byWay] = [1, 2];
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
  /** Absent: the unseal key lies in a file. */
  readonly way?: Way | undefined;
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

function encodeWay(way: Way | undefined): Buffer {
  if (!way) return Buffer.alloc(0);
  const text = Buffer.from(JSON.stringify(way));
  const length = Buffer.alloc(2);
  length.writeUInt16BE(text.length);
  return Buffer.concat([length, text]);
}

export function encodeKeystore(content: KeystoreContent, suiteId: number, by: Unsealing): Buffer {
  const nonce = takeNonce();
  const way = encodeWay(by.way);
  const head = Buffer.concat([Buffer.alloc(headLength), way]);
  magic.copy(head);
  head[magic.length] = by.way ? byWay : byFile;
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

/** What stands in clear before the ciphertext, as the file claims it. */
interface Head {
  readonly generation: number;
  readonly suite: number;
  readonly length: number;
  readonly way?: Way;
}

function readHead(bytes: Uint8Array): Head {
  const start = Buffer.from(bytes.subarray(0, headLength));
  if (start.length !== headLength || !start.subarray(0, magic.length).equals(magic)) {
    throw new KeystoreDamaged();
  }
  const generation = Number(start.readBigUInt64BE(generationStart));
  const head = { generation, suite: start[magic.length + 1] ?? 0, length: headLength };
  if (start[magic.length] === byFile) return head;
  if (start[magic.length] !== byWay) throw new KeystoreDamaged();
  const [way, length] = readWay(bytes);
  return { ...head, length, way };
}

function readWay(bytes: Uint8Array): [Way, number] {
  const textStart = headLength + 2;
  const [high = 0, low = 0] = bytes.subarray(headLength, textStart);
  const end = textStart + high * 256 + low;
  try {
    const text = Buffer.from(bytes.subarray(textStart, end)).toString('utf8');
    return [wayForm.parse(JSON.parse(text)), end];
  } catch {
    throw new KeystoreDamaged();
  }
}

/** Without opening: what the key to it must be come by with, and enough to notice that somebody else wrote. */
export function inspectKeystore(bytes: Uint8Array): Omit<Head, 'length'> {
  return readHead(bytes);
}

function openBody(bytes: Uint8Array, head: Head, by: Unsealing): Buffer {
  try {
    return decrypt(sealingKey(head.suite, by.unsealKey, by.tenant), {
      nonce: bytes.subarray(nonceStart, headLength),
      aad: bytes.subarray(0, head.length),
      sealed: bytes.subarray(head.length),
    });
  } catch {
    throw new KeystoreDamaged();
  }
}

export function decodeKeystore(bytes: Uint8Array, by: Unsealing): KeystoreContent {
  const head = readHead(bytes);
  const body = openBody(bytes, head, by);
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
  return { generation: head.generation, keys };
}
