// CSV as core systems write it: UTF-8 (with or without BOM), GB18030 or UTF-16, separated by comma, semicolon, tab or
// bar, quoted line breaks, blank last line. Streamed; the encoding is proven over the whole file before a row is read.
import { Readable, pipeline } from 'node:stream';
import { type Options, parse } from 'csv-parse';
import { parse as parseAtOnce } from 'csv-parse/sync';
import iconv from 'iconv-lite';
import { rule } from '@shouxin/contract/items';
import { findHeader, headerOf, isBlankRow, trimHeadings } from '../find-header.ts';
import type { Table } from './read-table.ts';
import type { Bytes } from './table-source.ts';
import { UnreadableTable } from './unreadable.ts';

type Encoding = 'utf-8' | 'gb18030' | 'utf-16le' | 'utf-16be';

const sampleSize = 262_144;
const delimiters = [',', '\t', ';', '|'] as const;

function byMark(head: Uint8Array): Encoding | undefined {
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return 'utf-8';
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  return head[0] === 0xfe && head[1] === 0xff ? 'utf-16be' : undefined;
}

/** UTF-16 without a mark: separators and digits leave a zero in every second byte. */
function byZeros(head: Uint8Array): Encoding | undefined {
  const even = head.filter((byte, i) => i % 2 === 0 && byte === 0).length;
  const odd = head.filter((byte, i) => i % 2 === 1 && byte === 0).length;
  if (even + odd === 0) return undefined;
  if (odd > head.length / 8 && even < odd / 8) return 'utf-16le';
  if (even > head.length / 8 && odd < even / 8) return 'utf-16be';
  throw new UnreadableTable('NOT_A_TABLE');
}

async function isUtf8(bytes: Bytes): Promise<boolean> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  try {
    for await (const chunk of bytes.chunks()) decoder.decode(chunk, { stream: true });
    decoder.decode();
    return true;
  } catch (error) {
    if (error instanceof TypeError) return false;
    throw error;
  }
}

async function refuseUndecodable(bytes: Bytes, encoding: Encoding): Promise<void> {
  let lost = 0;
  let total = 0;
  for await (const text of decode(bytes, encoding)) {
    total += text.length;
    lost += text.split('\uFFFD').length - 1;
  }
  if (lost > 0 && lost > total / 1000) throw new UnreadableTable('ENCODING');
}

async function detectEncoding(bytes: Bytes, head: Uint8Array): Promise<Encoding> {
  const known = byMark(head) ?? byZeros(head.subarray(0, 65_536));
  if (known !== undefined) return known;
  if (await isUtf8(bytes)) return 'utf-8';
  await refuseUndecodable(bytes, 'gb18030');
  return 'gb18030';
}

async function* decode(bytes: Bytes, encoding: Encoding): AsyncIterable<string> {
  const decoder = iconv.getDecoder(encoding, { stripBOM: true });
  let first = true;
  for await (const chunk of bytes.chunks()) {
    const text = decoder.write(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength));
    yield first ? text.replace(/^\uFEFF/u, '') : text;
    first = first && text === '';
  }
  const rest = decoder.end();
  if (rest) yield rest;
}

function optionsFor(delimiter: string): Options {
  return {
    delimiter,
    bom: true,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    max_record_size: rule('import.cell.chars_max') * 64,
  };
}

/** Excel's own first line, `sep=;`, names the separator and is no row. */
const separatorLine = /^\uFEFF?sep=(.)\r?\n/iu;

/** The first rows, as many as can be read: a fault further down is the streaming reader's to report. */
function firstRows(text: string, delimiter: string): string[][] {
  const whole = text.replace(separatorLine, '');
  for (let to = rule('import.header.search_rows'); to >= 1; to = Math.floor(to / 2)) {
    const rows = parseFirst(whole, delimiter, to);
    if (rows) return rows;
  }
  return [];
}

function parseFirst(text: string, delimiter: string, to: number): string[][] | undefined {
  try {
    return parseAtOnce(text, {
      ...optionsFor(delimiter),
      to,
      columns: false,
      info: false,
      raw: false,
    });
  } catch {
    return undefined;
  }
}

/** The separator under which the first rows read most like the header of a customer table. */
function detectDelimiter(text: string): string {
  const scored = delimiters.map((delimiter) => {
    const rows = firstRows(text, delimiter);
    return {
      delimiter,
      score: findHeader(rows)?.score ?? 0,
      width: Math.max(0, ...rows.map((row) => row.length)),
    };
  });
  const best = scored.toSorted((a, b) => b.score - a.score || b.width - a.width)[0];
  return best?.delimiter ?? ',';
}

const csvFaults: Record<string, 'QUOTES' | 'TEXT_TOO_LONG'> = {
  CSV_QUOTE_NOT_CLOSED: 'QUOTES',
  CSV_INVALID_CLOSING_QUOTE: 'QUOTES',
  CSV_NON_TRIMABLE_CHAR_AFTER_CLOSING_QUOTE: 'QUOTES',
  INVALID_OPENING_QUOTE: 'QUOTES',
  CSV_MAX_RECORD_SIZE: 'TEXT_TOO_LONG',
};

function asUnreadable(error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const known = csvFaults[code];
  return known === undefined ? error : new UnreadableTable(known);
}

/** Drops the `sep=` line, wherever the first chunk ends. */
async function* withoutSeparatorLine(chunks: AsyncIterable<string>): AsyncIterable<string> {
  let first = '';
  let begun = false;
  for await (const chunk of chunks) {
    if (begun) yield chunk;
    else first += chunk;
    if (begun || first.length < 16) continue;
    begun = true;
    yield first.replace(separatorLine, '');
  }
  if (!begun) yield first.replace(separatorLine, '');
}

async function* records(
  bytes: Bytes,
  encoding: Encoding,
  delimiter: string,
): AsyncIterable<string[]> {
  const parser = parse(optionsFor(delimiter));
  const text = Readable.from(withoutSeparatorLine(decode(bytes, encoding)));
  pipeline(text, parser, () => undefined);
  try {
    for await (const row of parser) yield row as string[];
  } catch (error) {
    throw asUnreadable(error);
  } finally {
    parser.destroy();
  }
}

async function* after(rows: AsyncIterable<string[]>, index: number): AsyncIterable<string[]> {
  let at = 0;
  for await (const row of rows) {
    if (at > index) yield row;
    at += 1;
  }
}

const looksLikeMarkup = (text: string): boolean => /^\s*(?:<|\{|\[|%!|PK)/u.test(text);

/** Reads a CSV: encoding, delimiter and header first, rows as they are asked for. */
export async function readCsv(bytes: Bytes): Promise<Table> {
  const head = await bytes.head(sampleSize);
  const encoding = await detectEncoding(bytes, head);
  const sample = iconv.decode(Buffer.from(head), encoding);
  if (isBlankRow([sample])) throw new UnreadableTable('EMPTY');
  if (looksLikeMarkup(sample)) throw new UnreadableTable('NOT_A_TABLE');
  const delimiter = separatorLine.exec(sample)?.[1] ?? detectDelimiter(sample);
  const top = firstRows(sample, delimiter);
  const header = headerOf(top);
  const rows = { [Symbol.asyncIterator]: () => after(records(bytes, encoding, delimiter), header.index)[Symbol.asyncIterator]() }; // prettier-ignore
  return {
    format: 'csv',
    encoding,
    delimiter,
    headings: trimHeadings(top[header.index] ?? []),
    headerRow: header.index + 1,
    rows,
  };
}
