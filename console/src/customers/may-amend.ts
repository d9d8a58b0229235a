// Which items a person amends by hand.
import { findItem } from '@shouxin/contract/items';

export const imageItem = 'NP13';

/** Derived or internal items follow others; of images only that of the document is renewed here. */
export function mayAmend(item: string): boolean {
  const row = findItem(item);
  return (
    row?.standing === 'collectable' &&
    (row.format !== 'image' || item === imageItem) &&
    item !== 'AU11'
  );
}
