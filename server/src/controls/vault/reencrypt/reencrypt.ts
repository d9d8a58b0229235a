// What is sealed is sealed again under the key now in use, at the same place: when a key may be in other hands, or has been used
// long enough (SECURITY 4.4). Opened, sealed and forgotten here; nobody is given a value.
import type { Grade, Keyring } from '../../keys/index.ts';
import type { Bytes, ObjectPlace } from '../chunks.ts';
import { openDetail, sealDetail, type DetailToOpen } from '../detail.ts';
import { openFields, sealFields } from '../key-use.ts';
import { openObject, sealObject } from '../objects.ts';
import type { FieldToOpen, Tx } from '../place.ts';
import { findChunks, objectsOf } from '../store.ts';

export interface FieldToReencrypt extends FieldToOpen {
  readonly grade?: Grade;
}

/** What was there, and what takes its place. */
export interface Exchanged {
  readonly before: Uint8Array;
  readonly after: Uint8Array;
}

export interface Reencrypt {
  /** In order. */
  fields(tx: Tx, fields: readonly FieldToReencrypt[]): Promise<Buffer[]>;
  detail(tx: Tx, detail: DetailToOpen): Promise<Buffer>;
  /** Chunks of an object that the caller keeps, in order, one at a time. */
  chunks(tx: Tx, object: ObjectPlace & { readonly envelopes: Bytes }): AsyncGenerator<Exchanged>;
  /** Chunks of the vault's own objects of a subject. */
  objects(
    tx: Tx,
    of: { readonly subject: string; readonly classes: readonly string[] },
  ): AsyncGenerator<Exchanged>;
}

export function createReencrypt(keyring: Keyring): Reencrypt {
  const chunks: Reencrypt['chunks'] = (tx, object) => exchanged(keyring, tx, object);
  return {
    async fields(tx, fields) {
      const values = await openFields(keyring, tx, fields);
      const open = fields.map((it, index) => ({ ...it, value: values[index] ?? '' }));
      const sealed = await sealFields(keyring, tx, open);
      for (const value of values) value.fill(0);
      return sealed;
    },
    async detail(tx, detail) {
      const value = await openDetail(keyring, tx, detail);
      const sealed = await sealDetail(keyring, tx, { ...detail, value });
      value.fill(0);
      return sealed;
    },
    chunks,
    async *objects(tx, of) {
      for (const object of await objectsOf(tx, of)) {
        yield* chunks(tx, { ...object, envelopes: stored(tx, object) });
      }
    },
  };
}

/** The pieces keep their length, so the chunks stay one to one; the last is known only when no other follows. */
async function* exchanged(
  keyring: Keyring,
  tx: Tx,
  it: ObjectPlace & { readonly envelopes: Bytes },
): AsyncGenerator<Exchanged> {
  const before: Uint8Array[] = [];
  async function* remembered() {
    for await (const envelope of it.envelopes) {
      before.push(envelope);
      yield envelope;
    }
  }
  const source = openObject(keyring, tx, { ...it, envelopes: remembered() });
  for await (const after of sealObject(keyring, tx, { ...it, source })) {
    const [was] = before.splice(0, 1);
    if (was) yield { before: was, after };
  }
}

async function* stored(tx: Tx, it: { readonly subject: string; readonly object: string }) {
  for (let index = 0; ; index += 1) {
    const [chunk] = await findChunks(tx, it, { from: index, count: 1 });
    if (!chunk) return;
    yield chunk.sealed;
  }
}
