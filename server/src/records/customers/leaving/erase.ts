// One retention class of a customer goes by order: what stays is checked, sealed anew as a revision of its own and loses the
// fingerprints that were made of what goes. The rows of the class are taken out by the room that holds the order (R3.3.2).
import { refuse } from '@shouxin/contract';
import type { Call } from '../../../kernel/call.ts';
import { brokenConstraint } from '../../../kernel/database.ts';
import { invariant } from '../../../kernel/invariant.ts';
import { registeredUnder, type Customer, type CustomersParts, type Origin } from '../customer.ts';
import { sealedRowOf, sealStates } from '../seal-values.ts';
import { insertAmendment } from '../store.ts';
import { indexesTouchedBy } from '../tags.ts';

export interface ToErase {
  readonly it: Customer;
  readonly class: string;
  /** Who wanted it, and under which proposal. */
  readonly by: Pick<Origin, 'account' | 'accountName' | 'proposal'>;
}

/** Answers the seal of what stays, for the entry. */
export async function sealWithout(
  { sealer }: Pick<CustomersParts, 'sealer'>,
  call: Call,
  { it, class: gone, by }: ToErase,
): Promise<string> {
  // What is sealed anew counts as whole from then on, so it must be whole now (threat 3).
  await sealer.checkRows(call.tx, [sealedRowOf(it)]);
  const origin: Origin = {
    channel: 'shredding',
    ...registeredUnder(it),
    ...by,
    at: call.at,
  };
  const values = it.values.filter(({ retention }) => retention !== gone);
  const state = {
    change: { customer: it.customer, revision: it.revision + 1, origin },
    owned: it,
    values,
  };
  const [change] = await sealStates(sealer, call.tx, [state]);
  invariant(change, 'A change has a seal');
  const items = it.values.filter((value) => !values.includes(value)).map(({ item }) => item);
  const { indexes } = indexesTouchedBy(items);
  await insertAmendment(call.tx, { change, values: [], indexes, tags: [] }).catch(
    (error: unknown) => {
      throw brokenConstraint(error) === 'revision_pkey' ? refuse('approvals.stale') : error;
    },
  );
  return Buffer.from(change.seal).toString('hex');
}
