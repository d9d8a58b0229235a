// Looks for thousands of forms of known values in gigabytes at once: one pass over the bytes, four at a time, and only where
// those four begin a form is anything compared.
import { closeSync, openSync, readdirSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { byteFormsOf, type Planted } from './forms.ts';

/** A known value that was found. What it says never holds the value. */
export interface Hit {
  readonly name: string;
  readonly form: string;
}

export interface FileHit extends Hit {
  /** Relative to the folder that was looked through. */
  readonly file: string;
}

export interface Scanner {
  /** Bytes of the longest form: two pieces of one file must overlap by one less. */
  readonly longest: number;
  in(bytes: Uint8Array): Hit[];
}

interface Pattern extends Hit {
  readonly bytes: Buffer;
}

const begin = 4;
const markBits = 20;

/** Where in the table of marks four bytes stand (Fibonacci hashing). */
const markOf = (word: number) => Math.imul(word, 0x9e37_79b1) >>> (32 - markBits);

export function createScanner(planted: readonly Planted[]): Scanner {
  const patterns: Pattern[] = planted.flatMap(({ name, value }) =>
    byteFormsOf(value).map((it) => ({ name, ...it })),
  );
  const byWord = Map.groupBy(patterns, ({ bytes }) => bytes.readInt32LE(0));
  const marks = new Uint8Array(2 ** markBits);
  for (const word of byWord.keys()) marks[markOf(word)] = 1;

  return {
    longest: Math.max(begin, ...patterns.map(({ bytes }) => bytes.length)),
    in(bytes) {
      const hits = new Map<string, Hit>();
      let word = 0;
      for (let at = 0; at < bytes.length; at += 1) {
        word = (word >>> 8) | ((bytes[at] ?? 0) << 24);
        if (marks[markOf(word)] === 0) continue;
        for (const pattern of byWord.get(word) ?? []) {
          const { name, form } = pattern;
          if (stands(pattern.bytes, bytes, at - begin + 1))
            hits.set(`${name} ${form}`, { name, form });
        }
      }
      return [...hits.values()];
    },
  };
}

function stands(pattern: Buffer, bytes: Uint8Array, start: number): boolean {
  if (start < 0 || start + pattern.length > bytes.length) return false;
  return pattern.compare(bytes, start, start + pattern.length) === 0;
}

/** Files only: a database folder has sockets and links that hold nothing. */
export function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return filesBelow(path);
    return entry.isFile() ? [path] : [];
  });
}

export interface Looked {
  readonly files: number;
  readonly bytes: number;
  readonly hits: readonly FileHit[];
}

export function scanFolder(scanner: Scanner, folder: string): Looked {
  const paths = filesBelow(folder);
  const hits: FileHit[] = [];
  let bytes = 0;
  for (const path of paths) {
    const file = path.slice(folder.length + 1);
    bytes += readPieces(path, scanner.longest - 1, (piece) => {
      for (const hit of scanner.in(piece)) hits.push({ ...hit, file });
    });
  }
  return { files: paths.length, bytes, hits };
}

const pieceBytes = 4_194_304;

/** Hands over a file piece by piece, each beginning with the end of the one before; answers its length. */
function readPieces(path: string, overlap: number, take: (piece: Buffer) => void): number {
  const file = openThere(path);
  if (file === undefined) return 0;
  const piece = Buffer.allocUnsafe(overlap + pieceBytes);
  let [kept, total] = [0, 0];
  try {
    for (;;) {
      const read = readSync(file, piece, kept, pieceBytes, null);
      if (read === 0) return total;
      total += read;
      take(piece.subarray(0, kept + read));
      const end = kept + read;
      kept = Math.min(overlap, end);
      piece.copyWithin(0, end - kept, end);
    }
  } finally {
    closeSync(file);
  }
}

/** A running PostgreSQL takes files away while they are listed. */
function openThere(path: string): number | undefined {
  try {
    return openSync(path, 'r');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
