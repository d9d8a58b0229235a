// The keys in the token while it is open: what is in memory is what the catalogue in the token says, one change after the
// other. Each time the token is signed in to, all of it is looked at again: the catalogue not older than what was seen, every
// key there, kept from leaving the token, and the very one that was catalogued.
import { randomBytes } from '../../../../kernel/crypto/index.ts';
import { describeMoved, describeNext } from '../described.ts';
import { KeyRefused, type KeyDescription, type KeySpec, type KeyState } from '../provider.ts';
import { KeystoreRefused } from '../sealed-file/files.ts';
import {
  findCatalogues,
  labelOf,
  replaceCatalogue,
  type CataloguedKey,
  type CatalogueContent,
} from './catalogue.ts';
import type { Connection, Working } from './connection.ts';
import type { Handle } from './cryptoki.ts';
import { isKeyOfCheck, makeCheck, makeKey } from './key-objects.ts';
import {
  destroyObjects,
  findObjects,
  requireGuarded,
  requireObject,
  type FoundObject,
} from './objects.ts';

export interface OpenKey extends CataloguedKey {
  readonly handle: Handle;
}

const objectBytes = 16;

export interface OpenTokenParts {
  readonly tenant: string;
  /** The highest generation that is on record elsewhere; absent: nothing was ever made. */
  readonly mark: number | undefined;
  readonly now: () => string;
}

export class OpenToken {
  generation = 0;
  #keys = new Map<string, CataloguedKey>();
  #handles = new Map<string, Handle>();
  readonly #parts: OpenTokenParts;
  /** A change failed: the token may be one generation further than this. */
  #isUncertain = true;
  #last: Promise<unknown> = Promise.resolve();

  constructor(parts: OpenTokenParts) {
    this.#parts = parts;
  }

