// Comparison that takes as long for a near miss as for a far one. Text secrets are hashed first, so that neither length
// nor position leaks and a different length does not throw (SECURITY 5, pitfall 18).
import { hash, timingSafeEqual } from 'node:crypto';

/** For tags and identifiers, whose length is public. */
export function isSameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}

/** For tokens, codes and other secrets of any length. */
export function isSameSecret(a: string, b: string): boolean {
  return timingSafeEqual(hash('sha256', a, 'buffer'), hash('sha256', b, 'buffer'));
}
