// A key sealed under another key, bound to its context:
//   0xC2 | format=1 | suite | nonce(12) | ciphertext | tag(16)
// A wrap does not commit to the wrapped key by itself: whoever unwraps compares the kid.
import { decrypt, encrypt, NotAuthentic, nonceLength, type AeadKey } from './aead.ts';
import { exportKey, takeKey, type SecretKey } from './key.ts';
import { encodeParts, type Part } from './parts.ts';
import { takeNonce } from './random.ts';

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
  if (wrapped[0] !== magic || wrapped[1] !== format || wrapped[2] !== by.suite.id) {
    throw new NotAuthentic();
  }
  const nonce = wrapped.subarray(nonceStart, headerLength);
  const sealed = wrapped.subarray(headerLength);
  return takeKey(decrypt(by, { nonce, aad: encodeParts(context), sealed }));
}
