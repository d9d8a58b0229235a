// Registering: values become a customer, each with its origin, findable and in the log, in one transaction. The counter
// registers one, an import five hundred at a time; both come through here (R0.1, R2.0).
import { refuse, type ItemValues } from '@shouxin/contract';
import { trailsBeyond } from '../../controls/audit/index.ts';
import type { Call, EntryDraft } from '../../kernel/call.ts';
import { invariant } from '../../kernel/invariant.ts';
import { newNumber, type CustomersParts, type Origin } from './customer.ts';
import type { NewCustomer, Registration } from './rows.ts';
import { newValueOf, sealStates, sealValues } from './seal-values.ts';
import {
  customersOfBatch,
  deleteSome,
  insertCustomers,
  ownersOfDocuments,
  takenNumbers,
} from './store.ts';
import { documentOf, soughtOf, tagsOf } from './tags.ts';

export interface Registering {
  /** Given before the first field, so that drafts and images were sealed under this customer's keys. */
  readonly customer: string;
  /** Checked and normalised, with what is derived (NP14). */
  readonly values: ItemValues;
  readonly origin: Origin;
  readonly unit: string;
  readonly manager: string | null;
  readonly demonstration?: boolean;
}

export interface Registered {
  readonly customer: string;
  readonly number: string;
  readonly trail: string;
}

export const registeringMax = 500;

/** Registers one; refuses when the document is somebody's already. */
export async function register(
  parts: CustomersParts,
  call: Call,
  it: Registering,
): Promise<Registered> {
  const { registered } = await registerMany(parts, call, [it]);
  return registered[0] ?? refuse('customers.duplicate');
}

/** Registers those whose document is nobody's yet; names the others. */
export async function registerMany(
  parts: CustomersParts,
  call: Call,
  its: readonly Registering[],
): Promise<{ registered: Registered[]; duplicates: string[] }> {
  invariant(its.length <= registeringMax, 'A registration is bounded');
  const customers = await customersOf(parts, call, its);
  const registration = await sealed(parts, call, { its, customers });
  const taken = await insertCustomers(call.tx, registration);
  const registered = customers.filter((it) => taken.has(it.customer));
  appendRegistered(call, registered, registration);
  return {
    registered: registered.map(({ customer, number, trail }) => ({ customer, number, trail })),
    duplicates: customers.filter((it) => !taken.has(it.customer)).map((it) => it.customer),
  };
}

async function customersOf(
  { sealer, fingerprint }: CustomersParts,
  call: Call,
  its: readonly Registering[],
): Promise<NewCustomer[]> {
  const trails = await sealer.trailsOf(
    call.tx,
    its.map((it) => it.customer),
  );
  const numbers = await freeNumbers(call, its.length);
  const documents = await fingerprint.ofMany(
    its.map(({ values }) => ({ index: 'document-unique', ...documentOrRefuse(values) })),
  );
  return its.map((it, index) => {
    const [trail, number, document] = [trails[index], numbers[index], documents[index]];
    invariant(trail && number && document, 'Each customer has trail, number and document tag');
    return {
      customer: it.customer,
      number,
      trail,
      document,
      unit: it.unit,
      manager: it.manager,
      standing: 'normal',
      demonstration: it.demonstration ?? false,
      batch: it.origin.batch ?? null,
      createdAt: call.at,
    };
  });
}

function documentOrRefuse(values: ItemValues) {
  return documentOf(values) ?? refuse('collection.invalid-values', { facts: { item: 'NP10' } });
}

/** Whether somebody has this document: told early, so that nobody reviews in vain; the key decides at the end. */
export async function isRegistered(
  { fingerprint }: CustomersParts,
  tx: Call['tx'],
  values: ItemValues,
): Promise<boolean> {
  const sought = { index: 'document-unique', ...documentOrRefuse(values) } as const;
  return (await ownersOfDocuments(tx, await fingerprint.candidates(sought))).length > 0;
}

/** Drawn until enough are free; two in a thousand million meet. */
async function freeNumbers(call: Call, count: number): Promise<string[]> {
  const drawn = new Set<string>();
  while (drawn.size < count) {
    while (drawn.size < count) drawn.add(newNumber());
    for (const taken of await takenNumbers(call.tx, [...drawn])) drawn.delete(taken);
  }
  return [...drawn];
}

async function sealed(
  { sealer, fingerprint }: CustomersParts,
  call: Call,
  { its, customers }: { its: readonly Registering[]; customers: NewCustomer[] },
): Promise<Registration> {
  const lists = new Set(its.map((it) => it.origin.list));
  const [list] = lists;
  invariant(list !== undefined && lists.size === 1, 'A registration has one list');
  const open = its.flatMap(({ customer, values }) =>
    Object.entries(values).map(([item, value]) => ({ customer, item, version: 1, value })),
  );
  const rows = Map.groupBy(
    await sealValues(sealer, call.tx, { values: open, list }),
    (row) => row.customer,
  );
  const rowsOf = (customer: string) => rows.get(customer) ?? [];
  const changes = await sealStates(
    sealer,
    call.tx,
    its.map(({ customer, origin }) => ({
      change: { customer, revision: 1, origin },
      values: rowsOf(customer),
    })),
  );
  const values = its.flatMap(({ customer, origin }) =>
    rowsOf(customer).map((row) => newValueOf(row, { revision: 1, origin })),
  );
  const sought = its.flatMap(({ customer, values: given, unit }) =>
    soughtOf(given, unit).map((it) => ({ ...it, customer })),
  );
  const tags = await tagsOf(fingerprint, sought);
  return { customers, changes, values, tags };
}

function appendRegistered(
  call: Call,
  registered: readonly NewCustomer[],
  { changes, values }: Registration,
): void {
  const changeOf = new Map(changes.map((it) => [it.customer, it]));
  const valuesOf = Map.groupBy(values, (it) => it.customer);
  for (const { customer, trail } of registered) {
    const change = changeOf.get(customer);
    invariant(change, 'A registered customer has a revision');
    const items = (valuesOf.get(customer) ?? []).map(({ item }) => [item, 'written' as const]);
    call.append({
      act: 'customers.register',
      trail,
      items: Object.fromEntries(items),
      decision: 'allow',
      facts: factsOf(change.origin),
      commitments: { row: Buffer.from(change.seal).toString('hex') },
    });
  }
}

function factsOf(origin: Origin): NonNullable<EntryDraft['facts']> {
  return {
    revision: 1,
    channel: origin.channel,
    list: `${origin.list}@${origin.listVersion}`,
    ...(origin.batch && { batch: origin.batch }),
    ...(origin.record !== undefined && { record: origin.record }),
    ...(origin.proposal && { proposal: origin.proposal }),
  };
}

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
