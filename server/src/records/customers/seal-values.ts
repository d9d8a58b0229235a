// Values to sealed rows: each under the key of its retention class, bound to customer, item and version; and the seal over
// all current values of a customer with the grounds on which they are kept and to whom they belong, so that an older one put back,
// another basis or another branch written in is noticed (SECURITY 4.2, threat 3).
import { refuse, type ItemValue } from '@shouxin/contract';
import { findItem, listItemOf, listOf, type CollectionList } from '@shouxin/contract/items';
import type { SealedItem } from '../../controls/disclosure/index.ts';
import type { FieldPlace, SealedRow, Sealer } from '../../controls/vault/index.ts';
import { canonical } from '../../kernel/canonical.ts';
import { oncePer } from '../../kernel/coalesce.ts';
import type { Tx } from '../../kernel/database.ts';
import {
  methodOf,
  verifiedAtOf,
  type Customer,
  type KeptValue,
  type Origin,
  type PendingValue,
} from './customer.ts';
import type { FoundValue } from './found/store.ts';
import type { Change, NewValue } from './rows.ts';

export const valueTable = 'customers.value';
export const pendingTable = 'customers.pending';
const revisionTable = 'customers.revision';
/** The seal is under the key that is kept longest for every customer. */
const sealClass = 'A10';

/** Every class under which customers of a list have keys. */
export const keyClassesOf = (list: string): string[] => [
  ...new Set([sealClass, ...listOf(list).items.map((it) => it.retention)]),
];

/** The keys under which these values, and the seal over them, will be. */
export function keysFor(
  its: readonly { readonly customer: string; readonly values: object }[],
  listName: string,
): { subject: string; class: string }[] {
  const list = listOf(listName);
  return its.flatMap(({ customer: subject, values }) => {
    const classes = Object.keys(values).map((item) => groundsOf(list, item).retention);
    return [...new Set([sealClass, ...classes])].map((it) => ({ subject, class: it }));
  });
}

/** One value of one customer, not sealed yet. */
export interface OpenValue {
  readonly customer: string;
  readonly item: string;
  readonly version: number;
  readonly value: ItemValue;
}

/** Where a value belongs; also what disclosure needs to open it. */
export function placeOf(
  customer: string,
  it: Pick<KeptValue, 'item' | 'version' | 'retention'>,
  table = valueTable,
): FieldPlace {
  const { item, version, retention } = it;
  return { subject: customer, class: retention, table, record: customer, column: item, version };
}

/** Class, retention and basis come from dictionary and list: an item on neither is not kept. */
function groundsOf(list: CollectionList, item: string) {
  const listed = listItemOf(list, item);
  const described = findItem(item);
  if (!listed || !described) refuse('collection.unlisted-item', { facts: { item } });
  return { class: described.class, retention: listed.retention, basis: listed.basis };
}

export async function sealValues(
  sealer: Pick<Sealer, 'sealMany'>,
  tx: Tx,
  it: { readonly values: readonly OpenValue[]; readonly table?: string; readonly list: string },
): Promise<(OpenValue & { sealed: Buffer; class: string; retention: string; basis: string })[]> {
  const list = listOf(it.list);
  const rows = it.values.map((value) => ({ ...value, ...groundsOf(list, value.item) }));
  const sealed = await sealer.sealMany(
    tx,
    rows.map((row) => ({
      ...placeOf(row.customer, row, it.table),
      value: canonical(row.value),
      ...(row.class !== 'none' && { grade: row.class }),
    })),
  );
  return rows.map((row, index) => ({ ...row, sealed: sealed[index] ?? Buffer.alloc(0) }));
}

export function newValueOf(
  row: Awaited<ReturnType<typeof sealValues>>[number],
  { revision, origin }: { revision: number; origin: Origin },
): NewValue {
  const { customer, item, version, sealed, class: grade, retention, basis } = row;
  return {
    customer,
    item,
    version,
    revision,
    sealed,
    class: grade,
    retention,
    basis,
    verifiedAt: verifiedAtOf(origin.channel, origin.at),
    method: methodOf(item, origin.channel),
  };
}

