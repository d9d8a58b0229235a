// Finding customers for searches. Who looks by a tag outside of a transaction is answered together with whoever looks at the same
// moment, in one statement.
import { coalesce, oncePer } from '../../../kernel/coalesce.ts';
import type { Tx } from '../../../kernel/database.ts';
import type { AskedByTag, Wanted } from '../rows.ts';
import { findCustomers, type FoundCustomer } from './store.ts';

const nameOf = ({ index, tags, max }: AskedByTag): string =>
  [index, max, ...tags.map((it) => Buffer.from(it).toString('hex'))].join(' ');

const finderOf = (tx: Tx) =>
  coalesce(async (all: readonly AskedByTag[]) => {
    const distinct = new Map(all.map((it) => [nameOf(it), it]));
    const rows = await findCustomers(tx, { by: 'tag', asked: [...distinct.values()] });
    const each = Map.groupBy(rows, (row) => row.asked);
    const found = [...distinct.keys()].map(
      (name, asked) => [name, (each.get(asked) ?? []).map((row) => row.found)] as const,
    );
    return new Map(found);
  }, nameOf);

export function createFinding() {
  const finding = oncePer(finderOf);

  /** As much of customers as a search needs: sealed, as they are kept. */
  return async (tx: Tx, wanted: Wanted): Promise<readonly FoundCustomer[]> => {
    const [only, ...more] = wanted.by === 'tag' ? wanted.asked : [];
    const isAlone = only !== undefined && more.length === 0;
    if (isAlone && !tx.isTransaction) return (await finding(tx)(only)) ?? [];
    return (await findCustomers(tx, wanted)).map((row) => row.found);
  };
}
