// A key that two sides agree on in public and nobody else learns: ECDH on P-256 and HKDF-SHA-256, because that is what every browser has
// with keys that no script can take out. The own half lives for one call.
import { createECDH, hkdfSync } from 'node:crypto';
import { takeKey, type SecretKey } from './key.ts';

export interface Agreed {
  /** The own half, as the other side needs it: the uncompressed point, base64url. */
  readonly publicKey: string;
  readonly key: SecretKey;
}

export interface Agreement {
  /** The other half, in the same form. */
  readonly theirs: string;
  readonly bytes: number;
  /** HKDF `info`, which binds both halves: theirs, ours. */
  readonly info: (theirs: string, ours: string) => string;
}

/** Undefined: what was given is no point of the curve. */
export function agree({ theirs, bytes, info }: Agreement): Agreed | undefined {
  const own = createECDH('prime256v1');
  const publicKey = own.generateKeys('base64url');
  try {
    const secret = own.computeSecret(theirs, 'base64url');
    const derived = hkdfSync('sha256', secret, new Uint8Array(), info(theirs, publicKey), bytes);
    secret.fill(0);
    return { publicKey, key: takeKey(new Uint8Array(derived)) };
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ERR_CRYPTO_ECDH_INVALID_PUBLIC_KEY')
      return undefined;
    throw error;
  }
}
