// Registering: values become a customer, each with its origin, findable and in the log, in one transaction. The counter
// registers one, an import five hundred at a time; both come through here (R0.1, R2.0).
import { refuse, type ItemValues } from '@shouxin/contract';
import type { PreparedSealer } from '../../controls/vault/index.ts';
import type { Call, EntryDraft } from '../../kernel/call.ts';
import { invariant } from '../../kernel/invariant.ts';
import { copyCustomers } from './bulk/store.ts';
import { newNumber, type CustomersParts, type Origin } from './customer.ts';
import type { NewCustomer, Registration } from './rows.ts';
import { keysFor, newValueOf, sealStates, sealValues, statedOf } from './seal-values.ts';
import { insertCustomers, ownersOfDocuments, takenNumbers } from './store.ts';
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
const groupOf = 125;
/** From here on a COPY is cheaper than its more trips. */
const copyMin = 25;

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
  if (its.length === 0) return { registered: [], duplicates: [] };
  // One key statement for all; while one group is being stored the next is sealed.
  const sealer = await parts.sealer.prepared(call.tx, keysFor(its, listNameOf(its)));
  const numbers = await freeNumbers(call, its.length);
  const storing: Promise<Stored>[] = [];
  for (let from = 0; from < its.length; from += groupOf) {
    const some = { its: its.slice(from, from + groupOf), numbers: numbers.slice(from) };
    const registration = await sealedGroup({ sealer, fingerprint: parts.fingerprint }, call, some);
    storing.push(store(call, registration));
    // What fails is heard below, not as a promise that nobody waits for.
    storing.at(-1)?.catch(() => {});
  }
  const groups = await Promise.all(storing);
  for (const { registered, registration } of groups) {
    appendRegistered(call, registered, registration);
  }
  return {
    registered: groups.flatMap((it) =>
      it.registered.map(({ customer, number, trail }) => ({ customer, number, trail })),
    ),
    duplicates: groups.flatMap((it) => it.duplicates),
  };
}

type Sealing = Pick<CustomersParts, 'fingerprint'> & { readonly sealer: PreparedSealer };

interface Stored {
  readonly registration: Registration;
  readonly registered: NewCustomer[];
  readonly duplicates: string[];
}

async function store(call: Call, registration: Registration): Promise<Stored> {
  const { customers } = registration;
  const insert = customers.length < copyMin ? insertCustomers : copyCustomers;
  const taken = await insert(call.tx, registration);
  return {
    registration,
    registered: customers.filter((it) => taken.has(it.customer)),
    duplicates: customers.filter((it) => !taken.has(it.customer)).map((it) => it.customer),
  };
}

async function sealedGroup(
  parts: Sealing,
  call: Call,
  { its, numbers }: { its: readonly Registering[]; numbers: readonly string[] },
): Promise<Registration> {
  const customers = await customersOf(parts, call, { its, numbers });
  return sealed(parts, call, { its, customers });
}

async function customersOf(
  { sealer, fingerprint }: Sealing,
  call: Call,
  { its, numbers }: { its: readonly Registering[]; numbers: readonly string[] },
): Promise<NewCustomer[]> {
  const trails = await sealer.trailsOf(
    call.tx,
    its.map((it) => it.customer),
  );
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

function listNameOf(its: readonly Registering[]): string {
  const lists = new Set(its.map((it) => it.origin.list));
  const [list] = lists;
  invariant(list !== undefined && lists.size === 1, 'A registration has one list');
  return list;
}

async function sealed(
  { sealer, fingerprint }: Sealing,
  call: Call,
  { its, customers }: { its: readonly Registering[]; customers: NewCustomer[] },
): Promise<Registration> {
  const list = listNameOf(its);
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
    its.map(({ customer, origin }, index) => {
      const owned = customers[index];
      invariant(owned, 'Each registration has its customer');
      const stated = rowsOf(customer).map((row) => statedOf(row, { revision: 1, origin }));
      return { change: { customer, revision: 1, origin }, owned, values: stated };
    }),
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
