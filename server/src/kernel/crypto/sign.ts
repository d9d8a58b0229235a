// Ed25519 (RFC 8032) over raw keys: 32-byte seed, 32-byte public key, 64-byte signature. The seed comes from the key
// provider and becomes a KeyObject at once; nothing here prints or returns it.
import { createPrivateKey, createPublicKey, sign, verify, type KeyObject } from 'node:crypto';

/** DER of an Ed25519 private (RFC 8410 PKCS#8) and public key (SPKI) up to the raw 32 bytes. */
const pkcs8 = Buffer.from('302e020100300506032b657004220420', 'hex');
const spki = Buffer.from('302a300506032b6570032100', 'hex');
const keyBytes = 32;

/** Whoever can sign checkpoints; an HSM signs asynchronously. */
export interface Signer {
  readonly publicKey: Uint8Array;
  sign(bytes: Uint8Array): Uint8Array | Promise<Uint8Array>;
}

export function signerFromSeed(seed: Uint8Array): Signer {
  if (seed.length !== keyBytes) throw new RangeError('An Ed25519 seed has 32 bytes');
  const der = Buffer.concat([pkcs8, seed]);
  const key = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  der.fill(0);
  const exported = createPublicKey(key).export({ format: 'der', type: 'spki' });
  return {
    publicKey: new Uint8Array(exported.subarray(spki.length)),
    sign: (bytes) => sign(null, bytes, key),
  };
}

export function publicKeyFrom(raw: Uint8Array): KeyObject {
  if (raw.length !== keyBytes) throw new RangeError('An Ed25519 public key has 32 bytes');
  return createPublicKey({ key: Buffer.concat([spki, raw]), format: 'der', type: 'spki' });
}

export function isSignedBy(key: KeyObject, bytes: Uint8Array, signature: Uint8Array): boolean {
  return signature.length === 64 && verify(null, bytes, key, signature);
}
