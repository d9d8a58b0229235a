// After a restore: the orders that the ledger holds are followed again, so that rows which came back with an older set go. They open
// nothing, their keys are destroyed; but they are there (decision 0025).
import { transaction, type Tx } from '../../kernel/database.ts';
import { deleteTaskMembers } from '../collection/index.ts';
import { ordersOf, erase } from './store.ts';

/** As the owner, on a database that nobody serves yet. Answers how many orders there are. */
export async function followOrders(db: Tx): Promise<number> {
  const orders = await ordersOf(db);
  for (const { shredding, customer, class: only } of orders) {
    await transaction(db, async (tx) => {
      if (only === null) await deleteTaskMembers(tx, [customer]);
      await erase(tx, shredding);
    });
  }
  return orders.length;
}
