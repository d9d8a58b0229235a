// Loading customers. Who is read outside of a transaction is read together with whoever is asked for at the same moment, in
// one statement: at a busy counter most of a read is the sending of small statements.
import { coalesce } from '../../../kernel/coalesce.ts';
import type { Tx } from '../../../kernel/database.ts';
import type { Customer } from '../customer.ts';
import type { AskedByTag, Wanted } from '../rows.ts';
import { loadByTags, loadCustomers, namedByTrail } from '../store.ts';

function loadersOf(tx: Tx) {
  return {
    one: coalesce(
      async (asked: readonly string[]) => {
        const customers = [...new Set(asked)];
        const found = await loadCustomers(tx, { by: 'customer', customers });
        return new Map(found.map((it) => [it.customer, it]));
      },
      (customer) => customer,
    ),
    byTag: coalesce(async (asked: readonly AskedByTag[]) => {
      const distinct = [...new Map(asked.map((it) => [nameOf(it), it]))];
      const found = await loadByTags(
        tx,
        distinct.map(([, it]) => it),
      );
      return new Map(distinct.map(([name], index) => [name, found[index] ?? []]));
    }, nameOf),
  };
}

const nameOf = ({ index, tags, max }: AskedByTag): string =>
  [index, max, ...tags.map((it) => Buffer.from(it).toString('hex'))].join(' ');

/** The single customer or tag that is wanted; undefined: several, or looked up in another way. */
function onlyOneOf(wanted: Wanted): string | AskedByTag | undefined {
  if (wanted.by === 'number') return undefined;
  const all = wanted.by === 'customer' ? wanted.customers : wanted.asked;
  return all.length === 1 ? all[0] : undefined;
}

export function createLoading() {
  const loaders = new WeakMap<Tx, ReturnType<typeof loadersOf>>();
  const of = (tx: Tx) => {
    const known = loaders.get(tx) ?? loadersOf(tx);
    loaders.set(tx, known);
    return known;
  };

  /** Customers with their current and pending values, of all items or of some. */
  const load = async (tx: Tx, wanted: Wanted, items?: readonly string[]): Promise<Customer[]> => {
    const one = tx.isTransaction || items !== undefined ? undefined : onlyOneOf(wanted);
    if (one === undefined) return loadCustomers(tx, wanted, items);
    if (typeof one === 'object') return (await of(tx).byTag(one)) ?? [];
    const found = await of(tx).one(one);
    return found ? [found] : [];
  };
  return { load, namedByTrail };
}
