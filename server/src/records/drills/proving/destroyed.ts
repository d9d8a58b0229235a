// Who was destroyed by order is in an older set still: before those rows are taken out, every value of them is tried with the keys of
// today. One that opens means that the destruction was none (R3.3.2, SECURITY threat 28).
import type { Tx } from '../../../kernel/database.ts';
import { sealedItemOf } from '../../customers/index.ts';
import type { Looked } from '../drill.ts';
import type { DrillParts } from '../parts.ts';
import { destroyedCustomers } from '../store.ts';

export async function countDestroyed(parts: DrillParts, db: Tx): Promise<Looked> {
  let [looked, wrong] = [0, 0];
  for (const { customer, class: only } of await destroyedCustomers(db)) {
    for (const it of await parts.load(db, [customer])) {
      const values = it.values.filter(({ retention }) => only === null || retention === only);
      const fields = values.map((value) => sealedItemOf(customer, value).field);
      looked += fields.length;
      wrong += await parts.trial.countOpening(db, fields);
    }
  }
  return { looked, wrong };
}
