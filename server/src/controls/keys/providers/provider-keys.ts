// What the keyring knows of the provider's own keys: which there are, which version is in use, and how far the store has
// come. Makes what is missing, and writes every new generation down in the database, outside the store itself.
import type { Tx } from '../../../kernel/database.ts';
import type { SuiteId } from '../../../kernel/crypto/index.ts';
import { firstKeys, givesDataKeys } from '../hierarchy.ts';
import {
  KeyRefused,
  mayProcess,
  type Destruction,
  type KeyDescription,
  type KeyProvider,
  type KeySpec,
  type KeyState,
} from './provider.ts';
import { recordMark } from '../store.ts';

export interface ProviderKeys {
  readonly provider: KeyProvider;
  /** The version that seals, wraps and signs. */
  active(name: string): KeyDescription;
  /** Every version that still opens, newest first. */
  readable(name: string): readonly KeyDescription[];
  all(): readonly KeyDescription[];
  /** Makes the next version of a name. */
  renew(spec: KeySpec): Promise<KeyDescription>;
  /** The next versions of many names, all or none. */
  renewAll(specs: readonly KeySpec[]): Promise<void>;
  /** Makes the first version of a name if there is none; the same for all who ask at once. */
  ensure(spec: KeySpec): Promise<KeyDescription>;
  /** To another state that is not destruction; one that is destroyed meanwhile stays so. */
  move(id: string, to: KeyState): Promise<void>;
  retire(id: string): Promise<Destruction>;
}

/**
 * The provider's own keys are of the suite asked for where it has that one, else of its own (a PKCS#11 token and a transit store know no 国密).
 * What is sealed for the institution stays in the institution's suite: customer keys are made here, and data keys that are
 * derived from a provider's key remember theirs.
 */
function asProvided(spec: KeySpec, suites: KeyProvider['suites']): KeySpec {
  if (suites.includes(spec.suite)) return spec;
  const own = { ...spec, suite: suites[0] };
  return givesDataKeys(spec.name) ? { ...own, dataSuite: spec.suite } : own;
}

class Known implements ProviderKeys {
  readonly provider: KeyProvider;
  readonly #db: Tx;
  readonly #making = new Map<string, Promise<KeyDescription>>();
  #byName = new Map<string, KeyDescription[]>();

  constructor(provider: KeyProvider, db: Tx) {
    this.provider = provider;
    this.#db = db;
  }

  async refresh(): Promise<void> {
    const described = await this.provider.describe();
    const newestFirst = described.toSorted((a, b) => b.version - a.version);
    this.#byName = Map.groupBy(newestFirst, ({ name }) => name);
    const { generation } = await this.provider.health();
    await recordMark(this.#db, generation);
  }

  async grow(specs: readonly KeySpec[]): Promise<void> {
    const asked = specs.map((spec) => asProvided(spec, this.provider.suites));
    if (asked.length > 0) await this.provider.generate(asked);
    await this.refresh();
  }

  #newest(name: string): KeyDescription | undefined {
    return this.#byName.get(name)?.find(({ state }) => state === 'active');
  }

  active(name: string): KeyDescription {
    const found = this.#newest(name);
    if (!found) throw new KeyRefused('unknown');
    return found;
  }

  readable(name: string): readonly KeyDescription[] {
    return this.#byName.get(name)?.filter(({ state }) => mayProcess(state)) ?? [];
  }

  all(): readonly KeyDescription[] {
    return [...this.#byName.values()].flat();
  }

  isMissing(spec: KeySpec): boolean {
    return !this.#byName.has(spec.name);
  }

  async renew(spec: KeySpec): Promise<KeyDescription> {
    await this.grow([spec]);
    return this.active(spec.name);
  }

  renewAll(specs: readonly KeySpec[]): Promise<void> {
    return this.grow(specs);
  }

  async ensure(spec: KeySpec): Promise<KeyDescription> {
    const found = this.#newest(spec.name);
    if (found) return found;
    const making = this.#making.get(spec.name) ?? this.renew(spec);
    this.#making.set(spec.name, making);
    try {
      return await making;
    } finally {
      this.#making.delete(spec.name);
    }
  }

  async move(id: string, to: KeyState): Promise<void> {
    const failure = await this.provider.transition(id, to).then(
      () => undefined,
      (error: unknown) => error,
    );
    await this.refresh();
    const isGone = this.all().some((it) => it.id === id && it.state === 'destroyed');
    if (failure && !isGone) throw failure as Error;
  }

  async retire(id: string): Promise<Destruction> {
    const destruction = await this.provider.destroy(id);
    await this.refresh();
    return destruction;
  }
}

/** Reads what the provider has and makes the first keys of an institution where they are missing. */
export async function openProviderKeys(
  provider: KeyProvider,
  db: Tx,
  suite: SuiteId,
): Promise<ProviderKeys> {
  const known = new Known(provider, db);
  await known.refresh();
  // A provider without the national suite makes no SM2 key: the log then goes without that signature, and says so.
  const possible = firstKeys(suite).filter(
    ({ use }) => use !== 'sign-sm2' || provider.suites.includes(2),
  );
  await known.grow(possible.filter((spec) => known.isMissing(spec)));
  return known;
}
