// Where the bytes of an import come from: a file on disk, bytes in hand, a stream that comes once and is gathered, or
// pieces that can be had as often as wanted, of which only a workbook is gathered, because it has its index at the end.
// Always bounded by `import.file.bytes_max`.
import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { rule } from '@shouxin/contract/items';
import { UnreadableTable } from './unreadable.ts';

export type TableSource = {
  /** Only for messages of a person's own file; what the file is, is decided by its bytes. */
  name: string;
} & (
  | { path: string }
  | { bytes: Uint8Array }
  | { stream: AsyncIterable<Uint8Array> }
  | { pieces: () => AsyncIterable<Uint8Array>; size: number }
);

export type Bytes = {
  size: number;
  /** The whole content from the start, as often as asked. */
  chunks: () => AsyncIterable<Uint8Array>;
  head: (length: number) => Promise<Uint8Array>;
  /** For whoever reads here and there. */
  whole: () => Promise<{ path: string } | { bytes: Buffer }>;
};

const chunkSize = 65_536;

async function* slices(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  for (let at = 0; at < bytes.length; at += chunkSize) yield bytes.subarray(at, at + chunkSize);
}

function fromBytes(given: Uint8Array): Bytes {
  const bytes = Buffer.from(given.buffer, given.byteOffset, given.byteLength);
  return {
    size: bytes.length,
    chunks: () => slices(bytes),
    head: async (length) => bytes.subarray(0, length),
    whole: async () => ({ bytes }),
  };
}

async function readHead(path: string, length: number): Promise<Uint8Array> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

async function fromPath(path: string): Promise<Bytes> {
  const { size } = await stat(path);
  return {
    size,
    chunks: () => createReadStream(path, { highWaterMark: chunkSize }),
    head: (length) => readHead(path, length),
    whole: async () => ({ path }),
  };
}

async function gather(stream: AsyncIterable<Uint8Array>, bytesMax: number): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of stream) {
    size += part.length;
    if (size > bytesMax) throw new UnreadableTable('TOO_LARGE');
    parts.push(part);
  }
  return Buffer.concat(parts, size);
}

function fromPieces(pieces: () => AsyncIterable<Uint8Array>, size: number): Bytes {
  return {
    size,
    chunks: pieces,
    head: async (length) => {
      const parts: Uint8Array[] = [];
      let found = 0;
      for await (const part of pieces()) {
        parts.push(part);
        found += part.length;
        if (found >= length) break;
      }
      return Buffer.concat(parts).subarray(0, length);
    },
    whole: async () => ({ bytes: await gather(pieces(), size) }),
  };
}

async function bytesOf(source: TableSource, bytesMax: number): Promise<Bytes> {
  if ('path' in source) return fromPath(source.path);
  if ('pieces' in source) return fromPieces(source.pieces, source.size);
  return fromBytes('bytes' in source ? source.bytes : await gather(source.stream, bytesMax));
}

export async function openSource(source: TableSource): Promise<Bytes> {
  const bytesMax = rule('import.file.bytes_max');
  const bytes = await bytesOf(source, bytesMax);
  if (bytes.size === 0) throw new UnreadableTable('EMPTY');
  if (bytes.size > bytesMax) throw new UnreadableTable('TOO_LARGE');
  return bytes;
}
