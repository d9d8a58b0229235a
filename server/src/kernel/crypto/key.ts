// Keys travel as opaque handles: a SecretKey prints as `SecretKeyObject {}`, serialises to `{}` and gives up its bytes
// only to `exportKey`, which the sealed key store alone calls (SECURITY threat 13).
import { createSecretKey, randomBytes, type KeyObject } from 'node:crypto';

export type SecretKey = KeyObject;

/** Takes ownership of `bytes`: the caller's copy is wiped. */
export function takeKey(bytes: Uint8Array): SecretKey {
  const key = createSecretKey(bytes);
  bytes.fill(0);
  return key;
}

export function newKey(length: 16 | 32 = 32): SecretKey {
  return takeKey(randomBytes(length));
}

/** The bytes of a key, for a key store or a wrap; wipe them after use with `fill(0)`. */
export function exportKey(key: SecretKey): Buffer {
  return key.export();
}
