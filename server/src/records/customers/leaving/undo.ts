// Undoing an import: customers of a batch whom nobody has used yet go as if they had never come; the log keeps that they were
// here (R3.3.2).
import { refuse } from '@shouxin/contract';
import { trailsBeyond } from '../../../controls/audit/index.ts';
import type { Call } from '../../../kernel/call.ts';
import { registeringMax } from '../register.ts';
import { customersOfBatch, deleteSome } from '../bulk/store.ts';

/** What the import itself leaves on a customer's trail. */
const ofTheImport = ['customers.register', 'consent.claim', 'consent.record'];

export interface ToUndo {
  readonly batch: string;
  /** Goes on after this customer. */
  readonly after?: string | undefined;
}

/**
 * Takes back some customers of an import batch as if they had never come; the log keeps that they were here (R3.3.2). Who
 * was used stays. `last` says where to go on; absent: there are no more.
 */
export async function undoSome(
  call: Call,
  { batch, after }: ToUndo,
): Promise<{ gone: string[]; last?: string }> {
  const some = await customersOfBatch(call.tx, { batch, after, max: registeringMax });
  const used = await usedOf(call, some);
  const free = some.filter((it) => !used.has(it.trail));
  const gone = await deleteSome(
    call.tx,
    batch,
    free.map((it) => it.customer),
  );
  for (const { customer, trail } of free) {
    if (gone.has(customer)) call.append({ act: 'customers.undo', trail, facts: { batch } });
  }
  const last = some.length === registeringMax ? some.at(-1)?.customer : undefined;
  return { gone: [...gone], ...(last !== undefined && { last }) };
}

function usedOf({ tx }: Call, some: readonly { trail: string }[]): Promise<Set<string>> {
  const trails = some.map((it) => it.trail);
  return trailsBeyond(tx, trails, ofTheImport);
}

/** How many customers of a batch somebody has looked at, changed, or otherwise acted on since. */
export async function countUsed(call: Call, batch: string): Promise<number> {
  const max = 2_000;
  let count = 0;
  for (let after: string | undefined; ;) {
    const some = await customersOfBatch(call.tx, { batch, after, max });
    count += (await usedOf(call, some)).size;
    if (some.length < max) return count;
    after = some.at(-1)?.customer;
  }
}

/** A whole batch at once; refuses when one of its customers is in use. Answers how many customers went. */
export async function undoBatch(call: Call, batch: string): Promise<number> {
  if ((await countUsed(call, batch)) > 0) refuse('import.in-use');
  let count = 0;
  for (let after: string | undefined; ;) {
    const { gone, last } = await undoSome(call, { batch, after });
    count += gone.length;
    if (last === undefined) break;
    after = last;
  }
  if ((await customersOfBatch(call.tx, { batch, max: 1 })).length > 0) refuse('import.in-use');
  return count;
}
