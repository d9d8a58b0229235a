// Which keys there are in a transit store, and how far it has come. The transit engine knows keys and no history, so the
// catalogue is a journal in KV version 2 beside it: entry n holds what change n made of which keys, and is written with
// check-and-set 0, so that two writers cannot both make it. The number of the last entry is the generation; an entry that is
// missing, written over or behind the mark is refused, and with it the start (docs/decisions/0020).
import { z } from 'zod';
import { newId } from '../../../../kernel/crypto/index.ts';
import { keyStates, type KeyDescription } from '../provider.ts';
import { faultOf, TransitFault, type TransitHttp } from './http.ts';
import { inTurns } from './turns.ts';

const keyForm = z.strictObject({
  id: z.string(),
  name: z.string(),
  version: z.int().positive(),
  use: z.enum(['wrap', 'mac', 'sign']),
  suite: z.literal(1),
  dataSuite: z.union([z.literal(1), z.literal(2)]).optional(),
  label: z.string(),
  state: z.enum(keyStates),
  createdAt: z.iso.datetime(),
  changedAt: z.iso.datetime(),
  publicKey: z.string().optional(),
  /** Its name in the transit engine: made up once and never used again. */
  transit: z.string(),
  /** What this very key answers to a question asked when it was made. */
  check: z.string(),
  /** Being destroyed: it serves nothing any more, and a start finishes it. */
  isDoomed: z.boolean().optional(),
});

/** A key as it stands in the catalogue. */
export interface TransitKey extends KeyDescription {
  readonly transit: string;
  readonly check: string;
  readonly isDoomed?: boolean | undefined;
}

const entryForm = z.strictObject({
  /** Who wrote it: tells an own entry whose answer was lost from another's. */
  by: z.string(),
  tenant: z.string(),
  keys: z.array(keyForm),
});

const kept = z.object({
  data: z.object({ data: entryForm, metadata: z.object({ version: z.int() }) }),
});
const listed = z.object({ data: z.object({ keys: z.array(z.string()) }) });

export interface CataloguePlace {
  readonly kvMount: string;
  readonly tenant: string;
}

const nameOf = (generation: number): string => String(generation).padStart(12, '0');

export function describe(key: TransitKey): KeyDescription {
  const { transit: _, check: __, isDoomed, ...it } = key;
  return isDoomed === true && it.state === 'active' ? { ...it, state: 'deactivated' } : it;
}

export class Catalogue {
  generation = 0;
  readonly keys = new Map<string, TransitKey>();
  readonly #http: TransitHttp;
  readonly #place: CataloguePlace;
  #last: Promise<unknown> = Promise.resolve();

  constructor(http: TransitHttp, place: CataloguePlace) {
    this.#http = http;
    this.#place = place;
  }

  #path(kind: 'data' | 'metadata', name = ''): string {
    return `${this.#place.kvMount}/${kind}/shouxin/${this.#place.tenant}/catalogue/${name}`;
  }

  /** Everything there is, in order; refuses what has a gap or is older than what was last used. */
  async load(mark: number | undefined): Promise<void> {
    const count = await this.#count();
    if (count < (mark ?? 0)) {
      throw new TransitFault(
        `The catalogue in the transit store is older than the one last used (generation ${count}, on record ${mark}). ` +
          'Keys only move forward: restore the newest copy of the store.',
      );
    }
    const generations = Array.from({ length: count }, (_, at) => at + 1);
    const entries = await inTurns(generations, (generation) => this.#read(generation));
    for (const { keys } of entries) for (const key of keys) this.keys.set(key.id, key);
    this.generation = count;
  }

  async #count(): Promise<number> {
    // What the documentation gives for clients and proxies that do not know the method LIST.
    const path = `${this.#path('metadata')}?list=true`;
    const answer = await this.#http.ask({ method: 'GET', path, isRepeatable: true });
    if (answer.status === 404) return 0;
    if (answer.status !== 200) throw faultOf(answer, path);
    const names = listed.parse(answer.body).data.keys.toSorted();
    if (names.every((name, at) => name === nameOf(at + 1))) return names.length;
    throw this.#broken('has a gap');
  }

  #broken(what: string): TransitFault {
    return new TransitFault(
      `The catalogue at ${this.#path('data')} ${what}: somebody changed it. Restore the newest copy of the store.`,
    );
  }

  async #read(generation: number) {
    const path = this.#path('data', nameOf(generation));
    const answer = await this.#http.ask({ method: 'GET', path, isRepeatable: true });
    if (answer.status === 404) throw this.#broken(`has lost entry ${generation}`);
    if (answer.status !== 200) throw faultOf(answer, path);
    const parsed = kept.safeParse(answer.body);
    if (!parsed.success) throw this.#broken(`has an entry ${generation} that is none`);
    const { data, metadata } = parsed.data.data;
    if (metadata.version !== 1 || data.tenant !== this.#place.tenant) {
      throw this.#broken(`has an entry ${generation} that was written over or belongs elsewhere`);
    }
    return data;
  }

  /** One change after the other; memory follows the store. */
  change<T>(make: () => Promise<{ keys: readonly TransitKey[]; result: T }>): Promise<T> {
    const run = async () => {
      const { keys, result } = await make();
      await this.#write(keys);
      return result;
    };
    const done = this.#last.then(run);
    this.#last = done.catch(() => {});
    return done;
  }

  async #write(keys: readonly TransitKey[]): Promise<void> {
    const generation = this.generation + 1;
    const path = this.#path('data', nameOf(generation));
    const by = newId();
    const data = { by, tenant: this.#place.tenant, keys };
    const body = { options: { cas: 0 }, data };
    try {
      await this.#http.must({ method: 'POST', path, body, isRepeatable: false });
    } catch (error) {
      await this.#refuseUnlessOwn(generation, by, error);
    }
    for (const key of keys) this.keys.set(key.id, key);
    this.generation = generation;
  }

  /** An answer that was lost says nothing about what was written: look. */
  async #refuseUnlessOwn(generation: number, by: string, error: unknown): Promise<void> {
    if (!(error instanceof TransitFault)) throw error;
    const isUnknown = error.status === undefined || error.status >= 500;
    if (isUnknown) {
      const written = await this.#read(generation).catch(() => undefined);
      if (written?.by === by) return;
    }
    if (error.status !== 400) throw error;
    throw new TransitFault(
      'The catalogue in the transit store was changed by somebody else while in use. Stop every copy of the server but one.',
    );
  }
}
