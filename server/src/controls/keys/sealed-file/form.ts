// The bytes of the sealed key store:
//   "SHOUXIN-KEYSTORE" | format=1 | suite | generation u64 | nonce(12) | AEAD( length u32 | JSON of descriptions | material )
// Everything before the ciphertext is authenticated. Material never passes through a JavaScript string: strings cannot
// be wiped and show in a heap snapshot (SECURITY pitfall 15).
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
  use: z.enum(['wrap', 'mac', 'sign']),
  suite: z.union([z.literal(1), z.literal(2)]),
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
