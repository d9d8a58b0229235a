// Randomness from the operating system. Nonces come from a pool because one system call per field halves the rate; a
// pool is never refilled in place, so a nonce handed out can never change or be handed out twice (SECURITY 5, pitfall 3).
import { randomBytes as systemBytes, randomInt } from 'node:crypto';
import { nonceLength } from './aead.ts';

const poolLength = nonceLength * 340;

let pool = Buffer.alloc(0);
let used = 0;

/** 96 bits that were never given out before in this process. */
export function takeNonce(): Buffer {
  if (used === pool.length) {
    pool = systemBytes(poolLength);
    used = 0;
  }
  const nonce = pool.subarray(used, used + nonceLength);
  used += nonceLength;
  return nonce;
}

export function randomBytes(length: number): Buffer {
  return systemBytes(length);
}

/** A whole number from 0 to `below` - 1, without bias. */
export function randomBelow(below: number): number {
  return randomInt(below);
}

/** A bearer token of 256 bits, URL-safe. */
export function randomToken(): string {
  return systemBytes(32).toString('base64url');
}
