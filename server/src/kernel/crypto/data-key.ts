// A data key in the hands of the program: derives keys and identifiers, never shows its bytes, and ends after at most a
// minute, so that destroying what wraps it takes effect in known time (SECURITY 4.1, threats 13 and 28).
import { kidLength, type EnvelopeKey } from './envelope.ts';
import type { SecretKey } from './key.ts';
import { deriveKey, mac, type Derivation } from './mac.ts';
import { suites, type Suite } from './suite.ts';

export const kidLabel = 'shouxin/kid/v1';
const suiteLabel = 'shouxin/suite/v1';

/** Names a key and commits to it: no other key gives the same sixteen bytes. */
export function kidOf(suite: Suite, key: SecretKey): Buffer {
  return mac(suite, key, kidLabel).subarray(0, kidLength);
}

export class LeaseEnded extends Error {
  constructor() {
    super('the lease of a key has ended');
    this.name = 'LeaseEnded';
  }
}

export class DataKey {
  readonly suite: Suite;
  readonly kid: Buffer;
  /** On the monotonic clock of performance.now(). */
  readonly endsAt: number;
  readonly #key: SecretKey;
  readonly #derived = new Map<string, SecretKey>();
  readonly #others = new Map<Suite, DataKey>();

  constructor(suite: Suite, key: SecretKey, endsAt: number) {
    this.suite = suite;
    this.kid = kidOf(suite, key);
    this.endsAt = endsAt;
    this.#key = key;
  }

  /**
   * The key that is derived from this one for another suite: with an identifier of its own, under the same lease, and gone with
   * this one. Deriving keeps each key to one suite; storing one for each would give every subject twice as many.
   */
  inSuite(suite: Suite): DataKey {
    if (suite === this.suite) return this;
    const known = this.#others.get(suite);
    if (known) return known;
    const derived = { label: suiteLabel, context: [Buffer.of(suite.id)], length: 32 } as const;
    const made = new DataKey(suite, deriveKey(this.suite, this.#lent(), derived), this.endsAt);
    this.#others.set(suite, made);
    return made;
  }

  /** This key, or the one derived from it, that has this identifier. */
  withKid(kid: Uint8Array): DataKey | undefined {
    if (this.kid.equals(kid)) return this;
    return Object.values(suites)
      .map((suite) => this.inSuite(suite))
      .find((key) => key.kid.equals(kid));
  }

  #lent(): SecretKey {
    if (performance.now() >= this.endsAt) throw new LeaseEnded();
    return this.#key;
  }

  /** A key for one purpose and place, with the identifier of the key it comes from. */
  envelopeKey(it: Derivation): EnvelopeKey {
    return { suite: this.suite, kid: this.kid, key: deriveKey(this.suite, this.#lent(), it) };
  }

  /** A 256-bit MAC key for one purpose, derived once per lease. */
  macKey(label: string): SecretKey {
    const key = this.#lent();
    const known = this.#derived.get(label);
    if (known) return known;
    const made = deriveKey(this.suite, key, { label, context: [], length: 32 });
    this.#derived.set(label, made);
    return made;
  }

  /** A public name that only this key gives and that dies with it. */
  identify(label: string, length: number): Buffer {
    return mac(this.suite, this.#lent(), label).subarray(0, length);
  }
}
