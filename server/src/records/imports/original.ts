// The file as it comes: sealed while it streams in, under a key of the batch that dies with it, and opened again only
// through disclosure, some chunks at a time: it is never whole in memory, but for a workbook, which has its index at the
// end. One that cannot be read is refused in words that say how to mend it, and nothing of it stays (SECURITY threat 17).
import { refuse, type RefusalCode, type Words } from '@shouxin/contract';
import type { importsOperations, InputOf } from '@shouxin/contract';
import type { CollectionList } from '@shouxin/contract/items';
import type { Call } from '../../kernel/call.ts';
import { businessDate } from '../../kernel/clock.ts';
import { newId, runningSha256 } from '../../kernel/crypto/index.ts';
import type { Tx } from '../../kernel/database.ts';
import { invariant } from '../../kernel/invariant.ts';
import { requireListInForce } from '../collection/index.ts';
import { proposeMapping, readTable, UnreadableTable } from '../collection/import/index.ts';
import type { Mapping, Table } from '../collection/import/index.ts';
import type { UploadedFile } from '../customers/index.ts';
import type { Batch } from './batch.ts';
import { plainName, sealName } from './file-name.ts';
import type { ImportsParts } from './index.ts';
import { chunksOf, deleteChunks, insertBatch, insertChunks, insertDoomed } from './store.ts';

/** Process data that the platform makes: the file of an import (REQUIREMENTS 4.7). */
export const item = 'IM01';
const chunksAtOnce = 16;

type About = Pick<Batch, 'batch' | 'mediaType'>;

export const placeOf = ({ batch, mediaType }: About) => ({
  subject: batch,
  class: item,
  object: batch,
  mediaType,
});

interface Kept {
  /** As they came: not put together, which would take their space twice. */
  readonly pieces: readonly Uint8Array[];
  readonly bytes: number;
  readonly hash: string;
}

/** What a table is read from, as often as wanted. */
export interface Content {
  readonly pieces: () => AsyncIterable<Uint8Array>;
  readonly size: number;
}

/** Seals and stores what comes, and keeps it in hand to read its header. */
async function keepOriginal(
  { sealer, rules }: ImportsParts,
  call: Call,
  it: About & { readonly bytes: AsyncIterable<Uint8Array> },
): Promise<Kept> {
  const hash = runningSha256();
  const pieces: Uint8Array[] = [];
  const bytesMax = rules.number('import.file.bytes_max');
  let total = 0;
  async function* source() {
    for await (const piece of it.bytes) {
      total += piece.length;
      if (total > bytesMax) refuse('input.too-large', { facts: { bytesMax } });
      hash.update(piece);
      pieces.push(piece);
      yield piece;
    }
  }
  await storeChunks(
    call.tx,
    it.batch,
    sealer.sealChunks(call.tx, { ...placeOf(it), source: source() }),
  );
  return { pieces, bytes: total, hash: Buffer.from(hash.digest()).toString('hex') };
}

async function* each<T>(all: readonly T[]): AsyncGenerator<T> {
  yield* all;
}

async function storeChunks(tx: Tx, batch: string, chunks: AsyncIterable<Buffer>): Promise<void> {
  let waiting: Buffer[] = [];
  let first = 0;
  for await (const chunk of chunks) {
    waiting.push(chunk);
    if (waiting.length < chunksAtOnce) continue;
    await insertChunks(tx, { batch, first }, waiting);
    first += waiting.length;
    waiting = [];
  }
  if (waiting.length > 0) await insertChunks(tx, { batch, first }, waiting);
}

/** The file again, read from `tx`; the opening is in the log before anything of it leaves. */
export async function openOriginal(
  { openObject }: ImportsParts,
  call: Call,
  { batch, isOwn, tx }: { batch: About & Pick<Batch, 'bytes'>; isOwn: boolean; tx: Tx },
): Promise<Content> {
  const opened = await openObject(call, {
    mode: 'import-correction',
    subject: batch.batch,
    relation: isOwn ? 'own' : 'none',
    item,
    from: { place: placeOf(batch), envelopes: () => chunksOf(tx, batch.batch), tx },
  });
  if (!opened) return refuse('not-found');
  return { pieces: () => opened.chunks, size: batch.bytes };
}

