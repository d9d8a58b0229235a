// Cuts the bytes of a binary COPY at the ends of rows into blocks of a few megabytes. Where is decided by the rows themselves, so
// that the same rows give the same blocks again however much was added before or after them: what a later set need not store
// twice. Counts the rows by the way (PostgreSQL manual, COPY, "Binary Format").

export interface Cutting {
  /** Bytes of a block: none ends earlier, on average it ends `more` later, and at `max` at the next end of a row. */
  readonly min: number;
  readonly more: number;
  readonly max: number;
}

export const usualCutting: Cutting = { min: 1 << 20, more: 3 << 20, max: 8 << 20 };

export interface Block {
  readonly rows: number;
  /** Rows as COPY writes them, without its head and its end. */
  readonly bytes: Buffer;
}

/** "PGCOPY\n\xff\r\n\0", flags, and the length of an extension there is none of. */
export const copyHead = Buffer.concat([
  Buffer.from('PGCOPY\n\xff\r\n\0', 'latin1'),
  Buffer.alloc(8),
]);
export const copyEnd = Buffer.from([0xff, 0xff]);

/** The bytes are not those of a COPY: PostgreSQL would not take them either. */
export class NotCopy extends Error {
  override readonly name = 'NotCopy';
}

export async function* cutRows(
  bytes: AsyncIterable<Uint8Array>,
  cutting: Cutting,
): AsyncIterable<Block> {
  const cutter = new Cutter(cutting);
  for await (const some of bytes) yield* cutter.push(some);
  yield* cutter.end();
}

const [waitsForHead, inRows, ended] = [0, 1, 2];

class Cutter {
  readonly #cutting: Cutting;
  #held = Buffer.allocUnsafe(1 << 16);
  #filled = 0;
  /** End of the last whole row. */
  #at = 0;
  #rows = 0;
  #state = waitsForHead;

  constructor(cutting: Cutting) {
    this.#cutting = cutting;
  }

  *push(bytes: Uint8Array): Iterable<Block> {
    this.#append(bytes);
    if (this.#state === waitsForHead && !this.#takeHead()) return;
    while (this.#state === inRows) {
      const end = this.#rowEnd();
      if (end < 0) return;
      const start = this.#at;
      this.#at = end;
      this.#rows += 1;
      if (this.#isCutAfter(start, end)) yield this.#take();
    }
    if (this.#filled > this.#at) throw new NotCopy('bytes after the end');
  }

  *end(): Iterable<Block> {
    if (this.#state !== ended) throw new NotCopy('it does not end');
    if (this.#rows > 0) yield this.#take();
  }

  #append(bytes: Uint8Array): void {
    const needed = this.#filled + bytes.length;
    if (needed > this.#held.length) {
      const grown = Buffer.allocUnsafe(Math.max(needed, this.#held.length * 2));
      this.#held.copy(grown, 0, 0, this.#filled);
      this.#held = grown;
    }
    this.#held.set(bytes, this.#filled);
    this.#filled = needed;
  }

  #takeHead(): boolean {
    if (this.#filled < copyHead.length) return false;
    if (!this.#held.subarray(0, copyHead.length).equals(copyHead)) throw new NotCopy('head');
    this.#held.copyWithin(0, copyHead.length, this.#filled);
    this.#filled -= copyHead.length;
    this.#state = inRows;
    return true;
  }

  /** Of the row that begins at the end of the last one; -1 where it is not all there, and at the end of the rows. */
  #rowEnd(): number {
    const [held, filled] = [this.#held, this.#filled];
    let at = this.#at + 2;
    if (at > filled) return -1;
    const fields = held.readInt16BE(this.#at);
    if (fields < 0) {
      this.#state = ended;
      this.#filled -= 2;
      return -1;
    }
    for (let field = 0; field < fields; field += 1) {
      if (at + 4 > filled) return -1;
      const length = held.readInt32BE(at);
      at += length > 0 ? 4 + length : 4;
    }
    return at > filled ? -1 : at;
  }

  #isCutAfter(start: number, end: number): boolean {
    const { min, more, max } = this.#cutting;
    if (end < min) return false;
    if (end >= max) return true;
    return this.#hashOf(start, end) / 2 ** 32 < (end - start) / more;
  }

  /** FNV-1a over the first and the last bytes of a row: its key, and most often something sealed. */
  #hashOf(start: number, end: number): number {
    const held = this.#held;
    let hash = 0x811c9dc5;
    const firstEnd = Math.min(start + 24, end);
    for (let at = start; at < firstEnd; at += 1) {
      hash = Math.imul(hash ^ (held[at] ?? 0), 0x01000193);
    }
    for (let at = Math.max(end - 16, firstEnd); at < end; at += 1) {
      hash = Math.imul(hash ^ (held[at] ?? 0), 0x01000193);
    }
    return hash >>> 0;
  }

  #take(): Block {
    const bytes = this.#held.subarray(0, this.#at);
    const rest = this.#held.subarray(this.#at, this.#filled);
    const next = Buffer.allocUnsafe(Math.max(1 << 16, rest.length));
    rest.copy(next);
    const block = { rows: this.#rows, bytes };
    [this.#held, this.#filled, this.#at, this.#rows] = [next, rest.length, 0, 0];
    return block;
  }
}
