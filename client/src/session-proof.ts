// Binds a session to this browser or program (decision 0029): agrees on a key with the server at sign-in, which WebCrypto keeps and gives
// to no script, and makes the proof that every request shows. Where the platform has no WebCrypto (a page without TLS that is not
// localhost) nothing is agreed, and the server keeps such a session short.
import {
  proofDigest,
  proofHeader,
  proofInfo,
  proofKeyBytes,
  proofText,
  proofValue,
} from '@shouxin/contract';
import type { RefusedCall } from './refused-call.ts';

/** What is kept between pages: a key that cannot be taken out. */
export interface HeldProof {
  /** Of the agreement; tells one session's key from another's. */
  readonly id: string;
  readonly key: CryptoKey;
  /** Clock of the server less that of this machine. */
  readonly offsetMs: number;
}

export interface ProofKeeper {
  readonly load: () => Promise<HeldProof | undefined>;
  readonly keep: (held: HeldProof | undefined) => Promise<void>;
}

export interface Agreeing {
  /** Sent at sign-in. */
  readonly proofKey: string;
  /** With what the server answered: its half, and when it was. */
  readonly agree: (serverKey: string, serverTime: string) => Promise<void>;
}

export interface SessionProofs {
  readonly begin: () => Promise<Agreeing | undefined>;
  /** Headers of one request; none while nothing is agreed. */
  readonly headers: (method: string, path: string) => Promise<Record<string, string>>;
  /** Whether a request that was refused is worth sending again. */
  readonly isMended: (refused: RefusedCall) => Promise<boolean>;
  readonly forget: () => Promise<void>;
}

export interface ProofOptions {
  readonly keeper?: ProofKeeper;
  readonly now?: () => number;
}

const curve = { name: 'ECDH', namedCurve: 'P-256' } as const;
const nonceBytes = 12;
/** Resolves what is relative and escapes as `fetch` will. */
const anyOrigin = 'http://localhost';

export function createSessionProofs({
  keeper = inMemory(),
  now = Date.now,
}: ProofOptions = {}): SessionProofs {
  let loading: Promise<HeldProof | undefined> | undefined;
  const held = () => (loading ??= keeper.load());
  const keep = async (it: HeldProof | undefined) => {
    loading = Promise.resolve(it);
    await keeper.keep(it);
  };
  return {
    async begin() {
      if (!hasWebCrypto()) return undefined;
      const own = await crypto.subtle.generateKey(curve, false, ['deriveKey']);
      const proofKey = toBase64Url(await crypto.subtle.exportKey('raw', own.publicKey));
      // The server says when it began to answer, which is nearer to now than to when the answer is here.
      const sentAt = now();
      return {
        proofKey,
        agree: async (serverKey, serverTime) => {
          const key = await derive(own.privateKey, { proofKey, serverKey });
          await keep({ id: proofKey, key, offsetMs: Date.parse(serverTime) - sentAt });
        },
      };
    },
    async headers(method, path): Promise<Record<string, string>> {
      const it = await held();
      if (!it) return {};
      const url = new URL(path, anyOrigin);
      const parts = {
        method,
        target: url.pathname + url.search,
        at: Math.round(now() + it.offsetMs),
        nonce: toBase64Url(crypto.getRandomValues(new Uint8Array(nonceBytes)).buffer),
      };
      const text = new TextEncoder().encode(proofText(parts));
      const mac = toBase64Url(await crypto.subtle.sign('HMAC', it.key, text));
      return { [proofHeader]: proofValue(parts, mac) };
    },
    async isMended({ code, more }) {
      const before = await held();
      const serverNow = more.facts?.['now'];
      if (code === 'identity.proof-stale' && before && typeof serverNow === 'number') {
        await keep({ ...before, offsetMs: serverNow - now() });
        return true;
      }
      if (code !== 'identity.proof-required') return false;
      // Another page of this browser may have signed in since: then its key is the one.
      loading = keeper.load();
      const after = await held();
      return after !== undefined && after.id !== before?.id;
    },
    forget: () => keep(undefined),
  };
}

function inMemory(): ProofKeeper {
  let held: HeldProof | undefined;
  return {
    load: async () => held,
    keep: async (it) => void (held = it),
  };
}

/** Browsers give it to pages by TLS and to localhost alone. */
function hasWebCrypto(): boolean {
  const given: { subtle?: unknown } = crypto;
  return given.subtle !== undefined;
}

async function derive(
  own: CryptoKey,
  { proofKey, serverKey }: { readonly proofKey: string; readonly serverKey: string },
): Promise<CryptoKey> {
  const theirs = await crypto.subtle.importKey('raw', fromBase64Url(serverKey), curve, false, []);
  const agreement = { name: 'ECDH', public: theirs };
  const secret = await crypto.subtle.deriveKey(agreement, own, 'HKDF', false, ['deriveKey']);
  const info = new TextEncoder().encode(proofInfo(proofKey, serverKey));
  const derivation = { name: 'HKDF', hash: proofDigest, salt: new Uint8Array(), info };
  const mac = { name: 'HMAC', hash: proofDigest, length: proofKeyBytes * 8 };
  return crypto.subtle.deriveKey(derivation, secret, mac, false, ['sign']);
}

function toBase64Url(bytes: ArrayBufferLike): string {
  const text = String.fromCodePoint(...new Uint8Array(bytes));
  return btoa(text).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

function fromBase64Url(text: string): Uint8Array<ArrayBuffer> {
  const signs = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(signs, (sign) => sign.codePointAt(0) ?? 0);
}