/** The file and the way to open it go; the key itself is destroyed by a duty, because that takes its own transactions. */
export async function dropOriginal(
  { enqueue }: ImportsParts,
  tx: Tx,
  { batch }: Pick<Batch, 'batch'>,
): Promise<void> {
  await deleteChunks(tx, batch);
  await insertDoomed(tx, batch, { subjects: [batch], classes: [item] });
  await enqueue(tx, 'imports.shred', { batch });
}

const sizeCodes: Partial<Record<UnreadableTable['code'], RefusalCode>> = {
  TOO_LARGE: 'input.too-large',
};

/** Reads as a table, or refuses in words that say how to mend the file. */
export async function tableOf(content: Content): Promise<Table> {
  try {
    return await readTable({ name: '', ...content });
  } catch (error) {
    if (!(error instanceof UnreadableTable)) throw error;
    return refuse(sizeCodes[error.code] ?? 'import.unreadable', {
      detail: error.words,
      facts: { fault: error.code },
    });
  }
}

/** Why a file that could be read at first cannot be read to its end. */
export function wordsOf(error: unknown): Words | undefined {
  if (error instanceof UnreadableTable) return error.words;
  if (error instanceof Error && error.name === 'SealBroken') {
    return {
      zh: '密封的文件已损坏，请重新上传',
      en: 'The sealed file is damaged: upload it again',
    };
  }
  return undefined;
}

type Input = InputOf<(typeof importsOperations)['upload']> & { readonly file?: UploadedFile };

/** Files that are brought at the same time: each is held whole until its header is known. */
const atOnceMax = 3;

export function createUpload(parts: ImportsParts) {
  let underWay = 0;
  return async (call: Call, input: Input): Promise<string> => {
    const list = listFor(call, input.list);
    if (underWay >= atOnceMax) refuse('rate.exceeded');
    underWay += 1;
    try {
      return await bring(parts, call, { input, list });
    } finally {
      underWay -= 1;
    }
  };
}

function listFor(call: Call, id: string): CollectionList {
  const list = requireListInForce(id, businessDate(call.at));
  if (!list.channels.some((it) => it.id === 'bulk-import')) refuse('collection.channel-closed');
  return list;
}

async function bring(
  parts: ImportsParts,
  call: Call,
  { input, list }: { input: Input; list: CollectionList },
): Promise<string> {
  const { file, source } = input;
  invariant(file, 'An upload brings a file');
  const about = { batch: newId(call.at), mediaType: file.type };
  const { pieces, bytes, hash } = await keepOriginal(parts, call, { ...about, bytes: file.bytes });
  const table = await tableOf({ pieces: () => each(pieces), size: bytes });
  const mapping = await mappingOf(table, {
    list,
    rowsMax: parts.rules.number('import.sample.rows'),
  });
  const { actor } = call;
  await insertBatch(call.tx, {
    ...about,
    list: list.id,
    listVersion: list.version,
    source,
    nameSealed: await sealName(parts, about.batch, plainName(input.name)),
    fileHash: hash,
    bytes,
    format: table.format,
    encoding: table.encoding,
    mapping,
    account: actor.id,
    accountName: actor.displayName,
    unit: actor.unit,
    createdAt: call.at,
  });
  call.append({
    count: bytes,
    facts: { batch: about.batch, list: `${list.id}@${list.version}`, file: hash },
  });
  return about.batch;
}

/** The first records are looked at, for columns whose heading says nothing, and forgotten. */
async function mappingOf(
  table: Table,
  { list, rowsMax }: { list: CollectionList; rowsMax: number },
): Promise<Mapping> {
  const sample: string[][] = [];
  try {
    for await (const row of table.rows) if (sample.push(row) >= rowsMax) break;
  } catch (error) {
    if (!(error instanceof UnreadableTable)) throw error;
    refuse('import.unreadable', { detail: error.words, facts: { fault: error.code } });
  }
  return proposeMapping({ headings: table.headings, list, sample });
}
