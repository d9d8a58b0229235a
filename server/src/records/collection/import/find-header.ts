// The header is the row that speaks most of the dictionary's language: merged titles, dates of export and blank rows
// above it are passed over.
import { rule } from '@shouxin/contract/items';
import { matchHeading } from './match-heading.ts';
import { UnreadableTable } from './table/unreadable.ts';

const knownHeadingsMin = 3;

export const isBlankRow = (cells: readonly string[]): boolean =>
  cells.every((cell) => cell.trim() === '');

/** How many different targets the cells of a row name, were it the header. */
export function scoreHeader(cells: readonly string[]): number {
  const targets = cells
    .map((cell) => matchHeading(cell))
    .filter((match) => match?.confidence === 'exact');
  return new Set(targets.map((match) => match?.target)).size;
}

export type Header = { index: number; score: number };

/** Position of the header in the first rows of a table, or nothing when no row looks like one. */
export function findHeader(rows: readonly (readonly string[])[]): Header | undefined {
  const scored = rows
    .slice(0, rule('import.header.search_rows'))
    .map((row, index) => ({ index, score: scoreHeader(row) }));
  const best = scored.reduce<Header>((top, row) => (row.score > top.score ? row : top), {
    index: -1,
    score: 0,
  });
  return best.score >= knownHeadingsMin ? best : undefined;
}

export function headerOf(rows: readonly (readonly string[])[]): Header {
  const header = findHeader(rows);
  if (!header) throw new UnreadableTable('NO_HEADER');
  return header;
}

/** Trailing blank headings are no columns. */
export function trimHeadings(cells: readonly string[]): string[] {
  const last = cells.findLastIndex((cell) => cell.trim() !== '');
  return cells.slice(0, last + 1).map((cell) => cell.replace(/\s+/gu, ' ').trim());
}
