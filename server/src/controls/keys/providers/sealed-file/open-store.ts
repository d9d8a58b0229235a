// The sealed key store while it is open: what is in memory is what is on the disk, one change after the other. It only
// moves forward: a missing, damaged or older file is refused with a sentence that says what to do.
import type { Clock } from '../../../../kernel/clock.ts';
import { newKey, type SuiteId } from '../../../../kernel/crypto/index.ts';
import {
  createUnsealKey,
  exists,
  KeystoreRefused,
  madeHere,
  openKeysFolder,
  readKeystore,
  readUnsealKey,
  removeUnsealKey,
  replaceFile,
  type KeystoreFiles,
} from './files.ts';
import {
  decodeKeystore,
  encodeKeystore,
  inspectKeystore,
  KeystoreDamaged,
  type KeystoreContent,
  type StoredKey,
  type Unsealing,
} from './keystore.ts';
import { unsealBy, type UnsealSources } from './unseal.ts';
import type { MadeWay, Way } from './ways.ts';

export interface SealedFileOptions {
  readonly folder: string;
  readonly tenant: string;
  /** Of the file's own seal; keys carry theirs. */
  readonly suite: SuiteId;
  readonly clock: Clock;
  /** The highest generation that is on record elsewhere; absent: nothing was ever made, so the file may be created. */
  readonly mark?: number;
  /** False in production: an unseal key that this program made by itself is nobody's decision. */
  readonly mayMakeUnsealKey?: boolean;
  /** Where a passphrase or shares come from, for a store that is sealed so. */
  readonly unsealing?: UnsealSources;
}

/** Whether the unseal key of this folder was made by itself at first start. */
export async function isDefaultUnsealKey(folder: string): Promise<boolean> {
  return exists(madeHere(await openKeysFolder(folder)));
}

async function unseal(
  files: KeystoreFiles,
  { isNew, mayMake }: { isNew: boolean; mayMake: boolean },
): Promise<Unsealing['unsealKey']> {
  if (await exists(files.unseal)) return readUnsealKey(files.unseal);
  if (isNew && mayMake) {
    await replaceFile(
      madeHere(files),
      Buffer.from('Made at first start. NODE_ENV=production refuses this key.\n'),
    );
    return createUnsealKey(files.unseal);
  }
  if (isNew) {
    throw new KeystoreRefused(
      `In production bring your own unseal key: write 32 random bytes to ${files.unseal}, readable by this user alone ` +
        `(openssl rand -out ${files.unseal} 32 && chmod 600 ${files.unseal}), and keep a copy in a safe.`,
    );
  }
  throw new KeystoreRefused(
    `The unseal key ${files.unseal} is missing. Restore it from your key backup: without it no sealed value can be opened.`,
  );
}

function spoken<T>(files: KeystoreFiles, decode: () => T): T {
  try {
    return decode();
  } catch (error) {
    if (!(error instanceof KeystoreDamaged)) throw error;
    throw new KeystoreRefused(
      `${files.keystore} is damaged, or it belongs to another unseal key or another institution. Restore both files from the same key backup.`,
    );
  }
}

function refuseOlder(content: KeystoreContent, mark: number, files: KeystoreFiles): void {
  if (content.generation >= mark) return;
  throw new KeystoreRefused(
    `${files.keystore} is older than the one last used (generation ${content.generation}, on record ${mark}). ` +
      'Keys only move forward: restore the newest copy.',
  );
}

async function unsealAs(way: Way | undefined, parts: Unseal): Promise<Opened> {
  const { files, options } = parts;
  if (way) {
    const { key, by } = await unsealBy(way, options.unsealing ?? {});
    return { by: { unsealKey: key, tenant: options.tenant, way }, unsealedBy: by };
  }
  const mayMake = options.mayMakeUnsealKey ?? true;
  const unsealKey = await unseal(files, { isNew: parts.isNew, mayMake });
  return { by: { unsealKey, tenant: options.tenant }, unsealedBy: 'key-file' };
}

interface Unseal {
  readonly files: KeystoreFiles;
  readonly options: SealedFileOptions;
  readonly isNew: boolean;
}

interface Opened {
  readonly by: Unsealing;
  /** For the log: which way, and whose shares. */
  readonly unsealedBy: string;
}

interface Loaded extends Opened {
  readonly content: KeystoreContent;
  readonly files: KeystoreFiles;
}

