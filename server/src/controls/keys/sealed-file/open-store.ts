// The sealed key store while it is open: what is in memory is what is on the disk, one change after the other. It only
// moves forward: a missing, damaged or older file is refused with a sentence that says what to do.
import type { Clock } from '../../../kernel/clock.ts';
import type { SuiteId } from '../../../kernel/crypto/index.ts';
import {
  createUnsealKey,
  exists,
  KeystoreRefused,
  openKeysFolder,
  readKeystore,
  readUnsealKey,
  replaceFile,
  type KeystoreFiles,
  decodeKeystore,
  encodeKeystore,
  KeystoreDamaged,
  readGeneration,
  type KeystoreContent,
  type StoredKey,
  type Unsealing,
} from './keystore.ts';

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
}

/** Beside an unseal key that was made here, so that production can refuse it later. */
const madeHere = (files: KeystoreFiles) => `${files.unseal}.made-at-first-start`;

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

function decode(bytes: Uint8Array, by: Unsealing, files: KeystoreFiles): KeystoreContent {
  try {
    return decodeKeystore(bytes, by);
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

async function load(options: SealedFileOptions): Promise<[KeystoreContent, Files]> {
  const files = await openKeysFolder(options.folder);
  const isThere = await exists(files.keystore);
  if (!isThere && options.mark !== undefined) {
    throw new KeystoreRefused(
      `The key store ${files.keystore} is missing. Restore it from your key backup: without it no sealed value can be opened.`,
    );
  }
  const mayMake = options.mayMakeUnsealKey ?? true;
  const unsealKey = await unseal(files, { isNew: !isThere, mayMake });
  const by = { unsealKey, tenant: options.tenant };
  if (!isThere)
    return [
      { generation: 0, keys: [] },
      { ...files, by },
    ];
  const content = decode(await readKeystore(files.keystore), by, files);
  refuseOlder(content, options.mark ?? 0, files);
  return [content, { ...files, by }];
}

interface Files extends KeystoreFiles {
  readonly by: Unsealing;
}

export class OpenStore {
  generation: number;
  readonly keys: Map<string, StoredKey>;
  readonly #files: Files;
  readonly #suite: SuiteId;
  #last: Promise<unknown> = Promise.resolve();

  constructor(content: KeystoreContent, files: Files, suite: SuiteId) {
    this.generation = content.generation;
    this.keys = new Map(content.keys.map((key) => [key.description.id, key]));
    this.#files = files;
    this.#suite = suite;
  }

  /** One change after the other; memory follows the disk, so a failed write changes nothing. */
  change<T>(
    make: () => { put: readonly StoredKey[]; result: (generation: number) => T },
  ): Promise<T> {
    const done = this.#last.then(async () => {
      const { put, result } = make();
      const next = new Map(this.keys);
      for (const key of put) next.set(key.description.id, key);
      await this.#write([...next.values()]);
      for (const key of put) this.keys.set(key.description.id, key);
      return result(this.generation);
    });
    this.#last = done.catch(() => {});
    return done;
  }

  async #write(keys: readonly StoredKey[]): Promise<void> {
    await this.#refuseIfChanged();
    const generation = this.generation + 1;
    const bytes = encodeKeystore({ generation, keys }, this.#suite, this.#files.by);
    await replaceFile(this.#files.keystore, bytes);
    this.generation = generation;
  }

  async #refuseIfChanged(): Promise<void> {
    const isThere = await exists(this.#files.keystore);
    const found = isThere ? readGeneration(await readKeystore(this.#files.keystore)) : 0;
    if (found === this.generation) return;
    throw new KeystoreRefused(
      `${this.#files.keystore} was changed by somebody else while in use. Stop every copy of the server but one.`,
    );
  }
}

export async function openStore(options: SealedFileOptions): Promise<OpenStore> {
  const [content, files] = await load(options);
  return new OpenStore(content, files, options.suite);
}
