// Which items a person amends by hand.
import { findItem } from '@shouxin/contract/items';

/** Derived or internal items follow others; images and the identity check have ways of their own. */
export function mayAmend(item: string): boolean {
  const row = findItem(item);
  return row?.standing === 'collectable' && row.format !== 'image' && item !== 'AU11';
}