async function load(options: SealedFileOptions, files: KeystoreFiles): Promise<Loaded> {
  const bytes = await readKeystore(files.keystore);
  const { way } = spoken(files, () => inspectKeystore(bytes));
  const opened = await unsealAs(way, { files, options, isNew: false });
  const content = spoken(files, () => decodeKeystore(bytes, opened.by));
  refuseOlder(content, options.mark ?? 0, files);
  if (way) await removeUnsealKey(files);
  return { ...opened, content, files };
}

/** The files, and whether there is a store in them; a store that was there once may not be missing. */
async function look(options: SealedFileOptions): Promise<[KeystoreFiles, boolean]> {
  const files = await openKeysFolder(options.folder);
  const isThere = await exists(files.keystore);
  if (isThere || options.mark === undefined) return [files, isThere];
  throw new KeystoreRefused(
    `The key store ${files.keystore} is missing. Restore it from your key backup: without it no sealed value can be opened.`,
  );
}

const nothing: KeystoreContent = { generation: 0, keys: [] };

export class OpenStore {
  generation: number;
  readonly keys: Map<string, StoredKey>;
  readonly unsealedBy: string;
  readonly #files: KeystoreFiles;
  readonly #suite: SuiteId;
  #by: Unsealing;
  #last: Promise<unknown> = Promise.resolve();

  constructor({ content, files, by, unsealedBy }: Loaded, suite: SuiteId) {
    this.generation = content.generation;
    this.keys = new Map(content.keys.map((key) => [key.description.id, key]));
    this.unsealedBy = unsealedBy;
    this.#files = files;
    this.#suite = suite;
    this.#by = by;
  }

  /** Memory follows the disk, so a failed write changes nothing. */
  change<T>(
    make: () => { put: readonly StoredKey[]; result: (generation: number) => T },
  ): Promise<T> {
    return this.#inTurn(async () => {
      const { put, result } = make();
      const next = new Map(this.keys);
      for (const key of put) next.set(key.description.id, key);
      await this.#write([...next.values()], this.#by);
      for (const key of put) this.keys.set(key.description.id, key);
      return result(this.generation);
    });
  }

  /**
   * Seals everything again under another unseal key. The rename of the store is the moment: before it the old way opens, after
   * it the new one alone, and a key file that a crash leaves lying is removed when the store is next opened.
   */
  reseal({ way, key }: MadeWay): Promise<void> {
    return this.#inTurn(async () => {
      const by = { unsealKey: key, tenant: this.#by.tenant, way };
      await this.#write([...this.keys.values()], by);
      this.#by = by;
      await removeUnsealKey(this.#files);
    });
  }

  /** One after the other. */
  #inTurn<T>(step: () => Promise<T>): Promise<T> {
    const done = this.#last.then(step);
    this.#last = done.catch(() => {});
    return done;
  }

  async #write(keys: readonly StoredKey[], by: Unsealing): Promise<void> {
    await this.#refuseIfChanged();
    const generation = this.generation + 1;
    const bytes = encodeKeystore({ generation, keys }, this.#suite, by);
    await replaceFile(this.#files.keystore, bytes);
    this.generation = generation;
  }

  async #refuseIfChanged(): Promise<void> {
    const isThere = await exists(this.#files.keystore);
    const found = isThere
      ? inspectKeystore(await readKeystore(this.#files.keystore)).generation
      : 0;
    if (found === this.generation) return;
    throw new KeystoreRefused(
      `${this.#files.keystore} was changed by somebody else while in use. Stop every copy of the server but one.`,
    );
  }
}

export async function openStore(options: SealedFileOptions): Promise<OpenStore> {
  const [files, isThere] = await look(options);
  if (isThere) return new OpenStore(await load(options, files), options.suite);
  const opened = await unsealAs(undefined, { files, options, isNew: true });
  return new OpenStore({ ...opened, content: nothing, files }, options.suite);
}

/** For a ceremony: the store as it is sealed now, or an empty one that gets its first unseal key by the ceremony. */
export async function openToReseal(options: SealedFileOptions): Promise<OpenStore> {
  const [files, isThere] = await look(options);
  if (isThere) return new OpenStore(await load(options, files), options.suite);
  const by = { unsealKey: newKey(), tenant: options.tenant };
  return new OpenStore({ by, unsealedBy: 'nobody', content: nothing, files }, options.suite);
}
