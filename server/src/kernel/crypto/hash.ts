// Unkeyed hashes, for public structure only (log leaves, file digests). An unkeyed hash of a customer's identifier is a
// leak (SECURITY, PCI DSS 3.5.1.1): fingerprints and commitments are made elsewhere, with a key or a salt.
import { createHash, hash } from 'node:crypto';

export function sha256(bytes: Uint8Array): Uint8Array {
  return hash('sha256', bytes, 'buffer');
}

/** GB/T 32905, for the second tree of the log. */
export function sm3(bytes: Uint8Array): Uint8Array {
  return hash('sm3', bytes, 'buffer');
}

export interface RunningHash {
  update(bytes: Uint8Array): void;
  digest(): Uint8Array;
}

/** SHA-256 over a stream that does not fit in memory. */
export function runningSha256(): RunningHash {
  const state = createHash('sha256');
  return { update: (bytes) => void state.update(bytes), digest: () => state.digest() };
}