/** One current value, as the seal covers it: its bytes, on what grounds they are kept, and where they came from. */
export type Stated = Pick<
  KeptValue,
  'item' | 'version' | 'revision' | 'sealed' | 'class' | 'retention' | 'basis' | 'stored' | 'origin'
>;

/** A value that has just been sealed, as it will be stored. */
export function statedOf(
  row: Awaited<ReturnType<typeof sealValues>>[number],
  from: { readonly revision: number; readonly origin: Origin },
): Stated {
  const { verifiedAt, method, ...value } = newValueOf(row, from);
  return { ...value, stored: { verifiedAt, method }, origin: from.origin };
}

/** To whom the values belong and who may see them. */
type Owned = Pick<Customer, 'number' | 'unit' | 'manager' | 'standing' | 'trail'>;

/** No code has a `#` in it, so that none can reach into its neighbour. */
function nameOf({ item, version, revision, class: grade, retention, basis, stored }: Stated) {
  const { verifiedAt, method } = stored;
  const how = [verifiedAt?.getTime() ?? '', method ?? ''];
  return [item, version, revision, grade, retention, basis, ...how].join('#');
}

/** One for each act of collecting that a current value comes from (采集凭证). */
function originsOf(values: readonly Stated[]): [string, Buffer][] {
  const each = new Map(values.map((it) => [it.revision, it.origin]));
  return [...each].map(([revision, it]) => {
    const { channel, list, listVersion, notice, source, batch, fileHash, record } = it;
    const { branchCode, tellerCode, account, accountName, proposal } = it;
    const from = [channel, list, listVersion, notice, source, batch, fileHash, record];
    const by = [branchCode, tellerCode, account, accountName, proposal, it.at?.getTime()];
    // Absent is null here, whether it was never given or read back as such.
    const text = JSON.stringify([...from, ...by].map((part) => part ?? null));
    return [`origin#${revision}`, Buffer.from(text)];
  });
}

interface ToState {
  readonly customer: string;
  readonly revision: number;
  readonly owned: Owned;
  readonly values: readonly Stated[];
}

function rowToSeal({ customer, revision, owned, values }: ToState) {
  const { number, unit, manager, standing, trail } = owned;
  const head = Buffer.from([number, unit, manager ?? '', standing, trail].join('#'));
  return {
    subject: customer,
    class: sealClass,
    table: revisionTable,
    record: customer,
    version: revision,
    grading: 'C2',
    fields: new Map<string, Uint8Array>([
      ['customer', head],
      ...originsOf(values),
      ...values.map((it) => [nameOf(it), it.sealed] as const),
    ]),
  };
}

/** Seals the state of each customer after a change; the log keeps the same bytes. */
export async function sealStates(
  sealer: Pick<Sealer, 'rowSealMany'>,
  tx: Tx,
  states: readonly {
    readonly change: Omit<Change, 'seal'>;
    readonly owned: Owned;
    readonly values: readonly Stated[];
  }[],
): Promise<Change[]> {
  const rows = states.map(({ change, ...it }) => {
    return rowToSeal({ customer: change.customer, revision: change.revision, ...it });
  });
  const seals = await sealer.rowSealMany(tx, rows);
  return states.map(({ change }, index) => ({ ...change, seal: seals[index] ?? Buffer.alloc(0) }));
}

type SealedState = Owned &
  Pick<Customer, 'customer' | 'revision' | 'seal'> & {
    readonly values: readonly Stated[];
  };

/** What disclosure checks before it opens a value: all current values as they were sealed together. One for each customer loaded. */
export const sealedRowOf = oncePer((it: SealedState): SealedRow => {
  const { customer, revision, seal, values } = it;
  return { ...rowToSeal({ customer, revision, owned: it, values }), seal };
});

/** A current value, as disclosure takes it. */
export function sealedItemOf(customer: string, it: FoundValue): SealedItem {
  const { item, basis, origin, sealed } = it;
  return {
    item,
    basis,
    notice: origin.notice,
    field: { ...placeOf(customer, it), envelope: sealed },
  };
}

/** A value that waits for its second person: masked like the one it would replace. */
export function pendingItemOf(customer: string, it: PendingValue): SealedItem {
  const field = { ...placeOf(customer, it, pendingTable), envelope: it.sealed };
  return { item: it.item, field, apart: true };
}
