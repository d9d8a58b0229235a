// How a session is bound to the browser or program that signed in (decision 0029, SECURITY threat 14): both sides agree on a key at
// sign-in that never travels, and every request shows a MAC of what it asks. A stolen cookie alone is refused at once.

/** Header of the proof: `v1.TIME.NONCE.MAC`. */
export const proofHeader = 'shouxin-proof';
/** Digest of the MAC and of the derivation, in the spelling of WebCrypto. */
export const proofDigest = 'SHA-256';
export const proofKeyBytes = 32;

export interface ProofParts {
  readonly method: string;
  /** Path and query, as they are sent. */
  readonly target: string;
  /** Milliseconds since 1970 by the clock of the server. */
  readonly at: number;
  /** 12 random bytes, base64url; each proof is accepted once. */
  readonly nonce: string;
}

/** What the MAC is over. No part can hold a line feed, so no two proofs share a text. */
export function proofText({ method, target, at, nonce }: ProofParts): string {
  return ['shouxin/session-proof/v1', method, target, String(at), nonce].join('\n');
}

/** What the agreed secret is bound to (HKDF `info`): both public keys, base64url of the uncompressed points. */
export function proofInfo(callerKey: string, serverKey: string): string {
  return ['shouxin/session-proof/key/v1', callerKey, serverKey].join('\n');
}

export function proofValue({ at, nonce }: ProofParts, mac: string): string {
  return `v1.${at}.${nonce}.${mac}`;
}

const form = /^v1\.(\d{13})\.([A-Za-z0-9_-]{16})\.([A-Za-z0-9_-]{43})$/;

export interface ShownProof {
  readonly at: number;
  readonly nonce: string;
  readonly mac: string;
}

export function readProof(header: string): ShownProof | undefined {
  const [, at, nonce, mac] = form.exec(header) ?? [];
  if (at === undefined || nonce === undefined || mac === undefined) return undefined;
  return { at: Number(at), nonce, mac };
}

/** Part of the closed table in refusals.ts. */
export const sessionRefusals = {
  'identity.proof-required': [
    401,
    '登录状态只在登录时所用的浏览器或程序中有效，请重新登录',
    'A session serves only the browser or program that signed in; sign in again',
  ],
  'identity.proof-stale': [
    428,
    '会话凭证已过时或已用过，请重新出示',
    'The proof of the session is too old or was used; make another',
  ],
} as const;
