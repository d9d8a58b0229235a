// A session serves only who signed in (decision 0029, SECURITY threat 14): each request shows a MAC of itself under the key agreed at
// sign-in. A proof is good once and for a minute. Whoever has the cookie alone, or a request that was sent before, gets nothing.
import {
  proofInfo,
  proofKeyBytes,
  proofText,
  readProof,
  Refusal,
  refuse,
  type ShownProof,
} from '@shouxin/contract';
import type { Clock } from '../../../kernel/clock.ts';
import {
  agree,
  isSameBytes,
  mac,
  sealKey,
  suiteOf,
  takeKey,
  type Agreed,
  type SecretKey,
  type SecretSealer,
} from '../../../kernel/crypto/index.ts';
import type { SessionRow } from './store.ts';

/** What the door saw of one request. */
export interface Shown {
  readonly method: string;
  /** Path and query, as they came. */
  readonly target: string;
  /** The header; empty when there was none. */
  readonly proof: string;
}

type Bound = Pick<SessionRow, 'token_hash' | 'proof_sealed'>;

export interface ProofParts {
  readonly secrets: SecretSealer;
  readonly clock: Clock;
  /** How old a proof may be. */
  readonly seconds: () => number;
}

/** Opened keys that are kept; who is not among them is opened again. */
const keptMax = 20_000;
/** `proofDigest`: what browsers have, whatever seals customers. */
const suite = suiteOf(1);

const nameOf = (tokenHash: Uint8Array): string =>
  `session-proof/${Buffer.from(tokenHash).toString('base64url')}`;

/** Agrees with who signs in; nothing when they offered no key. */
export function agreeOn(proofKey: string | undefined): Agreed | undefined {
  if (proofKey === undefined) return undefined;
  const agreed = agree({ theirs: proofKey, bytes: proofKeyBytes, info: proofInfo });
  return agreed ?? refuse('input.invalid');
}

/** As it is stored with the session. */
export async function sealProofKey(
  secrets: SecretSealer,
  tokenHash: Uint8Array,
  agreed: Agreed | undefined,
): Promise<Buffer | null> {
  return agreed ? sealKey(secrets, nameOf(tokenHash), agreed.key) : null;
}

export function createProofs({ secrets, clock, seconds }: ProofParts) {
  const keys = new Map<string, Promise<SecretKey>>();
  const isFirst = createOnce(() => 2 * seconds() * 1000);
  // What was shown to an earlier process is not known here: proofs from before are asked for again.
  const openedAt = clock.now().getTime();

  const keyOf = (name: string, sealed: Uint8Array): Promise<SecretKey> => {
    const kept = keys.get(name);
    if (kept) return kept;
    const key = secrets.open(name, sealed).then((bytes) => takeKey(bytes));
    key.catch(() => keys.delete(name));
    if (keys.size >= keptMax) keys.delete(keys.keys().next().value ?? '');
    keys.set(name, key);
    return key;
  };

  /** Why this request is not from who signed in; undefined when it is, or when nothing was agreed. */
  return async (session: Bound, shown: Shown | undefined): Promise<Refusal | undefined> => {
    if (session.proof_sealed === null) return undefined;
    const proof = readProof(shown?.proof ?? '');
    if (!shown || !proof) return new Refusal('identity.proof-required');
    const name = nameOf(session.token_hash);
    const key = await keyOf(name, session.proof_sealed);
    if (!isMadeWith(key, shown, proof)) return new Refusal('identity.proof-required');
    const now = clock.now().getTime();
    const isFresh = Math.abs(now - proof.at) <= seconds() * 1000 && proof.at >= openedAt;
    if (isFresh && isFirst(proof.nonce, now)) return undefined;
    return new Refusal('identity.proof-stale', { facts: { now } });
  };
}

function isMadeWith(
  key: SecretKey,
  { method, target }: Shown,
  { at, nonce, mac: shown }: ShownProof,
) {
  const expected = mac(suite, key, proofText({ method, target, at, nonce }));
  return isSameBytes(expected, Buffer.from(shown, 'base64url'));
}

/** Remembers what was seen for at least so long; two generations, so that nothing has to be looked through. */
function createOnce(keepMs: () => number): (what: string, now: number) => boolean {
  let [young, old] = [new Set<string>(), new Set<string>()];
  let turnedAt = 0;
  return (what, now) => {
    if (Math.abs(now - turnedAt) > keepMs()) {
      [young, old] = [new Set(), young];
      turnedAt = now;
    }
    if (young.has(what) || old.has(what)) return false;
    young.add(what);
    return true;
  };
}
