// Every number the product goes by, as data with its article (REQUIREMENTS part 3: never hard-coded). A row marked U
// shows 待法务确认 until the institution approves it.
import { z } from 'zod';
import table from '../../data/rules.json' with { type: 'json' };
import { words } from '../words.ts';

export const mark = z.enum(['P', 'S', 'U']);
export const calendarDate = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);

const ruleRow = z.strictObject({
  key: z.string().regex(/^[a-z0-9_]+(\.[a-z0-9_]+)+$/),
  value: z.union([z.number(), z.array(z.number()).max(10)]),
  unit: z.string().max(20),
  article: words,
  jurisdiction: z.string().max(10),
  effectiveFrom: calendarDate,
  effectiveTo: calendarDate.nullable(),
  mark,
  note: words,
});

export type RuleRow = z.infer<typeof ruleRow>;

const schema = z.strictObject({ edition: z.string().max(20), rules: z.array(ruleRow).max(500) });

export const rules: readonly RuleRow[] = schema.parse(table).rules;

const byKey = new Map(rules.map((row) => [row.key, row]));

export function ruleRowOf(key: string): RuleRow {
  const row = byKey.get(key);
  if (!row) throw new Error(`no rule ${key}`);
  return row;
}

/** The shipped value of a rule that is one number. */
export function rule(key: string): number {
  const { value } = ruleRowOf(key);
  if (typeof value !== 'number') throw new Error(`rule ${key} is a list`);
  return value;
}

/** The shipped values of a rule that is a list, such as the days of notice before a document expires. */
export function ruleList(key: string): readonly number[] {
  const { value } = ruleRowOf(key);
  if (typeof value === 'number') throw new Error(`rule ${key} is one number`);
  return value;
}

export const isUnconfirmed = (row: RuleRow): boolean => row.mark === 'U';
