// What the keyring knows of the provider's own keys: which there are, which version is in use, and how far the store has
// come. Makes what is missing, and writes every new generation down in the database, outside the store itself.
import type { Tx } from '../../kernel/database.ts';
import type { SuiteId } from '../../kernel/crypto/index.ts';
import { firstKeys } from './hierarchy.ts';
import {
  KeyRefused,
  mayProcess,
  type Destruction,
  type KeyDescription,
  type KeyProvider,
  type KeySpec,
} from './provider.ts';
import { recordMark } from './store.ts';

export interface ProviderKeys {
  readonly provider: KeyProvider;
  /** The version that seals, wraps and signs. */
  active(name: string): KeyDescription;
  /** Every version that still opens, newest first. */
  readable(name: string): readonly KeyDescription[];
  all(): readonly KeyDescription[];
  /** Makes the next version of a name. */
  renew(spec: KeySpec): Promise<KeyDescription>;
  /** Makes the first version of a name if there is none; the same for all who ask at once. */
  ensure(spec: KeySpec): Promise<KeyDescription>;
  retire(id: string): Promise<Destruction>;
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
    if (specs.length > 0) await this.provider.generate(specs.map((spec) => this.#possible(spec)));
    await this.refresh();
  }

  /** A provider without SM4 and SM3 has keys of its own suite; what customer keys seal stays of the institution's. */
  #possible(spec: KeySpec): KeySpec {
    const { suites } = this.provider;
    const suite = suites.includes(spec.suite) ? spec.suite : suites[0];
    return { ...spec, suite };
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
  await known.grow(firstKeys(suite).filter((spec) => known.isMissing(spec)));
  return known;
}