  descriptions(): KeyDescription[] {
    return [...this.#keys.values()].map(({ description }) => description);
  }

  find(id: string): CataloguedKey | undefined {
    return this.#keys.get(id);
  }

  /** Asked for again after signing in again: handles do not outlive a login. */
  handleOf(id: string): Handle {
    const handle = this.#handles.get(id);
    if (handle === undefined) throw new KeyRefused('destroyed');
    return handle;
  }

  /** After every signing in. */
  async load(on: Working): Promise<void> {
    const [newest, ...older] = await findCatalogues(on, this.#parts.tenant);
    this.#refuseBackwards(newest);
    for (const { handle } of older) await on.cryptoki.destroy(on.session, handle);
    const keys = newest?.keys ?? [];
    this.#handles = await this.#look(on, keys);
    this.#keys = new Map(keys.map((key) => [key.description.id, key]));
    this.generation = newest?.generation ?? 0;
    this.#isUncertain = false;
    const ended = keys.filter(({ isEnding }) => isEnding).map((key) => this.#ended(key));
    if (ended.length > 0) await this.#write(on, ended);
  }

  /** Finishes what was to be destroyed, and finds the rest. */
  async #look(on: Working, keys: readonly CataloguedKey[]): Promise<Map<string, Handle>> {
    const objects = await findObjects(on);
    const handles = new Map<string, Handle>();
    for (const key of keys) {
      const there = objects.get(key.object) ?? [];
      const isOver = key.isEnding || key.description.state === 'destroyed';
      if (isOver && there.length > 0) await destroyObjects(on, key.object);
      if (!isOver) handles.set(key.description.id, await this.#verified(on, key, there));
    }
    return handles;
  }

  async #verified(on: Working, key: CataloguedKey, there: readonly FoundObject[]): Promise<Handle> {
    const { handle } = requireObject(key.description.id, there);
    if (await isKeyOfCheck(on, { ...key, handle })) return handle;
    throw new KeystoreRefused(
      `The key ${key.description.id} in the token is not the one that was made for it, or the token does not work. ` +
        'Restore the token from its newest backup.',
    );
  }

  #refuseBackwards(newest: CatalogueContent | undefined): void {
    const found = newest?.generation ?? 0;
    const seen = Math.max(this.#parts.mark ?? 0, this.generation);
    if (!newest && seen > 0) {
      throw new KeystoreRefused(
        'The token has no keys of this institution, although there were some. Is it the right token? ' +
          'Restore it from its newest backup: without it no sealed value can be opened.',
      );
    }
    if (found < seen) {
      throw new KeystoreRefused(
        `The keys in the token are older than those last used (generation ${found}, on record ${seen}). ` +
          'Keys only move forward: restore the newest backup of the token.',
      );
    }
    if (!this.#isUncertain && found !== this.generation) throw changedElsewhere();
  }

  /** One after the other; memory follows the token. */
  change<T>(connection: Connection, make: (on: Working) => Promise<T>): Promise<T> {
    const done = this.#last.then(() =>
      connection.useOnce(async (on) => {
        if (this.#isUncertain) await this.load(on);
        const [newest] = await findCatalogues(on, this.#parts.tenant);
        if ((newest?.generation ?? 0) !== this.generation) throw changedElsewhere();
        return make(on);
      }),
    );
    this.#last = done.catch(() => {});
    return done;
  }

  async make(on: Working, specs: readonly KeySpec[]): Promise<KeyDescription[]> {
    const made: OpenKey[] = [];
    try {
      for (const it of describeNext(this.descriptions(), specs, this.#parts.now())) {
        made.push(await this.#makeOne(on, it));
      }
    } catch (error) {
      // Nobody was told of them; what cannot be cleared away here lies in the token and does nothing.
      for (const { object } of made) await destroyObjects(on, object).catch(() => {});
      throw error;
    }
    await this.#write(on, made.map(withoutHandle));
    for (const { description, handle } of made) this.#handles.set(description.id, handle);
    return made.map(({ description }) => description);
  }

  async #makeOne(on: Working, described: KeyDescription): Promise<OpenKey> {
    const object = randomBytes(objectBytes);
    const label = labelOf(this.#parts.tenant, described.id);
    const { handle, publicKey } = await makeKey(on, { use: described.use, label, object });
    const description = publicKey === undefined ? described : { ...described, publicKey };
    await requireGuarded(on, described.id, handle);
    const check = await makeCheck(on, { description, handle });
    return { description, handle, object: object.toString('hex'), check };
  }

  async move(on: Working, id: string, to: KeyState): Promise<KeyDescription> {
    const key = this.#usable(id);
    const description = describeMoved(key.description, { to, at: this.#parts.now() });
    await this.#write(on, [{ ...key, description }]);
    return description;
  }

  /** Written down first, so that a kill between cannot leave a key that is said to be destroyed. */
  async destroy(on: Working, id: string): Promise<KeyDescription> {
    const key = this.#keys.get(id);
    if (!key) throw new KeyRefused('unknown');
    const ended = this.#ended(key);
    if (!key.isEnding) await this.#write(on, [{ ...key, isEnding: true }]);
    this.#handles.delete(id);
    await destroyObjects(on, key.object);
    await this.#write(on, [ended]);
    return ended.description;
  }

  #usable(id: string): CataloguedKey {
    const key = this.#keys.get(id);
    if (!key) throw new KeyRefused('unknown');
    if (key.isEnding) throw new KeyRefused('destroyed');
    return key;
  }

  #ended({ description, object }: CataloguedKey): CataloguedKey {
    const moved = describeMoved(description, { to: 'destroyed', at: this.#parts.now() });
    return { description: moved, object, check: Buffer.alloc(0) };
  }

  async #write(on: Working, put: readonly CataloguedKey[]): Promise<void> {
    const next = new Map(this.#keys);
    for (const key of put) next.set(key.description.id, key);
    const generation = this.generation + 1;
    this.#isUncertain = true;
    await replaceCatalogue(on, this.#parts.tenant, { generation, keys: [...next.values()] });
    this.#isUncertain = false;
    [this.generation, this.#keys] = [generation, next];
  }
}

function changedElsewhere(): KeystoreRefused {
  return new KeystoreRefused(
    'The keys in the token were changed by somebody else while in use. Stop every copy of the server but one.',
  );
}

function withoutHandle({ description, object, check }: OpenKey): CataloguedKey {
  return { description, object, check };
}
