// Registering: values become a customer, each with its origin, findable and in the log, in one transaction. The counter
// registers one, an import five hundred at a time; both come through here (R0.1, R2.0).
import { refuse, type ItemValues } from '@shouxin/contract';
import type { Call } from '../../kernel/call.ts';
import { sqlState } from '../../kernel/database.ts';
import { invariant } from '../../kernel/invariant.ts';
import { newNumber, type CustomersParts, type Origin } from './customer.ts';
import type { NewCustomer, Registration, Tag } from './rows.ts';
import { newValueOf, sealStates, sealValues } from './seal-values.ts';
import {
  customersOfBatch,
  deleteBatch,
  insertCustomers,
  ownerOfDocument,
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
  for (const it of registered) appendRegistered(call, it, registration);
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
  return (await ownerOfDocument(tx, await fingerprint.candidates(sought))) !== undefined;
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
  const tags: Tag[] = [];
  for (const { customer, values: given, unit } of its) {
    tags.push(...(await tagsOf(fingerprint, customer, soughtOf(given, unit))));
  }
  return { customers, changes, values, tags };
}

function appendRegistered(call: Call, { customer, trail }: NewCustomer, it: Registration): void {
  const change = it.changes.find((row) => row.customer === customer);
  invariant(change, 'A registered customer has a revision');
  const items = it.values.filter((row) => row.customer === customer).map((row) => row.item);
  const { origin, seal } = change;
  call.append({
    act: 'customers.register',
    trail,
    items: Object.fromEntries(items.map((item) => [item, 'written' as const])),
    decision: 'allow',
    facts: {
      revision: 1,
      channel: origin.channel,
      list: `${origin.list}@${origin.listVersion}`,
      ...(origin.batch && { batch: origin.batch }),
      ...(origin.record !== undefined && { record: origin.record }),
      ...(origin.proposal && { proposal: origin.proposal }),
    },
    commitments: { row: Buffer.from(seal).toString('hex') },
  });
}

/** What the import itself leaves on a customer's trail. */
const ofTheImport = new Set(['customers.register', 'consent.claim', 'consent.record']);
const atOnce = 16;

/**
 * Undoes an import batch: its customers go as if they had never come, and the log keeps that they were here (R3.3.2).
 * Answers how many customers went; refuses when one of them is in use.
 */
export async function undoBatch(
  { audit }: CustomersParts,
  call: Call,
  batch: string,
): Promise<number> {
  const customers = await customersOfBatch(call.tx, batch);
  for (let from = 0; from < customers.length; from += atOnce) {
    const some = customers.slice(from, from + atOnce);
    const used = await Promise.all(some.map(({ trail }) => isUsed(audit, trail)));
    if (used.includes(true)) refuse('import.in-use');
  }
  const count = await deleteBatch(call.tx, batch).catch((error: unknown) => {
    throw sqlState(error) === 'P0001' ? refuse('import.in-use') : error;
  });
  for (const { trail } of customers) {
    call.append({ act: 'customers.undo', trail, facts: { batch } });
  }
  return count;
}

async function isUsed(audit: CustomersParts['audit'], trail: string): Promise<boolean> {
  const { entries } = await audit.read({ trail }, { limit: 20 });
  return entries.some(({ entry }) => !ofTheImport.has(entry.act));
}
