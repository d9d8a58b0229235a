// Sealed objects in the database, written and read a few chunks at a time, so that an image of any size costs a bounded
// amount of memory.
import { newId, readEnvelope } from '../../kernel/crypto/index.ts';
import { KeyRefused, type Keyring } from '../keys/index.ts';
import { openChunks, sealChunks, type Bytes, type ObjectPlace } from './chunks.ts';
import type { Tx } from './place.ts';
import { findChunks, findObject, insertChunks, insertObject, insertOnlyChunk } from './store.ts';

const chunksAtOnce = 16;

export interface ObjectToStore {
  readonly subject: string;
  readonly class: string;
  /** A new one when not given. */
  readonly object?: string;
  readonly mediaType: string;
  readonly source: Bytes;
  /** More is refused and nothing stays (the transaction rolls back). */
  readonly bytesMax: number;
}

export class ObjectTooLarge extends Error {
  constructor() {
    super('the object is larger than allowed');
    this.name = 'ObjectTooLarge';
  }
}

async function* upTo(source: Bytes, bytesMax: number): AsyncGenerator<Uint8Array> {
  let total = 0;
  for await (const bytes of source) {
    total += bytes.length;
    if (total > bytesMax) throw new ObjectTooLarge();
    yield bytes;
  }
}

export async function* sealObject(
  keyring: Keyring,
  tx: Tx,
  it: ObjectPlace & { readonly source: Bytes },
): AsyncGenerator<Buffer> {
  const [key] = await keyring.sealingKeys(tx, [it]);
  if (!key) throw new KeyRefused('unknown');
  yield* sealChunks(key, keyring.tenant, it);
}

export async function* openObject(
  keyring: Keyring,
  tx: Tx,
  it: ObjectPlace & { readonly envelopes: Bytes },
): AsyncGenerator<Buffer> {
  const keyOf = async (envelope: Uint8Array) => {
    const { kid } = readEnvelope(envelope);
    const [key] = await keyring.openingKeys(tx, [{ subject: it.subject, class: it.class, kid }]);
    if (!key) throw new KeyRefused('unknown');
    return key;
  };
  yield* openChunks(keyOf, keyring.tenant, it);
}

/** Seals and stores; answers the object's id and its number of chunks. */
export async function storeObject(
  keyring: Keyring,
  tx: Tx,
  it: ObjectToStore,
): Promise<{ object: string; chunks: number }> {
  const { subject, mediaType } = it;
  const object = it.object ?? newId();
  const place = { subject, class: it.class, object, mediaType };
  await insertObject(tx, place);
  let waiting: Buffer[] = [];
  let stored = 0;
  const flush = async () => {
    await insertChunks(tx, { subject, object, first: stored }, waiting);
    stored += waiting.length;
    waiting = [];
  };
  const source = upTo(it.source, it.bytesMax);
  for await (const chunk of sealObject(keyring, tx, { ...place, source })) {
    waiting.push(chunk);
    if (waiting.length === chunksAtOnce) await flush();
  }
  const [first] = waiting;
  const isOnly = stored === 0 && waiting.length === 1;
  if (first && isOnly) await insertOnlyChunk(tx, { subject, object }, first);
  else if (first) await flush();
  return { object, chunks: isOnly ? 1 : stored };
}

async function* storedChunks(tx: Tx, it: { subject: string; object: string }) {
  for (let from = 0; ; from += chunksAtOnce) {
    const found = await findChunks(tx, it, { from, count: chunksAtOnce });
    for (const { sealed } of found) yield sealed;
    if (found.length < chunksAtOnce) return;
  }
}

export interface OpenedObject {
  readonly mediaType: string;
  /** Authentic one by one; a missing end is found at the end, so nothing may be shown as whole before. */
  readonly chunks: AsyncIterable<Buffer>;
}

export async function readObject(
  keyring: Keyring,
  tx: Tx,
  it: { readonly subject: string; readonly object: string },
): Promise<OpenedObject | undefined> {
  const found = await findObject(tx, it.subject, it.object);
  if (!found) return undefined;
  const chunks = openObject(keyring, tx, { ...found, envelopes: storedChunks(tx, it) });
  return { mediaType: found.mediaType, chunks };
}
