// Authenticated encryption with the two traps of node:crypto closed: the tag is always 16 bytes, and no plaintext byte
// is returned before final() has checked the tag (SECURITY 5, pitfalls 1 and 2). One error says nothing but "no".
import { createCipheriv, createDecipheriv, type CipherGCMTypes } from 'node:crypto';
import type { SecretKey } from './key.ts';
import type { Suite } from './suite.ts';

export const nonceLength = 12;
export const tagLength = 16;

const options = { authTagLength: tagLength };

/** @types/node does not know SM4-GCM yet; the self-test proves at start that OpenSSL does. */
const gcm = (suite: Suite): CipherGCMTypes => suite.cipher as CipherGCMTypes;

/** Wrong key, wrong context or changed bytes: the three are not told apart, and no detail is carried. */
export class NotAuthentic extends Error {
  constructor() {
    super('ciphertext is not authentic');
    this.name = 'NotAuthentic';
  }
}

export interface AeadKey {
  readonly suite: Suite;
  readonly key: SecretKey;
}

export interface ToEncrypt {
  readonly nonce: Uint8Array;
  readonly aad: Uint8Array;
  readonly text: Uint8Array;
}

/**
 * head | ciphertext | tag(16), where the caller fills the head, so that one copy builds the whole message. The nonce must
 * come from takeNonce() or be unique under the key by construction.
 */
export function encrypt(by: AeadKey, it: ToEncrypt, headLength = 0): Buffer {
  const cipher = createCipheriv(gcm(by.suite), by.key, it.nonce, options);
  cipher.setAAD(it.aad);
  const body = cipher.update(it.text);
  cipher.final();
  const out = Buffer.allocUnsafe(headLength + body.length + tagLength);
  out.set(body, headLength);
  out.set(cipher.getAuthTag(), headLength + body.length);
  return out;
}

export interface ToDecrypt {
  readonly nonce: Uint8Array;
  readonly aad: Uint8Array;
  /** ciphertext | tag(16) */
  readonly sealed: Uint8Array;
}

export function decrypt(by: AeadKey, it: ToDecrypt): Buffer {
  const end = it.sealed.length - tagLength;
  if (end < 0 || it.nonce.length !== nonceLength) throw new NotAuthentic();
  const decipher = createDecipheriv(gcm(by.suite), by.key, it.nonce, options);
  decipher.setAuthTag(it.sealed.subarray(end));
  decipher.setAAD(it.aad);
  const text = decipher.update(it.sealed.subarray(0, end));
  try {
    decipher.final();
  } catch {
    text.fill(0);
    throw new NotAuthentic();
  }
  return text;
}
