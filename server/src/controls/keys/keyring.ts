// The keyring: the program's only way to any key. Customer keys and the keys of the log and of system secrets are leased;
// fingerprints and signatures are made inside the provider, whose keys never come out.
import {
  DataKey,
  encodeParts,
  Leases,
  suiteOf,
  takeKey,
  type EnvelopeKey,
  type LeaseLimits,
  type Part,
  type Signer,
  type SuiteId,
} from '../../kernel/crypto/index.ts';
import type { Tx } from '../../kernel/database.ts';
import {
  findKeySets,
  firstOf,
  makeKeys,
  keyWithKid,
  nameOf,
  sealingKeys,
  type CustomerKeyParts,
  type KeySet,
} from './customer-keys.ts';
import type { GradeSuites } from './grade-suites.ts';
import { bucketName, kinds, logName, specOf, type IndexName, type KeyKind } from './hierarchy.ts';
import { KeyRefused, type KeyContext, type KeyDescription } from './providers/provider.ts';
import type { ProviderKeys } from './providers/provider-keys.ts';
import type { Wanted } from './store.ts';

/** The class whose key names a subject in the audit log: the one that is kept longest for every customer. */
export const trailClass = 'A10';
const trailLabel = 'shouxin/trail/v1';
const trailLength = 16;

/** The pseudonym that a subject's first key of the trail class gives, whichever of its keys is asked. */
export const trailUnder = (key: DataKey): string =>
  firstOf(key).identify(trailLabel, trailLength).toString('hex');

export interface WantedToOpen extends Wanted {
  readonly kid: Uint8Array;
}

export interface Keyring {
  readonly tenant: string;
  /** What new keys are made for; older ones keep theirs. */
  readonly suite: SuiteId;
  /** What seals values of a grade, where that is not left to the customer's key. */
  readonly gradeSuites: GradeSuites;
  /** The key that seals for each, made where there is none (in `tx`, or in a transaction of its own). */
  sealingKeys(tx: Tx, wanted: readonly Wanted[]): Promise<DataKey[]>;
  /** The very keys that sealed; a key that is not there, or no longer, is refused. */
  openingKeys(tx: Tx, wanted: readonly WantedToOpen[]): Promise<DataKey[]>;
  /** Opaque pseudonym (32 hex) of each subject in the audit log; dies with the subject's key. */
  trailsOf(tx: Tx, subjects: readonly string[]): Promise<string[]>;
  trailOf(tx: Tx, subject: string): Promise<string>;
  /** Of a subject that has just been given its id, within the transaction: no key is looked for. */
  trailOfNew(tx: Tx, subject: string): Promise<string>;
  /** For sealing what concerns no subject; `month` is `YYYY-MM`. */
  logKey(month: string): Promise<DataKey>;
  openingLogKey(month: string, kid: Uint8Array): Promise<DataKey>;
  /** For `createSecretSealer`. */
  secretKey(): Promise<EnvelopeKey>;
  /** One MAC for each readable version of an index key, the one in use first. */
  indexMacs(index: IndexName, parts: readonly Part[]): Promise<{ version: number; tag: Buffer }[]>;
  auditSigner(): Signer;
  /** Of the second signature on checkpoints; absent where the provider has no SM2. */
  sm2AuditSigner(): Signer | undefined;
  /** Ends leases early, for example after a shred. */
  forget(wanted: readonly Wanted[]): void;
}

export interface KeyringParts {
  readonly keys: ProviderKeys;
  readonly gradeSuites: GradeSuites;
  readonly tenant: string;
  readonly suite: SuiteId;
  readonly limits: LeaseLimits;
}

const monthForm = /^\d{4}-(0[1-9]|1[0-2])$/;

export class OpenKeyring implements Keyring {
  readonly tenant: string;
  readonly suite: SuiteId;
  readonly gradeSuites: GradeSuites;
  readonly #keys: ProviderKeys;
  readonly #sets: Leases<KeySet>;
  readonly #own: Leases<DataKey>;
  readonly #customer: CustomerKeyParts;

  constructor({ keys, tenant, suite, gradeSuites, limits }: KeyringParts) {
    this.tenant = tenant;
    this.suite = suite;
    this.gradeSuites = gradeSuites;
    this.#keys = keys;
    this.#sets = new Leases(limits);
    this.#own = new Leases(limits);
    const epochOf = (bucket: number) => keys.active(bucketName(bucket)).version;
    this.#customer = { provider: keys.provider, tenant, suite, leases: this.#sets, epochOf };
  }

