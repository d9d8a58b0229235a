// Values of fictitious people as the plain texts that a test types and looks for.
import type { ItemValue } from '@shouxin/contract';

/** A value that is one text; anything else is a mistake of the test. */
export function textOf(value: ItemValue | undefined): string {
  if (typeof value !== 'string') throw new TypeError('this item is not one text');
  return value;
}
