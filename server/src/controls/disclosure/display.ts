// A value as a person reads it, in the words of the contract, masked by the dictionary. An item without a mask of its own
// that is to be masked is hidden whole: "masked" never means "shown after all".
import type { ItemValue, ValueText } from '@shouxin/contract';
import { describeItem, findItem, hiddenMark, maskItem } from '@shouxin/contract/items';

/** The contract's limit of one text. */
const lengthMax = 1000;

/** Whole, for whom may see it whole. */
export function displayOf(item: string, value: ItemValue): ValueText {
  const text = describeItem(item, value);
  if (typeof text === 'string') return text.slice(0, lengthMax);
  return { zh: text.zh.slice(0, lengthMax), en: text.en.slice(0, lengthMax) };
}

export function maskedDisplayOf(item: string, value: ItemValue): ValueText {
  if (isHiddenWhole(item)) return hiddenMark;
  return displayOf(item, maskItem(item, value));
}

/** Whether masking hides all of it, so that it need not be opened. */
export function isHiddenWhole(item: string): boolean {
  const described = findItem(item);
  if (!described || described.revealTier === 'open') return true;
  return described.mask.kind === 'none' || described.mask.kind === 'open';
}

/** Two spellings of one value: width, case, spaces, dashes, dots and +86 make no difference, nor does the language. */
export function isSameValue(item: string, stored: ItemValue, given: ItemValue): boolean {
  const spellings = (value: ItemValue) => {
    const text = describeItem(item, value);
    const read = typeof text === 'string' ? [text] : [text.zh, text.en];
    return [...read, ...(typeof value === 'string' ? [value] : [])].map(plain);
  };
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
