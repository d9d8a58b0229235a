// A value as a person reads it: labels instead of codes, parts joined, masked by the dictionary. An item without a mask of
// its own that is to be masked is hidden whole: "masked" never means "shown after all".
import type { ItemValue } from '@shouxin/contract';
import {
  codeRowOf,
  findItem,
  hiddenMark,
  longTerm,
  maskItem,
  type DictionaryItem,
  type DictionaryPart,
} from '@shouxin/contract/items';

const labelOf = (table: string | undefined, code: string): string =>
  (table && codeRowOf(table, code)?.label.zh) || (code === longTerm ? '长期' : code);

/** Whole, for whom may see it whole. */
export function displayOf(item: string, value: ItemValue): string {
  const described = findItem(item);
  if (typeof value === 'string') return labelOf(described?.table, value);
  return described ? joined(described, value) : hiddenMark;
}

export function maskedDisplayOf(item: string, value: ItemValue): string {
  if (isHiddenWhole(item)) return hiddenMark;
  return displayOf(item, maskItem(item, value));
}

/** Whether masking hides all of it, so that it need not be opened. */
export function isHiddenWhole(item: string): boolean {
  const described = findItem(item);
  if (!described || described.revealTier === 'open') return true;
  return described.mask.kind === 'none' || described.mask.kind === 'open';
}

function joined(described: DictionaryItem, value: Record<string, string>): string {
  const parts = (described.parts ?? []).filter((part) => value[part.id]);
  const text = (part: DictionaryPart) => labelOf(part.table, value[part.id] ?? '');
  if (described.mask.kind === 'region') {
    return parts
      .filter((part) => ['region', 'detail'].includes(part.id))
      .map(text)
      .join('');
  }
  if (parts.every((part) => part.format.startsWith('date'))) return parts.map(text).join(' 至 ');
  return parts.map(text).join(' · ');
}

/** Two spellings of one value: width, case, spaces, dashes, dots and +86 make no difference. */
export function isSameValue(item: string, stored: ItemValue, given: ItemValue): boolean {
  const spellings = (value: ItemValue) => [
    plain(displayOf(item, value)),
    ...(typeof value === 'string' ? [plain(value)] : []),
  ];
  const known = new Set(spellings(stored));
  return spellings(given).some((it) => it !== '' && known.has(it));
}

function plain(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/[\s\p{Pd}\p{Cf}.·•・‧∙⋅()]/gu, '')
    .replace(/^(\+|00)?86(?=1\d{10}$)/, '')
    .toUpperCase();
}
