// One-time codes by the clock (RFC 6238: 6 digits, 30 s, HMAC-SHA-1 as every authenticator has it). A step of the clock
// identifies a code; the ledger of used steps makes each acceptable once.
import { Secret, TOTP } from 'otpauth';
import { randomBytes } from '../../kernel/crypto/index.ts';

const stepMs = 30_000;
function secretOf(bytes: Uint8Array): Secret {
  return new Secret({ buffer: Uint8Array.from(bytes).buffer });
}

/** The step a code belongs to, or undefined when it fits none of the window: a phone's clock may be a step off. */
export function stepOf(
  secret: Uint8Array,
  code: string,
  { at, window }: { at: Date; window: number },
): number | undefined {
  const timestamp = at.getTime();
  const delta = TOTP.validate({ secret: secretOf(secret), token: code, timestamp, window });
  return delta === null ? undefined : TOTP.counter({ timestamp }) + delta;
}

/** Seconds until a code of a later step than this one is shown. */
export function secondsUntilNext(step: number, at: Date): number {
  return Math.max(1, Math.ceil(((step + 1) * stepMs - at.getTime()) / 1000));
}

/** 160 bits, as RFC 4226 recommends. */
export function newTotpSecret(): Buffer {
  return randomBytes(20);
}

export function totpSecretFrom(base32: string): Uint8Array {
  return Secret.fromBase32(base32).bytes;
}

/** What an authenticator scans. */
export function totpUri(account: string, secret: Uint8Array): string {
  return new TOTP({ issuer: 'Shouxin', label: account, secret: secretOf(secret) }).toString();
}
