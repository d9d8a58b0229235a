// The customers of a task, so that it can be worked: masked as in a search, of the caller's unit alone (R1.4.3, R2.2.4). What
// was compared ends with a conclusion; every other kind ends by what happens to the customer.
import { refuse, type collectionOperations, type InputOf, type OutputOf } from '@shouxin/contract';
import type { Call } from '../../kernel/call.ts';
import { bandOf, beforeOf, pageFrom } from '../../kernel/page.ts';
import type { CollectionParts } from './index.ts';
import { conclude, membersOf, type StoredMember } from './members/store.ts';
import { findTask, type StoredTask } from './store.ts';
import { cardOf } from './tasks.ts';

type Operations = typeof collectionOperations;

export function createMembers(parts: CollectionParts) {
  return {
    list: (call: Call, input: InputOf<Operations['taskMembers']>) => list(parts, call, input),
    conclude: (call: Call, input: InputOf<Operations['concludeDuplicate']>) =>
      concludeOne(parts, call, input),
  };
}

async function taskOf(call: Call, task: string): Promise<StoredTask> {
  return (await findTask(call.tx, { task, unit: call.actor.unit.id })) ?? refuse('not-found');
}

async function list(
  parts: CollectionParts,
  call: Call,
  { task, state, cursor, limit }: InputOf<Operations['taskMembers']>,
): Promise<OutputOf<Operations['taskMembers']>> {
  const [after, isDone] = [beforeOf(cursor), state === 'done'];
  const group = await taskOf(call, task);
  const asked = { task, unit: call.actor.unit.id, isDone, after, max: limit + 1 };
  const { items, ...page } = pageFrom(await membersOf(call.tx, asked), {
    limit,
    band: bandOf(isDone ? group.done : group.count - group.done),
    cursorOf: (it) => it.customer,
  });
  const cards = await parts.cardsFor(
    call,
    items.map((it) => it.customer),
  );
  const rows = await rowsFor(parts, call, { group, items });
  const entry = call.append({ count: items.length, facts: { task } });
  const members = cards.flatMap((card) => {
    const it = items.find(({ customer }) => customer === card.customer);
    if (!it) return [];
    const row = it.record === null ? undefined : rows.get(it.record);
    const doneAt = it.doneAt?.toISOString() ?? null;
    return [{ card, record: it.record, ...(row && { row }), doneAt, conclusion: it.conclusion }];
  });
  const receipt = { entry, at: call.at.toISOString() };
  return { ...page, items: members, task: cardOf(group), receipt };
}

/** Only where the record was not taken is there something to compare with. */
async function rowsFor(
  { verdictsOf }: CollectionParts,
  call: Call,
  { group, items }: { group: StoredTask; items: readonly StoredMember[] },
) {
  if (group.batch === null || group.kind !== 'duplicate-review') return new Map<number, never>();
  return verdictsOf(
    call,
    group.batch,
    items.flatMap((it) => it.record ?? []),
  );
}

async function concludeOne(
  { customers }: CollectionParts,
  call: Call,
  { task, customer, conclusion }: InputOf<Operations['concludeDuplicate']>,
): Promise<OutputOf<Operations['concludeDuplicate']>> {
  const { id: account, unit } = call.actor;
  const drawn = { task, customer, conclusion, unit: unit.id, account, at: call.at };
  const outcome = await conclude(call.tx, drawn);
  if (outcome === 'missing') refuse('not-found');
  if (outcome === 'closed') refuse('tasks.closed');
  const wanted = { by: 'customer', customers: [customer] } as const;
  const [about] = await customers.load(call.tx, wanted, []);
  call.append({ facts: { task, conclusion }, ...(about && { trail: about.trail }) });
  return cardOf(await taskOf(call, task));
}
