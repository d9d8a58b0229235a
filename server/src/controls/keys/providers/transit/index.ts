// The key provider of an institution that runs HashiCorp Vault or OpenBao: every key lies in its transit engine, cannot be
// exported, and is used there over HTTP. What the engine cannot do fails, here and at once; no key of this machine ever takes
// its place (SECURITY threat 21). Tried against a stand-in that speaks the documented API, not against Vault itself.
import type { Clock } from '../../../../kernel/clock.ts';
import {
  encodeParts,
  exportKey,
  frameWrap,
  newId,
  takeKey,
  type SecretKey,
} from '../../../../kernel/crypto/index.ts';
import { describeMoved, describeNext, frameOf, requireKey, type Need } from '../described.ts';
import {
  KeyRefused,
  mayProcess,
  mayProtect,
  type Destruction,
  type KeyContext,
  type KeyDescription,
  type KeyProvider,
  type KeySpec,
  type KeyState,
} from '../provider.ts';
import { Catalogue, describe, type TransitKey } from './catalogue.ts';
import { Engine } from './engine.ts';
import { openTransitHttp, TransitFault, type TransitAddress, type TransitHttp } from './http.ts';
import { inTurns } from './turns.ts';

export { TransitFault } from './http.ts';

const providerName = 'transit';
const openedBy = 'token';
/** The engine's only suite here: it has neither SM4, SM3 nor SM2. */
const engineSuite = 1;
/** What the engine gives begins with the nonce of AES-GCM. */
const nonceBytes = 12;

export interface TransitOptions extends TransitAddress {
  readonly mount: string;
  readonly kvMount: string;
  readonly tenant: string;
  readonly clock: Clock;
  /** The highest generation that is on record elsewhere; absent: nothing was ever made. */
  readonly mark?: number | undefined;
}

const isPossible = ({ suite, use }: KeySpec): boolean =>
  suite === engineSuite && use !== 'sign-sm2';

class Transit implements KeyProvider {
  readonly suites = [engineSuite] as const;
  readonly #http: TransitHttp;
  readonly #engine: Engine;
  readonly #catalogue: Catalogue;
  readonly #now: () => string;

  constructor(http: TransitHttp, options: TransitOptions) {
    this.#http = http;
    this.#engine = new Engine(http, options.mount);
    this.#catalogue = new Catalogue(http, options);
    this.#now = () => options.clock.now().toISOString();
  }

  /** Reads the catalogue, finishes destructions that were cut off, and asks every key whether it is the one that was made. */
  async open(mark: number | undefined): Promise<void> {
    await this.#catalogue.load(mark);
    const kept = [...this.#catalogue.keys.values()].filter(({ state }) => state !== 'destroyed');
    for (const key of kept.filter(({ isDoomed }) => isDoomed)) await this.#finish(key);
    const living = kept.filter(({ isDoomed }) => !isDoomed);
    await inTurns(living, ({ transit, check }) => this.#engine.refuseUnlessSame(transit, check));
  }

  generate(specs: readonly KeySpec[]) {
    return this.#catalogue.change(async () => {
      if (!specs.every(isPossible)) throw new KeyRefused('wrong-suite');
      const next = describeNext(this.#catalogue.keys.values(), specs, this.#now());
      const keys = await inTurns(next, (it) => this.#make(it));
      return { keys, result: keys.map(describe) };
    });
  }

  async #make(next: KeyDescription): Promise<TransitKey> {
    // A name that nobody could have made a key under before.
    const transit = `shouxin-${newId()}`;
    return { ...next, ...(await this.#engine.make(transit, next.use)), transit };
  }

  #keyFor(id: string, need: Need): string {
    const key = this.#catalogue.keys.get(id);
    requireKey(key, need);
    if (!key || key.isDoomed) throw new KeyRefused('destroyed');
    return key.transit;
  }

  async wrap(id: string, key: SecretKey, context: KeyContext): Promise<Buffer> {
    const name = this.#keyFor(id, { use: 'wrap', context, may: mayProtect });
    const plain = exportKey(key);
    const sealed = await this.#engine.encrypt(name, plain, encodeParts(context));
    plain.fill(0);
    const parts = { nonce: sealed.subarray(0, nonceBytes), sealed: sealed.subarray(nonceBytes) };
    return frameWrap(engineSuite, parts);
  }

  async unwrap(id: string, wrapped: Uint8Array, context: KeyContext): Promise<SecretKey> {
    const name = this.#keyFor(id, { use: 'wrap', context, may: mayProcess });
    const { nonce, sealed } = frameOf(engineSuite, wrapped);
    const given = Buffer.concat([nonce, sealed]);
    return takeKey(await this.#engine.decrypt(name, given, encodeParts(context)));
  }

  async mac(id: string, message: Uint8Array, context: KeyContext): Promise<Buffer> {
    const name = this.#keyFor(id, { use: 'mac', context, may: mayProcess });
    return this.#engine.mac(name, encodeParts([...context, message]));
  }

  async sign(id: string, message: Uint8Array, context: KeyContext): Promise<Uint8Array> {
    const name = this.#keyFor(id, { use: 'sign', context, may: mayProtect });
    return this.#engine.sign(name, message);
  }

  #move(id: string, to: KeyState): TransitKey {
    const key = this.#catalogue.keys.get(id);
    const moved = describeMoved(key, { to, at: this.#now() });
    return { ...key, ...moved } as TransitKey;
  }

  async transition(id: string, to: KeyState) {
    if (to === 'destroyed') throw new KeyRefused('wrong-state');
    return this.#catalogue.change(async () => {
      const moved = this.#move(id, to);
      return { keys: [moved], result: describe(moved) };
    });
  }

  /**
   * Noted, deleted, noted again. A key that is gone while the catalogue still counts on it would stop the next start; one that
   * the catalogue calls destroyed while it still lies there would make a certificate lie.
   */
  async destroy(id: string): Promise<Destruction> {
    const doomed = await this.#catalogue.change(async () => {
      this.#move(id, 'destroyed');
      const key = { ...this.#catalogue.keys.get(id), isDoomed: true } as TransitKey;
      return { keys: [key], result: key };
    });
    return this.#finish(doomed);
  }

  async #finish(doomed: TransitKey): Promise<Destruction> {
    await this.#engine.destroy(doomed.transit);
    const { changedAt } = await this.#catalogue.change(async () => {
      const { isDoomed: _, ...moved } = this.#move(doomed.id, 'destroyed');
      return { keys: [moved], result: moved };
    });
    const { generation } = this.#catalogue;
    return { id: doomed.id, destroyedAt: changedAt, generation, provider: providerName };
  }

  async describe() {
    return [...this.#catalogue.keys.values()].map(describe);
  }

  async health() {
    const { generation } = this.#catalogue;
    const path = 'sys/health?standbyok=true&perfstandbyok=true';
    const answer = await this.#http
      .ask({ method: 'GET', path, isRepeatable: true })
      .catch((error: unknown) => {
        if (error instanceof TransitFault) return undefined;
        throw error;
      });
    return { provider: providerName, isReady: answer?.status === 200, generation, openedBy };
  }
}

export async function openTransit(options: TransitOptions): Promise<KeyProvider> {
  const provider = new Transit(await openTransitHttp(options), options);
  await provider.open(options.mark);
  return provider;
}
