// A typed value as people read it: codes as their labels, parts joined. For the review step and for reading aloud.
import type { Language } from '@shouxin/contract';
import { codeRowOf, findItem, longTerm, maskItem, type ItemInput } from '@shouxin/contract/items';

const longTermWords = { zh: '长期', en: 'long-term' } as const;

export function labelOf(table: string | undefined, code: string, language: Language): string {
  if (code === longTerm) return longTermWords[language];
  if (!table) return code;
  const labels = code.split(',').map((it) => codeRowOf(table, it)?.label[language] ?? it);
  return labels.join(language === 'zh' ? '、' : ', ');
}

export function displayOf(id: string, input: ItemInput, language: Language): string {
  const row = findItem(id);
  if (typeof input === 'string') return labelOf(row?.table, input, language);
  const hidden = new Set(['regionCode', 'province', 'city', 'county']);
  const texts = (row?.parts ?? [])
    .filter((part) => !hidden.has(part.id) && (input[part.id] ?? '') !== '')
    .map((part) => labelOf(part.table, input[part.id] ?? '', language));
  return texts.join(row?.format === 'period' ? ' – ' : ' ');
}

/** Masked as on the customer page: what the teller typed need not stand open while the customer chooses. */
export function maskedDisplayOf(id: string, input: ItemInput, language: Language): string {
  return displayOf(id, maskItem(id, input), language);
}
