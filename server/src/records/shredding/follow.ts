// After a restore: the orders that the ledger holds are followed again, so that rows which came back with an older set go. They open
// nothing, their keys are destroyed; but they are there (decision 0025). A whole customer goes before anybody serves the database; of one
// class what stays is sealed anew, which needs the keys and leaves an entry, so that is done when the server starts.
import { transaction, type Tx } from '../../kernel/database.ts';
import { deleteTaskMembers } from '../collection/index.ts';
import type { ShreddingParts } from './index.ts';
import { classesThatCameBack, erase, ordersOfAll } from './store.ts';

/** As the owner, on a database that nobody serves yet. Answers how many orders there are. */
export async function followOrders(db: Tx): Promise<number> {
  const orders = await ordersOfAll(db);
  for (const { shredding, customer } of orders) {
    await transaction(db, async (tx) => {
      await deleteTaskMembers(tx, [customer]);
      await erase(tx, shredding);
    });
  }
  return orders.length;
}

/** At start, before the doors open: nothing to do but after a restore. */
export async function followClasses(parts: ShreddingParts): Promise<void> {
  for (const {
    shredding,
    customer,
    class: only,
    proposal,
    proposedByName,
  } of await classesThatCameBack(parts.db)) {
    // prettier-ignore
    await parts.runDuty('shredding.follow', async (call) => {
      const [it] = await parts.customers.load(call.tx, { by: 'customer', customers: [customer] });
      const by = { account: call.actor.id, accountName: proposedByName, proposal };
      const row = it && (await parts.customers.sealWithout(call, { it, class: only, by }));
      await erase(call.tx, shredding);
      call.append({
        facts: { shredding, class: only },
        ...(it && { trail: it.trail }),
        ...(row !== undefined && { commitments: { row } }),
      });
    });
  }
}