  sealingKeys(tx: Tx, wanted: readonly Wanted[]): Promise<DataKey[]> {
    return sealingKeys(this.#customer, tx, wanted);
  }

  async openingKeys(tx: Tx, wanted: readonly WantedToOpen[]): Promise<DataKey[]> {
    const sets = await findKeySets(this.#customer, tx, wanted);
    const find = (it: WantedToOpen) => keyWithKid(sets.get(nameOf(it)), it.kid);
    // A lease may be older than a key: look once more, and only for those.
    const missed = wanted.filter((it) => !find(it));
    if (missed.length > 0) {
      this.forget(missed);
      for (const [name, set] of await findKeySets(this.#customer, tx, missed)) sets.set(name, set);
    }
    return wanted.map((it) => {
      const key = find(it);
      if (!key) throw new KeyRefused(sets.get(nameOf(it))?.isShredded ? 'destroyed' : 'unknown');
      return key;
    });
  }

  async trailsOf(tx: Tx, subjects: readonly string[]): Promise<string[]> {
    const wanted = subjects.map((subject) => ({ subject, class: trailClass }));
    return (await this.sealingKeys(tx, wanted)).map(trailUnder);
  }

  async trailOf(tx: Tx, subject: string): Promise<string> {
    const [trail] = await this.trailsOf(tx, [subject]);
    if (trail === undefined) throw new KeyRefused('unknown');
    return trail;
  }

  async trailOfNew(tx: Tx, subject: string): Promise<string> {
    const wanted = { subject, class: trailClass };
    const key = (await makeKeys(this.#customer, tx, [wanted])).get(nameOf(wanted));
    if (!key) throw new KeyRefused('unknown');
    return trailUnder(key);
  }

  async logKey(month: string): Promise<DataKey> {
    if (!monthForm.test(month)) throw new KeyRefused('unknown');
    return this.#lease(await this.#keys.ensure(specOf('log', logName(month), this.suite)), 'log');
  }

  async openingLogKey(month: string, kid: Uint8Array): Promise<DataKey> {
    for (const description of this.#keys.readable(logName(month))) {
      const key = await this.#lease(description, 'log');
      if (key.kid.equals(kid)) return key;
    }
    throw new KeyRefused('unknown');
  }

  async secretKey(): Promise<EnvelopeKey> {
    const key = await this.#lease(this.#keys.active('secret'), 'secret');
    return key.envelopeKey({ label: kinds.secret.label, context: [] });
  }

  /** A data key that the provider derives from one of its own: leased like a customer key. */
  async #lease(description: KeyDescription, kind: KeyKind): Promise<DataKey> {
    const held = this.#own.get(description.id);
    if (held) return held;
    const context: KeyContext = [kinds[kind].label, this.tenant, description.id];
    const bytes = await this.#keys.provider.mac(description.id, Buffer.from('data-key'), context);
    const suite = suiteOf(description.dataSuite ?? description.suite);
    const key = new DataKey(suite, takeKey(bytes), this.#own.end());
    this.#own.put(description.id, key);
    return key;
  }

  async indexMacs(index: IndexName, parts: readonly Part[]) {
    const message = encodeParts(parts);
    const context: KeyContext = [kinds.index.label, this.tenant, index];
    const { provider } = this.#keys;
    const macs: { version: number; tag: Buffer }[] = [];
    for (const { id, version } of this.#keys.readable(`index/${index}`)) {
      macs.push({ version, tag: await provider.mac(id, message, context) });
    }
    return macs;
  }

  auditSigner(): Signer {
    return this.#signer('audit');
  }

  sm2AuditSigner(): Signer | undefined {
    return this.#keys.readable('audit-sm2').length === 0 ? undefined : this.#signer('audit-sm2');
  }

  #signer(name: 'audit' | 'audit-sm2'): Signer {
    const { id, publicKey } = this.#keys.active(name);
    if (publicKey === undefined) throw new KeyRefused('wrong-use');
    const context: KeyContext = [kinds[name].label, this.tenant];
    return {
      publicKey: new Uint8Array(Buffer.from(publicKey, 'hex')),
      sign: (bytes) => this.#keys.provider.sign(id, bytes, context),
    };
  }

  forget(wanted: readonly Wanted[]): void {
    for (const it of wanted) this.#sets.drop(nameOf(it));
  }
}
