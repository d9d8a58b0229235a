// R4.10, R2.2.4: what a mask shows is never what a reveal shows. A mask that lets a code pass through would open by browsing
// what the rules open only for a purpose, with reference and step-up.
import type { ItemValue } from '@shouxin/contract';
import { codeTableOf, dictionary, type DictionaryItem } from '@shouxin/contract/items';
import { describe, expect, it } from 'vitest';
import { displayOf, maskedDisplayOf } from './display.ts';

const samples: Record<string, string> = {
  date: '1990-01-01',
  email: 'zhangsan@example.com',
  mobile: '13800138000',
  name: '欧阳演示',
  amount: '120000',
};
const otherwise = '演示内容一二三四五六七八';

/** Every code of a table; else one text that fits the form. */
function textsOf({
  table,
  format,
}: {
  readonly table?: string | undefined;
  readonly format: string;
}) {
  if (table) return codeTableOf(table).rows.map((it) => it.code);
  return [samples[format] ?? otherwise];
}

/** The least that may be kept, everything that may be kept, and each part alone, with every code there is. */
function valuesOf(item: DictionaryItem): ItemValue[] {
  const { parts } = item;
  if (!parts) return textsOf(item);
  const required = parts.filter((part) => part.required);
  const choices = [required.length > 0 ? required : undefined, parts].filter(
    (it) => it !== undefined,
  );
  const alone = required.length > 0 ? [] : parts.map((part) => [part]);
  return [...choices, ...alone].flatMap((some) => {
    const longest = Math.max(...some.map((part) => textsOf(part).length));
    return Array.from({ length: longest }, (_, at) =>
      Object.fromEntries(
        some.map((part) => [part.id, textsOf(part)[at % textsOf(part).length] ?? '']),
      ),
    );
  });
}

const secret = dictionary.items.filter((it) => it.revealTier === 'T1' || it.revealTier === 'T2');

describe('R4.10 masked is never the same as plain', () => {
  it('knows enough items, code tables among them', () => {
    expect(secret.length).toBeGreaterThan(20);
    const withTables = secret.filter((it) => it.table ?? it.parts?.some((part) => part.table));
    expect(withTables.map((it) => it.id)).toEqual(
      expect.arrayContaining(['NP22', 'NP23', 'NP24', 'FN01']),
    );
  });

  it.each(secret.map((it) => [it.id, it] as const))('%s', (id, item) => {
    const values = valuesOf(item);
    expect(values.length).toBeGreaterThan(0);
    for (const value of values) expect(maskedDisplayOf(id, value)).not.toBe(displayOf(id, value));
  });

  it('R2.2.4 the tax residence of another branch’s customer says nothing', () => {
    expect(maskedDisplayOf('NP24', { status: '1' })).toBe('****');
    expect(maskedDisplayOf('NP24', { status: '2', country: 'USA' })).toBe('**** · ****');
  });
});
