// HMAC in both suites and the one derivation made from it: SP 800-108 counter mode, one block, because one HMAC costs
// a fifth of hkdfSync and every key here is at most 256 bits (SECURITY 0.6, 4.1).
import { createHmac, hash } from 'node:crypto';
import { takeKey, type SecretKey } from './key.ts';
import { encodeParts, type Part } from './parts.ts';
import type { Suite } from './suite.ts';

export const macLength = 32;

export function mac(suite: Suite, key: SecretKey, message: Uint8Array | string): Buffer {
  return createHmac(suite.digest, key).update(message).digest();
}

/** The suite's own hash, for ciphertext and other public bytes. */
export function digest(suite: Suite, bytes: Uint8Array): Buffer {
  return hash(suite.digest, bytes, 'buffer');
}

export interface Derivation {
  /** `shouxin/.../v1`: what the derived key is for. */
  readonly label: string;
  readonly context: readonly Part[];
  /** Length of the derived key; the cipher's own by default. It is bound, so the two lengths never share bytes. */
  readonly length?: 16 | 32;
}

/** K = HMAC(key, [1]u32 | label | 0x00 | parts(context) | [bits]u32), leftmost bytes (SP 800-108r1 4.1, r = L = 32). */
export function deriveKey(suite: Suite, key: SecretKey, it: Derivation): SecretKey {
  const length = it.length ?? suite.keyBytes;
  const context = encodeParts(it.context);
  const labelLength = Buffer.byteLength(it.label);
  const input = Buffer.allocUnsafe(4 + labelLength + 1 + context.length + 4);
  input.writeUInt32BE(1, 0);
  input.write(it.label, 4);
  input[4 + labelLength] = 0;
  input.set(context, 5 + labelLength);
  input.writeUInt32BE(length * 8, input.length - 4);
  const block = mac(suite, key, input);
  const derived = takeKey(block.subarray(0, length));
  block.fill(0);
  return derived;
}
