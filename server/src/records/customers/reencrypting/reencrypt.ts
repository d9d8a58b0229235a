// A customer's values sealed again when keys of theirs were replaced: every version that is kept, and what waits for review; then
// the seal over the current ones, as a revision of its own. Where each value came from stays what it was (R1.4.1, SECURITY 4.4).
import { findItem } from '@shouxin/contract/items';
import type {
  FieldToReencrypt,
  Keeper,
  Reencrypt,
  Replaced,
  Sealer,
} from '../../../controls/vault/index.ts';
import type { Call } from '../../../kernel/call.ts';
import { invariant } from '../../../kernel/invariant.ts';
import { registeredUnder, type Customer, type Origin } from '../customer.ts';
import { pendingTable, placeOf, sealedRowOf, sealStates, valueTable } from '../seal-values.ts';
import { insertAmendment, loadCustomers } from '../store.ts';
import { holdForSealing, pendingOf, valuesOf, type StoredValue } from './store.ts';

export interface ReencryptingParts {
  readonly sealer: Pick<Sealer, 'checkRows' | 'rowSealMany'>;
  readonly reencrypt: Pick<Reencrypt, 'fields'>;
}

/** Subjects that are no customers, or not yet, have nothing here. */
export function createReencrypting(parts: ReencryptingParts): Keeper {
  return async (call, its, exchange) => {
    let count = 0;
    for (const it of its) {
      await holdForSealing(call.tx, it.subject);
      const [before] = await customersOf(call, it);
      // What is sealed anew counts as whole from then on, so it must be whole now (threat 3).
      if (before) await parts.sealer.checkRows(call.tx, [sealedRowOf(before)]);
      for (const table of [valueTable, pendingTable]) {
        const stored = await (table === valueTable ? valuesOf : pendingOf)(call.tx, it);
        const afters = await parts.reencrypt.fields(call.tx, stored.map((row) => fieldOf(row, table))); // prettier-ignore
        const befores = stored.map(({ sealed }) => sealed);
        await exchange(call.tx, table, { subject: it.subject, befores, afters });
        count += stored.length;
      }
      if (before) await sealAnew(parts, call, it);
    }
    return count;
  };
}

const customersOf = (call: Call, { subject }: Replaced): Promise<Customer[]> =>
  loadCustomers(call.tx, { by: 'customer', customers: [subject] });

function fieldOf(it: StoredValue, table: string): FieldToReencrypt {
  const grade = findItem(it.item)?.class;
  const place = placeOf(it.customer, it, table);
  return { ...place, envelope: it.sealed, ...(grade && grade !== 'none' && { grade }) };
}

/** Loaded again: the bytes are others now. */
async function sealAnew({ sealer }: ReencryptingParts, call: Call, of: Replaced): Promise<void> {
  const [it] = await customersOf(call, of);
  invariant(it, 'The customer is still there');
  const revision = it.revision + 1;
  const change = { customer: it.customer, revision, origin: originOf(call, it) };
  const [sealed] = await sealStates(sealer, call.tx, [{ change, owned: it, values: it.values }]);
  invariant(sealed, 'A change has a seal');
  await insertAmendment(call.tx, { change: sealed, values: [], indexes: [], tags: [] });
  call.append({
    act: 'customers.reencrypt',
    trail: it.trail,
    facts: { revision },
    commitments: { row: Buffer.from(sealed.seal).toString('hex') },
  });
}

function originOf(call: Call, it: Customer): Origin {
  return {
    channel: 'reencrypting',
    ...registeredUnder(it),
    account: call.actor.id,
    accountName: call.actor.displayName,
    at: call.at,
  };
}
