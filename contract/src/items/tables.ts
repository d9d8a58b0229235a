// Code tables (REQUIREMENTS 4.9): what a code means in which edition, and the other words people use for it. Old
// records keep the code of their edition, so a lookup names the day it is for.
import { z } from 'zod';
import tablesJson from '../../data/code-tables.json' with { type: 'json' };
import { words } from '../words.ts';
import { labelKey } from './normalise.ts';
import { calendarDate, mark } from './rules.ts';

const ages = z.strictObject({ min: z.number().int(), max: z.number().int() });

const codeRow = z.strictObject({
  code: z.string().min(1).max(20),
  label: words,
  synonyms: z.array(z.string().min(1).max(80)).max(80),
  validFrom: calendarDate,
  validTo: calendarDate.nullable(),
  format: z.string().max(30).optional(),
  holder: z.array(z.string().length(3)).max(5).optional(),
  party: z.enum(['person', 'entity']).optional(),
  needsText: z.boolean().optional(),
  needsCountry: z.boolean().optional(),
  ages: ages.optional(),
  below: z.number().int().optional(),
});

const codeTable = z.strictObject({
  id: z.string().max(30),
  name: words,
  standard: z.string().max(80),
  edition: z.string().max(40),
  mark,
  rows: z.array(codeRow).min(1).max(400),
});

const schema = z.strictObject({ edition: z.string(), tables: z.array(codeTable).max(50) });

export type CodeRow = z.infer<typeof codeRow>;
export type CodeTable = z.infer<typeof codeTable>;

export const codeTables: readonly CodeTable[] = schema.parse(tablesJson).tables;

const byId = new Map(codeTables.map((table) => [table.id, table]));

export function codeTableOf(id: string): CodeTable {
  const table = byId.get(id);
  if (!table) throw new Error(`no code table ${id}`);
  return table;
}

const rowsByKey = new Map(
  codeTables.map((table) => [
    table.id,
    new Map(
      table.rows.flatMap((row) =>
        [row.code, row.label.zh, row.label.en, ...row.synonyms].map((text) => [
          labelKey(text),
          row,
        ]),
      ),
    ),
  ]),
);

const rowsByCode = new Map(
  codeTables.map((table) => [table.id, new Map(table.rows.map((row) => [row.code, row]))]),
);

const isValidOn = (row: CodeRow, on: string): boolean =>
  row.validFrom <= on && (row.validTo === null || on <= row.validTo);

/** The row that a code, a label or a synonym stands for, on that day. */
export function lookupCode(tableId: string, text: string, on = '9999-12-31'): CodeRow | undefined {
  const rows = rowsByKey.get(tableId);
  if (!rows) throw new Error(`no code table ${tableId}`);
  const row = rows.get(labelKey(text));
  return row && (on === '9999-12-31' || isValidOn(row, on)) ? row : undefined;
}

export function codeRowOf(tableId: string, code: string): CodeRow | undefined {
  const rows = rowsByCode.get(tableId);
  if (!rows) throw new Error(`no code table ${tableId}`);
  return rows.get(code);
}
