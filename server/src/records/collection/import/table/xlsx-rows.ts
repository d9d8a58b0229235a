// Rows of one sheet as text, in order, streamed: dates by their style, long numbers unharmed, formulas as `=...` so that
// a computed value is never taken for one that somebody entered.
import { rule } from '@shouxin/contract/items';
import type { Archive } from './xlsx-archive.ts';
import { UnreadableTable } from './unreadable.ts';
import type { CellFormat, Workbook } from './xlsx-parts.ts';
import { walkXml } from './xlsx-xml.ts';

type Cell = {
  column: number;
  type: string;
  style: number;
  value: string;
  formula: string | undefined;
};

/** `BC12` is column 54, counting from 0; nothing where the writer left the reference out. */
export function columnOf(reference: string): number | undefined {
  const letters = /^[A-Z]{1,3}/.exec(reference)?.[0];
  if (letters === undefined) return undefined;
  return [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1;
}

const epochDays = { 1900: 25_569, 1904: 24_107 } as const;

/** Serial day of a spreadsheet as a date. The year 1900 has a 29 February there that never was. */
export function dateOfSerial(serial: number, date1904: boolean): string | undefined {
  const day = Math.floor(serial);
  if (!Number.isFinite(serial) || day < 0 || day > 2_958_465) return undefined;
  const shift = !date1904 && day < 60 ? 1 : 0;
  const milliseconds = (day + shift - (date1904 ? epochDays[1904] : epochDays[1900])) * 86_400_000;
  return new Date(milliseconds).toISOString().slice(0, 10);
}

/** 1.3812345678E10 as digits; a number that lost digits stays in its exponent form, which the validators recognise. */
function plainNumber(raw: string): string {
  const value = Number(raw);
  if (/^-?\d+$/.test(raw) || !Number.isFinite(value)) return raw;
  return Number.isSafeInteger(value) && Math.abs(value) < 1e15 ? String(value) : raw.toUpperCase();
}

function numberText(raw: string, format: CellFormat | undefined, date1904: boolean): string {
  if (format?.date) return dateOfSerial(Number(raw), date1904) ?? raw;
  return plainNumber(raw).padStart(format?.zeros ?? 0, '0');
}

const asWritten = new Set(['str', 'inlineStr', 'e']);

function typedText(cell: Cell, workbook: Workbook): string {
  if (cell.type === 's') return workbook.strings[Number(cell.value)] ?? '';
  if (cell.type === 'b') return cell.value === '1' ? 'TRUE' : 'FALSE';
  if (cell.type === 'd') return cell.value.slice(0, 10);
  if (asWritten.has(cell.type) || cell.value === '') return cell.value;
  return numberText(cell.value, workbook.formats[cell.style], workbook.date1904);
}

const textOf = (cell: Cell, workbook: Workbook): string =>
  cell.formula === undefined ? typedText(cell, workbook) : `=${cell.formula}`;

type Gathering = {
  rows: string[][];
  row: string[];
  cell: Cell | undefined;
  into: 'value' | 'formula' | undefined;
};

function openCell(state: Gathering, attributes: Readonly<Record<string, string>>): void {
  const column = columnOf(attributes['r'] ?? '') ?? state.row.length;
  const type = attributes['t'] ?? 'n';
  state.cell = {
    column,
    type,
    style: Number(attributes['s'] ?? -1),
    value: '',
    formula: undefined,
  };
}

function closeCell(state: Gathering, workbook: Workbook): void {
  const { cell } = state;
  state.cell = undefined;
  if (!cell) return;
  const text = textOf(cell, workbook);
  if (text === '') return;
  if (cell.column >= rule('import.columns_max')) throw new UnreadableTable('TOO_MANY_COLUMNS');
  while (state.row.length < cell.column) state.row.push('');
  state.row[cell.column] = text;
}

function openElement(
  state: Gathering,
  name: string,
  attributes: Readonly<Record<string, string>>,
): void {
  if (name === 'row') state.row = [];
  if (name === 'c') openCell(state, attributes);
  if (name === 'f' && state.cell) state.cell.formula = '';
  state.into = undefined;
  if (name === 'f') state.into = 'formula';
  if (name === 'v' || name === 't') state.into = 'value';
}

function takeText(state: Gathering, text: string): void {
  const { cell, into } = state;
  if (!cell || !into) return;
  cell[into] = (cell[into] ?? '') + text;
  if (cell.value.length > rule('import.cell.chars_max') * 8)
    throw new UnreadableTable('TEXT_TOO_LONG');
}

/** All rows of a sheet from the top, blank ones too; cells that are not there are empty. */
export async function* sheetRows(
  archive: Archive,
  path: string,
  workbook: Workbook,
): AsyncIterable<string[]> {
  const state: Gathering = { rows: [], row: [], cell: undefined, into: undefined };
  const steps = walkXml(await archive.open(path), {
    open: (name, attributes) => openElement(state, name, attributes),
    text: (text) => takeText(state, text),
    close: (name) => {
      state.into = undefined;
      if (name === 'c') closeCell(state, workbook);
      if (name === 'row') state.rows.push(state.row);
    },
  });
  for await (const step of steps) {
    void step;
    const ready = state.rows;
    state.rows = [];
    yield* ready;
  }
}
