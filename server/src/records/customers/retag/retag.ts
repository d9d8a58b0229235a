// Tags made again when the key of an index is replaced: which items make which index is known here, the values are opened and
// tagged within the vault, and searches find by either key until the last old tag is gone (decision 0010).
import type { Retag, ToRetag } from '../../../controls/vault/index.ts';
import type { Tx } from '../../../kernel/database.ts';
import type { Customer } from '../customer.ts';
import type { Tag } from '../rows.ts';
import { placeOf, sealedRowOf } from '../seal-values.ts';
import { loadCustomers } from '../store.ts';
import { countOlder, customersAmended, customersOlder, replaceTags, type Older } from './store.ts';

type Index = ToRetag['index'];

/** By which items a part of an index is made; `unit` is no item but where the customer belongs. */
const made: Readonly<Record<Index, Readonly<Record<string, string>>>> = {
  'document-unique': { kind: 'NP09', number: 'NP10' },
  document: { kind: 'NP09', number: 'NP10' },
  mobile: { number: 'NP08' },
  'name-birth': { name: 'NP01', birthOn: 'NP14' },
  'name-branch': { name: 'NP01', branch: 'unit' },
};

export interface ToReplace extends Older {
  readonly index: Index;
}

export interface Retagging {
  /** Tags of other versions of the key. */
  left(tx: Tx, it: ToReplace): Promise<number>;
  /** Makes tags of some customers again; answers of how many, 0 when none is left. */
  some(tx: Tx, it: ToReplace, max: number): Promise<number>;
  /**
   * Makes tags again of who was amended meanwhile: a change that was under way may have left a tag of the value before it.
   * Answers where to go on, undefined at the end.
   */
  amended(
    tx: Tx,
    it: {
      readonly index: Index;
      readonly since: Date;
      readonly after: string;
      readonly max: number;
    },
  ): Promise<string | undefined>;
}

export function createRetagging(retag: Retag): Retagging {
  return {
    left: countOlder,
    some: async (tx, it, max) => {
      const customers = await customersOlder(tx, it, max);
      if (customers.length > 0) await again(retag, tx, { index: it.index, customers });
      return customers.length;
    },
    amended: async (tx, { index, ...asked }) => {
      const customers = await customersAmended(tx, asked);
      if (customers.length > 0) await again(retag, tx, { index, customers });
      return customers.length < asked.max ? undefined : customers.at(-1);
    },
  };
}

async function again(
  retag: Retag,
  tx: Tx,
  { index, customers }: { readonly index: Index; readonly customers: readonly string[] },
): Promise<void> {
  const loaded = await loadCustomers(tx, { by: 'customer', customers });
  const asked = loaded.map((it) => ({
    customer: it.customer,
    row: sealedRowOf(it),
    index,
    parts: partsOf(it, index),
  }));
  const tags = await retag(tx, asked);
  const kept = asked.flatMap(({ customer }, at): Tag[] => {
    const tag = tags[at];
    return tag ? [{ customer, index, tag }] : [];
  });
  await replaceTags(tx, { index, customers, tags: kept });
}

/** None where a value is not kept: then there is no tag. */
function partsOf(it: Customer, index: Index): ToRetag['parts'] {
  const parts: Record<string, ToRetag['parts'][string]> = {};
  for (const [part, item] of Object.entries(made[index])) {
    const value = it.values.find((kept) => kept.item === item);
    if (item !== 'unit' && !value) return {};
    parts[part] = value ? { ...placeOf(it.customer, value), envelope: value.sealed } : it.unit;
  }
  return parts;
}
