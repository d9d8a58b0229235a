// Verifies an export of a period while it streams by: every entry is hashed again, and the unbroken range of them,
// framed by what lies left and right of it in the tree, must lead to the root that was signed.
import {
  exportHeader,
  exportLineBytesMax,
  exportTrailer,
  hashBytes,
  type Entry,
  type ExportHeader,
  type ExportTrailer,
} from '@shouxin/contract/proof';
import { createHash } from 'node:crypto';
import type { z } from 'zod';
import { isEqual, readBase64, readJson, readText, writeCanonical } from './bytes.ts';
import { readEntry } from './evidence.ts';
import { hashLeaf, RangeRoot, widthsBetween } from './merkle.ts';
import type { Checkpoint } from './note.ts';
import { openVouched, refused, type Refused, type Trust, type Vouched } from './verdict.ts';

export interface ExportVerdict extends Vouched {
  readonly header: ExportHeader;
  /** Instants of the first and last entry, where there is one. */
  readonly earliest?: string;
  readonly latest?: string;
}

type Bytes = AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

/** `onEntry` sees each entry before the verdict on the whole: nothing is proven until then. */
export async function verifyExport(
  stream: Bytes,
  trust: Trust = {},
  onEntry: (entry: Entry) => void = () => {},
): Promise<ExportVerdict | Refused> {
  const reader = new ExportReader(onEntry);
  let last: Uint8Array | undefined;
  for await (const lines of linesOf(stream)) {
    if (lines === undefined) return refused('shape');
    for (const line of lines) {
      // The trailer is the last line, and which one is last is known only at the end.
      const refusal = last && reader.read(last);
      if (refusal) return refusal;
      last = line;
    }
  }
  return last ? reader.finish(last, trust) : refused('shape');
}

class ExportReader {
  readonly #digest = createHash('sha256');
  readonly #range = new RangeRoot();
  readonly #onEntry: (entry: Entry) => void;
  #header: ExportHeader | undefined;
  #earliest: string | undefined;
  #latest: string | undefined;

  constructor(onEntry: (entry: Entry) => void) {
    this.#onEntry = onEntry;
  }

  read(line: Uint8Array): Refused | undefined {
    this.#digest.update(line).update('\n');
    if (this.#header) return this.#readEntry(line, this.#header);
    this.#header = readCanonical(line, exportHeader);
    if (!this.#header) return refused('shape');
    const { left, first } = this.#header;
    return addAll(this.#range, left, first) ? undefined : refused('range');
  }

  #readEntry(line: Uint8Array, header: ExportHeader): Refused | undefined {
    if (this.#range.size >= header.first + header.count) return refused('range');
    const entry = readEntry(line, header.origin);
    if (!entry) return refused('entry');
    this.#range.add(hashLeaf(line));
    this.#earliest ??= entry.at;
    this.#latest = entry.at;
    this.#onEntry(entry);
    return undefined;
  }

  finish(line: Uint8Array, trust: Trust): ExportVerdict | Refused {
    const header = this.#header;
    const trailer = readCanonical(line, exportTrailer);
    if (!header || !trailer) return refused('shape');
    const vouched = openVouched(trailer.checkpoint, header, trust);
    if (vouched.kind === 'refused') return vouched;
    if (vouched.checkpoint.origin !== header.origin) return refused('signature');
    const digest = readBase64(trailer.digest, hashBytes);
    if (!digest || !isEqual(digest, this.#digest.digest())) return refused('digest');
    if (!this.#isRangeOf(header, trailer, vouched.checkpoint)) return refused('range');
    const times =
      this.#earliest === undefined ? {} : { earliest: this.#earliest, latest: this.#latest };
    return { ...vouched, header, ...times };
  }

  #isRangeOf(header: ExportHeader, trailer: ExportTrailer, checkpoint: Checkpoint): boolean {
    if (this.#range.size !== header.first + header.count) return false;
    const isWhole = addAll(this.#range, trailer.right, checkpoint.size);
    return isWhole && isEqual(this.#range.root(), checkpoint.root);
  }
}

/** Adds subtree roots up to a position; false when they are not as many and as wide as it takes. */
function addAll(range: RangeRoot, hashes: readonly string[], to: number): boolean {
  const widths = widthsBetween(range.size, to);
  if (range.size > to || widths.length !== hashes.length) return false;
  return hashes.every((text, i) => {
    const hash = readBase64(text, hashBytes);
    if (hash) range.add(hash, widths[i]);
    return hash !== undefined;
  });
}

/** A line that is exactly the canonical JSON of this shape. */
function readCanonical<T extends z.ZodType>(line: Uint8Array, shape: T): z.infer<T> | undefined {
  const text = readText(line);
  const parsed = shape.safeParse(readJson(text ?? ''));
  return parsed.success && writeCanonical(parsed.data) === text ? parsed.data : undefined;
}

/** The lines that each chunk ends, without their line breaks; undefined when one is too long or not ended. */
async function* linesOf(stream: Bytes): AsyncGenerator<Uint8Array[] | undefined> {
  let rest = Buffer.alloc(0);
  for await (const chunk of stream) {
    const bytes = Buffer.concat([rest, chunk]);
    const lines: Uint8Array[] = [];
    let start = 0;
    for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10, start)) {
      lines.push(bytes.subarray(start, end));
      start = end + 1;
    }
    rest = bytes.subarray(start);
    yield lines;
    if (rest.length > exportLineBytesMax) yield undefined;
  }
  if (rest.length > 0) yield undefined;
}
