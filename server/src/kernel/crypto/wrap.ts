// A key sealed under another key, bound to its context:
//   0xC2 | format=1 | suite | nonce(12) | ciphertext | tag(16)
// A wrap does not commit to the wrapped key by itself: whoever unwraps compares the kid.
import { decrypt, encrypt, NotAuthentic, nonceLength, tagLength, type AeadKey } from './aead.ts';
import { exportKey, takeKey, type SecretKey } from './key.ts';
import { encodeParts, type Part } from './parts.ts';
import { takeNonce } from './random.ts';
import type { SuiteId } from './suite.ts';

const magic = 0xc2;
const format = 1;
const nonceStart = 3;
const headerLength = nonceStart + nonceLength;

export function wrapKey(by: AeadKey, key: SecretKey, context: readonly Part[]): Buffer {
  const nonce = takeNonce();
  const text = exportKey(key);
  const wrapped = encrypt(by, { nonce, aad: encodeParts(context), text }, headerLength);
  wrapped.set([magic, format, by.suite.id]);
  wrapped.set(nonce, nonceStart);
  text.fill(0);
  return wrapped;
}

export function unwrapKey(by: AeadKey, wrapped: Uint8Array, context: readonly Part[]): SecretKey {
  const { nonce, sealed } = openFrame(by.suite.id, wrapped);
  return takeKey(decrypt(by, { nonce, aad: encodeParts(context), sealed }));
}

export interface Framed {
  readonly nonce: Uint8Array;
  /** ciphertext | tag(16) */
  readonly sealed: Uint8Array;
}

/** The same form for a provider that encrypts where this program cannot see. */
export function frameWrap(suite: SuiteId, { nonce, sealed }: Framed): Buffer {
  return Buffer.concat([Buffer.of(magic, format, suite), nonce, sealed]);
}

export function openFrame(suite: SuiteId, wrapped: Uint8Array): Framed {
  const isWhole = wrapped.length > headerLength + tagLength;
  if (!isWhole || wrapped[0] !== magic || wrapped[1] !== format || wrapped[2] !== suite) {
    throw new NotAuthentic();
  }
  return {
    nonce: wrapped.subarray(nonceStart, headerLength),
    sealed: wrapped.subarray(headerLength),
  };
}
