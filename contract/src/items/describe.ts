// Values as people read them: codes with their labels, a validity as `2020-01-02 至 长期`, an address in one line. Works
// on masked values too: what is no code is shown as it is.
import type { Words } from '../words.ts';
import { longTerm } from './check-text.ts';
import { findItem } from './dictionary.ts';
import type { ItemValue } from './item-types.ts';
import { codeRowOf } from './tables.ts';

const same = (text: string): Words => ({ zh: text, en: text });

const join = (all: readonly Words[], zh: string, en: string): Words => ({
  zh: all.map((words) => words.zh).join(zh),
  en: all.map((words) => words.en).join(en),
});

function labelOf(table: string | undefined, text: string): Words {
  if (table === undefined) return same(text);
  const labels = text.split(',').map((code) => codeRowOf(table, code)?.label ?? same(code));
  return join(labels, '、', ', ');
}

const day = (text: string | undefined): Words =>
  text === longTerm ? { zh: '长期', en: 'no end' } : same(text ?? '—');

function describeParts(id: string, value: Record<string, string>): Words {
  if (id === 'NP11') return join([day(value['from']), day(value['to'])], ' 至 ', ' to ');
  const parts = (findItem(id)?.parts ?? []).filter(
    (part) => value[part.id] !== undefined && part.id !== 'regionCode',
  );
  const words = parts.map((part) => labelOf(part.table, value[part.id] ?? ''));
  const isAddress = findItem(id)?.format === 'address';
  return join(words, isAddress ? '' : '，', isAddress ? ' ' : ', ');
}

/** One line for a value of an item, plain or masked. */
export function describeItem(id: string, value: ItemValue): Words {
  return typeof value === 'string' ? labelOf(findItem(id)?.table, value) : describeParts(id, value);
}
