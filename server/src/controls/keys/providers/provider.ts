// What a key provider must give, whatever stands behind it: a sealed file, a PKCS#11 token, a transit store (SECURITY 4.7).
// Keys are named, never handed out; each is made for one use and one context, and every call states its context.
import type { Part, SecretKey, SuiteId } from '../../../kernel/crypto/index.ts';

/** After NIST SP 800-57 part 1 rev. 5, section 7: a key no longer active may still open, a destroyed one never comes back. */
export const keyStates = [
  'pre-active',
  'active',
  'deactivated',
  'compromised',
  'destroyed',
] as const;
export type KeyState = (typeof keyStates)[number];

interface StateRule {
  /** May seal, wrap, sign. */
  readonly mayProtect: boolean;
  /** May open, unwrap, find. */
  readonly mayProcess: boolean;
  readonly next: readonly KeyState[];
}

const rules: Readonly<Record<KeyState, StateRule>> = {
  'pre-active': {
    mayProtect: false,
    mayProcess: false,
    next: ['active', 'compromised', 'destroyed'],
  },
  active: { mayProtect: true, mayProcess: true, next: ['deactivated', 'compromised', 'destroyed'] },
  deactivated: { mayProtect: false, mayProcess: true, next: ['compromised', 'destroyed'] },
  compromised: { mayProtect: false, mayProcess: true, next: ['destroyed'] },
  destroyed: { mayProtect: false, mayProcess: false, next: [] },
};

export const mayProtect = (state: KeyState): boolean => rules[state].mayProtect;
export const mayProcess = (state: KeyState): boolean => rules[state].mayProcess;
export const mayBecome = (from: KeyState, to: KeyState): boolean => rules[from].next.includes(to);

/** `sign` is Ed25519, `sign-sm2` SM2 (GB/T 32918): which one is a property of the key, not of the call. */
export type KeyUse = 'wrap' | 'mac' | 'sign' | 'sign-sm2';

/** First part: the `shouxin/.../v1` label the key was made for; the rest: the place. Bound into wraps and MACs. */
export type KeyContext = readonly [label: string, ...place: Part[]];

export interface KeySpec {
  /** `bucket/017`, `index/mobile`, `log/2026-11`: generating the same name again makes its next version. */
  readonly name: string;
  readonly use: KeyUse;
  readonly suite: SuiteId;
  /** The only first part of a context that the key accepts. */
  readonly label: string;
  /** Of the data keys that are derived from it, where the provider's own suite is not the institution's. */
  readonly dataSuite?: SuiteId;
}

export interface KeyDescription extends KeySpec {
  /** `name#version` */
  readonly id: string;
  readonly version: number;
  readonly state: KeyState;
  readonly createdAt: string;
  readonly changedAt: string;
  /** Of a signing key, hex: 32 bytes (Ed25519), or 04 and two coordinates (SM2). */
  readonly publicKey?: string;
}

/** What the provider says about a destruction; goes into the certificate. */
export interface Destruction {
  readonly id: string;
  readonly destroyedAt: string;
  /** The store's generation from which on the key is no more. */
  readonly generation: number;
  readonly provider: string;
}

export interface ProviderHealth {
  readonly provider: string;
  readonly isReady: boolean;
  /** Counts every change of the store and never goes back. */
  readonly generation: number;
  /** By what it was opened at start, as a token for the log: never a secret. */
  readonly openedBy: string;
}

export interface KeyProvider {
  /** The suites its own keys can be made for, the preferred one first; customer keys and what they seal are of any. */
  readonly suites: readonly [SuiteId, ...SuiteId[]];
  /** All or none; durable when it returns. */
  generate(specs: readonly KeySpec[]): Promise<KeyDescription[]>;
  wrap(id: string, key: SecretKey, context: KeyContext): Promise<Buffer>;
  unwrap(id: string, wrapped: Uint8Array, context: KeyContext): Promise<SecretKey>;
  mac(id: string, message: Uint8Array, context: KeyContext): Promise<Buffer>;
  /** A plain signature over `message`, Ed25519 or SM2 with the default user id; the context is checked, not signed. */
  sign(id: string, message: Uint8Array, context: KeyContext): Promise<Uint8Array>;
  transition(id: string, to: KeyState): Promise<KeyDescription>;
  /** Durable when it returns; the name and its history stay, the material does not. */
  destroy(id: string): Promise<Destruction>;
  describe(): Promise<readonly KeyDescription[]>;
  health(): Promise<ProviderHealth>;
  /** Where something outside must be let go. */
  close?(): Promise<void>;
}

export type KeyProblem =
  | 'unknown'
  | 'wrong-use'
  | 'wrong-context'
  | 'wrong-state'
  | 'not-authentic'
  | 'destroyed'
  /** The provider has no keys of this suite. */
  | 'wrong-suite'
  /** The provider does not answer or does not permit it: nothing was decided about the key, and trying again may help. */
  | 'unavailable';

/** A key was asked for something it does not do. Carries the kind of problem, never a name of a person or a byte. */
export class KeyRefused extends Error {
  readonly problem: KeyProblem;

  constructor(problem: KeyProblem) {
    super(`key refused: ${problem}`);
    this.name = 'KeyRefused';
    this.problem = problem;
  }
}

/** The key is no more, and with it what it sealed: by order, not by accident. */
export function isKeyDestroyed(error: unknown): boolean {
  return error instanceof KeyRefused && error.problem === 'destroyed';
}

/** The provider does not answer: nothing was decided, and trying again may help. */
export function isKeyOutage(error: unknown): boolean {
  return error instanceof KeyRefused && error.problem === 'unavailable';
}
