// Many rows at once by COPY in PostgreSQL's binary form: what is sealed stays bytes on the way and is not spelled out as
// text first. For hundreds of rows; for a few, an INSERT costs fewer trips. (PostgreSQL manual, COPY, "Binary Format")
import { CopyData } from './database-client.ts';
import { sendRaw, type Tx } from './database.ts';

type ColumnType = 'uuid' | 'text' | 'bytea' | 'int2' | 'int4' | 'bool' | 'timestamptz';

/** Columns in their order, each with how it is written. */
export type Columns = Readonly<Record<string, ColumnType>>;

export type Cell = string | number | boolean | Uint8Array | Date | null | undefined;

/** Rows into a table, within the transaction. Table and columns are ours, never a caller's. */
export async function copyRows(
  tx: Tx,
  { table, columns }: { readonly table: string; readonly columns: Columns },
  rows: Iterable<readonly Cell[]>,
): Promise<void> {
  const names = Object.keys(columns);
  const text = `COPY ${table} (${names.map((it) => `"${it}"`).join(', ')}) FROM STDIN (FORMAT binary)`;
  const data = new CopyData(encodeRows(Object.values(columns), rows));
  await sendRaw(tx, text, [data]);
}

const signature = Buffer.from('PGCOPY\n\xff\r\n\0', 'latin1');
/** Microseconds are counted from 2000-01-01. */
const epochMs = Date.UTC(2000, 0, 1);

export function encodeRows(types: readonly ColumnType[], rows: Iterable<readonly Cell[]>): Buffer {
  const out = new Writer();
  out.bytes(signature);
  out.int32(0);
  out.int32(0);
  for (const row of rows) {
    if (row.length !== types.length) throw new RangeError('A row has a cell for each column');
    out.int16(types.length);
    for (const [index, type] of types.entries()) writeCell(out, type, row[index]);
  }
  out.int16(-1);
  return out.done();
}

function writeCell(out: Writer, type: ColumnType, cell: Cell): void {
  if (cell === null || cell === undefined) return out.int32(-1);
  const write = writers[type];
  write(out, cell);
}

const writers: Readonly<Record<ColumnType, (out: Writer, cell: Cell) => void>> = {
  uuid: (out, cell) => out.uuid(String(cell)),
  text: (out, cell) => out.text(String(cell)),
  bytea(out, cell) {
    if (!(cell instanceof Uint8Array)) throw new TypeError('Bytes are given as bytes');
    out.int32(cell.length);
    out.bytes(cell);
  },
  int2(out, cell) {
    out.int32(2);
    out.int16(Number(cell));
  },
  int4(out, cell) {
    out.int32(4);
    out.int32(Number(cell));
  },
  bool(out, cell) {
    out.int32(1);
    out.bytes(Buffer.of(cell === true ? 1 : 0));
  },
  timestamptz(out, cell) {
    if (!(cell instanceof Date)) throw new TypeError('An instant is given as a Date');
    out.int32(8);
    out.int64(BigInt(cell.getTime() - epochMs) * 1000n);
  },
};

/** Bytes that grow by doubling. */
class Writer {
  #bytes = Buffer.allocUnsafe(64 * 1024);
  #at = 0;
  /** The UUID before, and where its bytes stand: a customer's rows come one after another. */
  #lastUuid = '';
  #lastUuidAt = 0;

  #room(length: number): number {
    const at = this.#at;
    this.#at += length;
    if (this.#at > this.#bytes.length) {
      const grown = Buffer.allocUnsafe(Math.max(this.#bytes.length * 2, this.#at));
      this.#bytes.copy(grown, 0, 0, at);
      this.#bytes = grown;
    }
    return at;
  }

  int16(value: number): void {
    const at = this.#room(2);
    this.#bytes.writeInt16BE(value, at);
  }

  int32(value: number): void {
    const at = this.#room(4);
    this.#bytes.writeInt32BE(value, at);
  }

  int64(value: bigint): void {
    const at = this.#room(8);
    this.#bytes.writeBigInt64BE(value, at);
  }

  bytes(value: Uint8Array): void {
    const at = this.#room(value.length);
    this.#bytes.set(value, at);
  }

  uuid(value: string): void {
    this.int32(16);
    const at = this.#room(16);
    if (value === this.#lastUuid) {
      this.#bytes.copyWithin(at, this.#lastUuidAt, this.#lastUuidAt + 16);
      return;
    }
    const hex = value.replaceAll('-', '');
    const written = this.#bytes.write(hex, at, 16, 'hex');
    if (written !== 16 || hex.length !== 32) throw new RangeError('Not a UUID');
    this.#lastUuid = value;
    this.#lastUuidAt = at;
  }

  /** Written where it could be longest, so that it is measured and written at once. */
  text(value: string): void {
    const at = this.#room(4 + value.length * 3);
    const length = this.#bytes.write(value, at + 4, 'utf8');
    this.#bytes.writeInt32BE(length, at);
    this.#at = at + 4 + length;
  }

  done(): Buffer {
    return this.#bytes.subarray(0, this.#at);
  }
}
