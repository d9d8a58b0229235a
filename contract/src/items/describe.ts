// Values as people read them: codes with their labels, a validity as `2020-01-02 至 长期`, an address in one line. Works on
// masked values too: what is no code is shown as it is. What reads alike in both languages is one text.
import type { ValueText, Words } from '../words.ts';
import { longTerm } from './check-text.ts';
import { findItem, type DictionaryItem, type Mask } from './dictionary.ts';
import type { ItemValue } from './item-types.ts';
import { hiddenMark } from './masks.ts';
import { codeRowOf, codeTableOf } from './tables.ts';

const same = (text: string): Words => ({ zh: text, en: text });
const longTermWords: Words = { zh: '长期', en: 'long-term' };

function join(all: readonly Words[], { zh, en }: Words): Words {
  return { zh: all.map((it) => it.zh).join(zh), en: all.map((it) => it.en).join(en) };
}

interface Coded {
  readonly table?: string | undefined;
  readonly mask: Mask;
}

function wordsOf({ table, mask }: Coded, text: string): Words {
  if (text === longTerm) return longTermWords;
  if (mask.kind === 'band') return bandOf(table, text);
  if (table === undefined) return same(text);
  const labels = text.split(',').map((code) => codeRowOf(table, code)?.label ?? same(code));
  return join(labels, { zh: '、', en: ', ' });
}

/** An amount that was masked is the Chinese label of its band: the masks are frozen so. */
function bandOf(table: string | undefined, text: string): Words {
  const row =
    (table && codeRowOf(table, text)) ||
    codeTableOf('income-band').rows.find((it) => it.label.zh === text);
  return row ? row.label : same(text);
}

function partsInWords(row: DictionaryItem, value: Record<string, string>): Words {
  const isAddress = row.mask.kind === 'region';
  const parts = (row.parts ?? []).filter(
    ({ id }) => value[id] && (!isAddress || id === 'region' || id === 'detail'),
  );
  const all = parts.map((part) => wordsOf(part, value[part.id] ?? ''));
  if (isAddress) return join(all, same(''));
  const isPeriod = parts.every((part) => part.format.startsWith('date'));
  return join(all, isPeriod ? { zh: ' 至 ', en: ' to ' } : same(' · '));
}

/** One line for a value of an item, plain or masked; an item that is not in the dictionary is hidden. */
export function describeItem(id: string, value: ItemValue): ValueText {
  const row = findItem(id);
  if (!row) return hiddenMark;
  const read = typeof value === 'string' ? wordsOf(row, value) : partsInWords(row, value);
  return read.zh === read.en ? read.zh : read;
}
