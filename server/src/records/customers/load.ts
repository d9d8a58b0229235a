// Loading customers: who is read one by one outside of a transaction is read together with whoever is asked for at the same
// moment, in one statement.
import { coalesce } from '../../kernel/coalesce.ts';
import type { Tx } from '../../kernel/database.ts';
import type { Customer } from './customer.ts';
import type { Wanted } from './rows.ts';
import { loadCustomers } from './store.ts';

export function createLoad() {
  type LoadOne = (customer: string) => Promise<Customer | undefined>;
  const loaders = new WeakMap<Tx, LoadOne>();

  function loaderOf(tx: Tx): LoadOne {
    const known = loaders.get(tx);
    if (known) return known;
    const loadOne = coalesce(
      async (asked: readonly string[]) => {
        const customers = [...new Set(asked)];
        const found = await loadCustomers(tx, { by: 'customer', customers });
        return new Map(found.map((it) => [it.customer, it]));
      },
      (customer) => customer,
    );
    loaders.set(tx, loadOne);
    return loadOne;
  }

  /** Customers with their current and pending values, of all items or of some. */
  return async (tx: Tx, wanted: Wanted, items?: readonly string[]): Promise<Customer[]> => {
    const [one, ...more] = wanted.by === 'customer' ? wanted.customers : [];
    const isAlone = one !== undefined && more.length === 0 && items === undefined;
    if (tx.isTransaction || !isAlone) return loadCustomers(tx, wanted, items);
    const found = await loaderOf(tx)(one);
    return found ? [found] : [];
  };
}
