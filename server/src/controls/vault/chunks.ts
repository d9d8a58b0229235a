// A large object (a document image) as a chain of sealed chunks of 64 KiB, each bound to its position and to whether it is
// the last, as in STREAM: chunks cannot be moved, dropped, repeated or added, and never more than one is in memory.
import {
  bindEnvelope,
  flags,
  openEnvelope,
  sealEnvelope,
  type DataKey,
  type EnvelopeKey,
} from '../../kernel/crypto/index.ts';
import { isBroken } from './field.ts';
import { SealBroken } from './place.ts';

const objectLabel = 'shouxin/object/v1';
const chunkLabel = 'shouxin/chunk/v1';
export const chunkLength = 64 * 1024;
/** 1 GiB: far above any image, far below the counter. */
const chunksMax = 16_384;

export interface ObjectPlace {
  readonly subject: string;
  readonly class: string;
  readonly object: string;
  /** Bound in: an image cannot be made to come back as a web page. */
  readonly mediaType: string;
}

export type Bytes = AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

interface ObjectKey {
  readonly by: EnvelopeKey;
  readonly aadOf: (index: number, isLast: boolean) => Buffer;
}

function objectKey(key: DataKey, tenant: string, it: ObjectPlace): ObjectKey {
  const by = key.envelopeKey({ label: objectLabel, context: [it.object] });
  const place = [tenant, it.subject, it.object, it.mediaType];
  const aadOf = (index: number, isLast: boolean) =>
    bindEnvelope(by, chunkLabel, [...place, index, Buffer.of(Number(isLast))]);
  return { by, aadOf };
}

/** Any bytes as pieces of exactly `chunkLength`, the last one shorter; one empty piece when there are no bytes. */
async function* pieces(source: Bytes): AsyncGenerator<Buffer> {
  let held: Buffer = Buffer.alloc(0);
  for await (const bytes of source) {
    held = held.length === 0 ? Buffer.from(bytes) : Buffer.concat([held, bytes]);
    while (held.length > chunkLength) {
      yield held.subarray(0, chunkLength);
      held = held.subarray(chunkLength);
    }
  }
  yield held;
}

/** Each element with its position and whether another follows. */
async function* withLast<T>(source: AsyncIterable<T> | Iterable<T>) {
  let index = 0;
  let held: { value: T } | undefined;
  for await (const value of source) {
    if (held) yield { value: held.value, index: index++, isLast: false };
    held = { value };
  }
  if (held) yield { value: held.value, index, isLast: true };
}

export async function* sealChunks(
  key: DataKey,
  tenant: string,
  it: ObjectPlace & { readonly source: Bytes },
): AsyncGenerator<Buffer> {
  const { by, aadOf } = objectKey(key, tenant, it);
  for await (const { value, index, isLast } of withLast(pieces(it.source))) {
    if (index >= chunksMax) throw new SealBroken('object', it.object);
    yield sealEnvelope(by, { aad: aadOf(index, isLast), value, flag: flags.plain });
  }
}

/**
 * The key is asked for at every chunk: an object may be long, a key that ended in between opens nothing more, and chunks that were
 * sealed again meanwhile are under another one.
 */
export async function* openChunks(
  keyOf: (envelope: Uint8Array) => Promise<DataKey> | DataKey,
  tenant: string,
  it: ObjectPlace & { readonly envelopes: Bytes },
): AsyncGenerator<Buffer> {
  let held: { readonly key: DataKey; readonly of: ObjectKey } | undefined;
  const open = async (envelope: Uint8Array, index: number, isLast: boolean): Promise<Buffer> => {
    try {
      const key = await keyOf(envelope);
      if (held?.key !== key) held = { key, of: objectKey(key, tenant, it) };
      const { by, aadOf } = held.of;
      const aad = aadOf(index, isLast);
      return openEnvelope(by, { aad, envelope, flag: flags.plain });
    } catch (error) {
      throw isBroken(error) ? new SealBroken('object', it.object) : error;
    }
  };
  let count = 0;
  for await (const { value, index, isLast } of withLast(it.envelopes)) {
    count += 1;
    yield await open(value, index, isLast);
  }
  if (count === 0) throw new SealBroken('object', it.object);
}
