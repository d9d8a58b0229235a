// Loading customers. Who is read outside of a transaction is read together with whoever is asked for at the same moment, in
// one statement: at a busy counter most of a read is the sending of small statements.
import { coalesce, oncePer } from '../../../kernel/coalesce.ts';
import type { Tx } from '../../../kernel/database.ts';
import type { Customer } from '../customer.ts';
import { createFinding } from '../found/find.ts';
import type { Wanted } from '../rows.ts';
import { loadCustomers, namedByTrail } from '../store.ts';

const loaderOf = (tx: Tx) =>
  coalesce(
    async (asked: readonly string[]) => {
      const customers = [...new Set(asked)];
      const found = await loadCustomers(tx, { by: 'customer', customers });
      return new Map(found.map((it) => [it.customer, it]));
    },
    (customer) => customer,
  );

export function createLoading() {
  const loading = oncePer(loaderOf);

  /** Customers with their current and pending values, of all items or of some. */
  const load = async (tx: Tx, wanted: Wanted, items?: readonly string[]): Promise<Customer[]> => {
    const [only, ...more] = wanted.by === 'customer' ? wanted.customers : [];
    const isAlone = only !== undefined && more.length === 0;
    if (!isAlone || items || tx.isTransaction) return loadCustomers(tx, wanted, items);
    const found = await loading(tx)(only);
    return found ? [found] : [];
  };
  return { load, find: createFinding(), namedByTrail };
}
