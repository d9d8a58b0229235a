// Rejected records as a CSV to correct and bring again: the original columns and one with the reasons, which the next
// import leaves out. A reversible apostrophe keeps a spreadsheet from running a cell or rounding a long number.
import type { Words } from '@shouxin/contract';
import type { Reason } from './judge-record.ts';

export const reasonHeading = '退回原因';

const risky = /^[\s]*[=+\-@＝＋－＠\t\r]/u;
const longNumber = /^\s*\d{12,}[Xx]?\s*$/u;

/** Prefix rule (OWASP CSV injection): what starts with = + - @ TAB CR, or already with an apostrophe, gets one more. */
export function neutraliseCell(text: string): string {
  const needed = text.startsWith("'") || risky.test(text) || longNumber.test(text);
  return needed ? `'${text}` : text;
}

/** Undoes exactly one prefix. */
export const restoreCell = (text: string): string => (text.startsWith("'") ? text.slice(1) : text);

/** A file that carries the column of reasons was written by this program, so its prefixes are ours to remove. */
export const isCorrectionFile = (headings: readonly string[]): boolean =>
  headings.some((heading) => heading.trim() === reasonHeading);

const quote = (text: string): string =>
  /[",\r\n;\t]/u.test(text) || text !== text.trim() ? `"${text.replaceAll('"', '""')}"` : text;

export const csvLine = (cells: readonly string[]): string => `${cells.map(quote).join(',')}\r\n`;

/** With a mark, so that a Chinese Windows spreadsheet opens it as UTF-8. */
export function correctionHeader(headings: readonly string[]): string {
  const kept = headings.filter((heading) => heading.trim() !== reasonHeading);
  return `\uFEFF${csvLine([...kept, reasonHeading].map(neutraliseCell))}`;
}

export type RejectedRecord = {
  record: number;
  headings: readonly string[];
  cells: readonly string[];
  reasons: readonly Reason[];
  language?: keyof Words;
};

/** One rejected record; cells of a file that was itself a correction file are restored before they are prefixed again. */
export function correctionLine({
  record,
  headings,
  cells,
  reasons,
  language = 'zh',
}: RejectedRecord): string {
  const again = isCorrectionFile(headings);
  const kept = headings
    .map((heading, i) => ({
      heading,
      text: again ? restoreCell(cells[i] ?? '') : (cells[i] ?? ''),
    }))
    .filter(({ heading }) => heading.trim() !== reasonHeading)
    .map(({ text }) => neutraliseCell(text));
  const words = reasons
    .map(({ item, message }) => `${item} ${message[language]}`)
    .join(language === 'zh' ? '；' : '; ');
  const label = language === 'zh' ? `原第${record}条：` : `Record ${record}: `;
  return csvLine([...kept, neutraliseCell(label + words)]);
}
