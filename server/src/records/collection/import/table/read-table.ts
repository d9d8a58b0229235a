// One way to read a table from CSV or XLSX, decided by the bytes and not by the name. Rows come as a stream, so that
// memory does not grow with the file; whatever cannot be read is refused with a code (SECURITY threat 17).
import { rule } from '@shouxin/contract/items';
import { isBlankRow } from '../find-header.ts';
import { readCsv } from './read-csv.ts';
import { readXlsx } from './read-xlsx.ts';
import { type Bytes, type TableSource, openSource } from './table-source.ts';
import { UnreadableTable } from './unreadable.ts';

export type { TableSource } from './table-source.ts';

export type Table = {
  format: 'csv' | 'xlsx';
  encoding: string;
  delimiter?: string;
  sheet?: string;
  headings: string[];
  /** Row or line of the header, counting from 1: title rows stand above it. */
  headerRow: number;
  /** Data records in order, blank ones left out. Every iteration starts again from the first. */
  rows: AsyncIterable<string[]>;
};

const startsWith = (head: Uint8Array, signature: readonly number[]): boolean =>
  signature.every((byte, i) => head[i] === byte);

const ole = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
const zip = [0x50, 0x4b, 0x03, 0x04];
const emptyZip = [0x50, 0x4b, 0x05, 0x06];
const otherKinds: readonly (readonly number[])[] = [
  [0x25, 0x50, 0x44, 0x46], // %PDF
  [0x89, 0x50, 0x4e, 0x47], // PNG
  [0xff, 0xd8, 0xff], // JPEG
  [0x47, 0x49, 0x46, 0x38], // GIF
  [0x1f, 0x8b], // gzip
  [0x52, 0x61, 0x72, 0x21], // RAR
  [0x37, 0x7a, 0xbc, 0xaf], // 7z
  [0x7f, 0x45, 0x4c, 0x46], // ELF
];

/** An encrypted .xlsx is an OLE file that holds a stream of this name; any other OLE file is an old workbook. */
const encryptedPackage = Buffer.from('EncryptedPackage', 'utf16le');

async function refuseOle(bytes: Bytes): Promise<never> {
  const head = Buffer.from(await bytes.head(Math.min(bytes.size, 1_048_576)));
  throw new UnreadableTable(head.includes(encryptedPackage) ? 'ENCRYPTED' : 'OLD_XLS');
}

async function* limited(rows: AsyncIterable<string[]>): AsyncIterable<string[]> {
  const rowsMax = rule('import.rows_max');
  let count = 0;
  for await (const row of rows) {
    if (isBlankRow(row)) continue;
    count += 1;
    if (count > rowsMax) throw new UnreadableTable('TOO_MANY_ROWS');
    yield row;
  }
}

/** Opens a table: finds encoding, delimiter or sheet, and the header. Rows are read when they are asked for. */
export async function readTable(source: TableSource): Promise<Table> {
  const bytes = await openSource(source);
  const head = await bytes.head(16);
  if (startsWith(head, ole)) return refuseOle(bytes);
  if (otherKinds.some((signature) => startsWith(head, signature)))
    throw new UnreadableTable('NOT_A_TABLE');
  const isArchive = startsWith(head, zip) || startsWith(head, emptyZip);
  const table = isArchive ? await readXlsx(bytes) : await readCsv(bytes);
  if (table.headings.length > rule('import.columns_max'))
    throw new UnreadableTable('TOO_MANY_COLUMNS');
  return {
    ...table,
    rows: { [Symbol.asyncIterator]: () => limited(table.rows)[Symbol.asyncIterator]() },
  };
}
