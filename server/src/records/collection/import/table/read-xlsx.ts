// XLSX as a stream: the sheet that looks most like a customer table, its header wherever it stands, its rows one by one.
import { rule } from '@shouxin/contract/items';
import { findHeader, isBlankRow, trimHeadings } from '../find-header.ts';
import type { Table } from './read-table.ts';
import type { Bytes } from './table-source.ts';
import { UnreadableTable } from './unreadable.ts';
import { type Archive, openArchive } from './xlsx-archive.ts';
import { type Sheet, type Workbook, readWorkbook } from './xlsx-parts.ts';
import { sheetRows } from './xlsx-rows.ts';

const sheetsMax = 20;

/** The first rows that hold something; blank ones above the header do not count. */
async function topRows(archive: Archive, sheet: Sheet, workbook: Workbook): Promise<string[][]> {
  const rows: string[][] = [];
  for await (const row of sheetRows(archive, sheet.path, workbook)) {
    if (isBlankRow(row)) continue;
    rows.push(row);
    if (rows.length >= rule('import.header.search_rows')) break;
  }
  return rows;
}

type Chosen = { sheet: Sheet; index: number; score: number; headings: string[] };

async function chooseSheet(archive: Archive, workbook: Workbook): Promise<Chosen> {
  let best: Chosen | undefined;
  for (const sheet of workbook.sheets.slice(0, sheetsMax)) {
    const rows = await topRows(archive, sheet, workbook);
    const header = findHeader(rows);
    if (!header || (best && best.score >= header.score)) continue;
    best = { sheet, ...header, headings: trimHeadings(rows[header.index] ?? []) };
  }
  if (!best) throw new UnreadableTable(workbook.sheets.length === 0 ? 'NOT_A_TABLE' : 'NO_HEADER');
  return best;
}

async function* recordsAfter(bytes: Bytes, chosen: Chosen): AsyncIterable<string[]> {
  const archive = await openArchive(bytes);
  try {
    const workbook = await readWorkbook(archive);
    let at = 0;
    for await (const row of sheetRows(archive, chosen.sheet.path, workbook)) {
      if (isBlankRow(row)) continue;
      if (at > chosen.index) yield row;
      at += 1;
    }
  } finally {
    archive.close();
  }
}

export async function readXlsx(bytes: Bytes): Promise<Table> {
  const archive = await openArchive(bytes);
  try {
    const workbook = await readWorkbook(archive);
    const chosen = await chooseSheet(archive, workbook);
    return {
      format: 'xlsx',
      encoding: 'xlsx',
      sheet: chosen.sheet.name,
      headings: chosen.headings,
      headerRow: chosen.index + 1,
      rows: { [Symbol.asyncIterator]: () => recordsAfter(bytes, chosen)[Symbol.asyncIterator]() },
    };
  } finally {
    archive.close();
  }
}
