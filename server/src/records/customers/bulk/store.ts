// Registering by the hundred: documents are claimed first, and everything of those that were free goes in by COPY, in the
// caller's transaction: the same rows as `insertCustomers` writes for one at the counter. And who came with a batch, and goes.
import { sql } from 'kysely';
import { copyRows, type Cell, type Columns } from '../../../kernel/copy.ts';
import type { Tx } from '../../../kernel/database.ts';
import type { Change, NewCustomer, NewValue, Registration } from '../rows.ts';

interface Target<Row> {
  readonly table: string;
  readonly columns: Columns;
  readonly cells: (row: Row) => Cell[];
}

const customers: Target<NewCustomer> = {
  table: 'customers.customer',
  columns: {
    customer: 'uuid',
    number: 'text',
    unit: 'uuid',
    manager: 'uuid',
    standing: 'text',
    trail: 'bytea',
    demonstration: 'bool',
    batch: 'uuid',
    created_at: 'timestamptz',
  },
  cells: (it) => [
    it.customer,
    it.number,
    it.unit,
    it.manager,
    it.standing,
    Buffer.from(it.trail, 'hex'),
    it.demonstration,
    it.batch,
    it.createdAt,
  ],
};

const numbers: Target<NewCustomer> = {
  table: 'customers.number',
  columns: { number: 'text', customer: 'uuid' },
  cells: (it) => [it.number, it.customer],
};

const revisions: Target<Change> = {
  table: 'customers.revision',
  columns: {
    customer: 'uuid',
    revision: 'int4',
    channel: 'text',
    list: 'text',
    list_version: 'int4',
    notice: 'text',
    source: 'text',
    batch: 'uuid',
    file_hash: 'bytea',
    record: 'int4',
    branch_code: 'text',
    teller_code: 'text',
    account: 'uuid',
    account_name: 'text',
    proposal: 'uuid',
    at: 'timestamptz',
    seal: 'bytea',
  },
  cells: ({ customer, revision, seal, origin }) => [
    customer,
    revision,
    origin.channel,
    origin.list,
    origin.listVersion,
    origin.notice,
    origin.source,
    origin.batch,
    origin.fileHash === undefined ? null : Buffer.from(origin.fileHash, 'hex'),
    origin.record,
    origin.branchCode,
    origin.tellerCode,
    origin.account,
    origin.accountName,
    origin.proposal,
    origin.at,
    seal,
  ],
};

const values: Target<NewValue> = {
  table: 'customers.value',
  columns: {
    customer: 'uuid',
    item: 'text',
    version: 'int4',
    revision: 'int4',
    sealed: 'bytea',
    class: 'text',
    retention: 'text',
    basis: 'text',
    verified_at: 'timestamptz',
    method: 'text',
  },
  cells: (it) => [
    it.customer,
    it.item,
    it.version,
    it.revision,
    it.sealed,
    it.class,
    it.retention,
    it.basis,
    it.verifiedAt,
    it.method,
  ],
};

const tags: Target<Registration['tags'][number]> = {
  table: 'customers.fingerprint',
  columns: { index: 'text', tag: 'bytea', customer: 'uuid' },
  cells: (it) => [it.index, it.tag, it.customer],
};

/** Registers those whose document is nobody's yet, whole or not at all; answers whom it registered. */
export async function copyCustomers(tx: Tx, it: Registration): Promise<Set<string>> {
  const taken = await takeDocuments(tx, it.customers);
  const copy = <Row extends { readonly customer: string }>(
    { table, columns, cells }: Target<Row>,
    rows: readonly Row[],
  ) => {
    const ours = taken.size === it.customers.length ? rows : rows.filter((row) => taken.has(row.customer)); // prettier-ignore
    return copyRows(tx, { table, columns }, ours.map(cells));
  };
  // Sent one behind the other without waiting in between: the connection keeps their order.
  await Promise.all([
    copy(customers, it.customers),
    copy(numbers, it.customers),
    copy(revisions, it.changes),
    copy(values, it.values),
    copy(tags, it.tags),
  ]);
  return taken;
}

async function takeDocuments(tx: Tx, its: readonly NewCustomer[]): Promise<Set<string>> {
  const { rows } = await sql<{ customer: string }>`
    INSERT INTO customers.document (tag, customer)
    SELECT * FROM unnest(${its.map((it) => it.document)}::bytea[], ${its.map((it) => it.customer)}::uuid[])
    ON CONFLICT (tag) DO NOTHING RETURNING customer`.execute(tx);
  return new Set(rows.map((row) => row.customer));
}

export async function customersOfBatch(
  tx: Tx,
  it: { readonly batch: string; readonly after?: string | undefined; readonly max: number },
): Promise<{ customer: string; trail: string }[]> {
  const after = it.after === undefined ? sql`true` : sql`customer > ${it.after}`;
  const { rows } = await sql<{ customer: string; trail: string }>`
    SELECT customer, encode(trail, 'hex') AS trail FROM customers.customer
    WHERE batch = ${it.batch} AND ${after} ORDER BY customer LIMIT ${it.max}`.execute(tx);
  return rows;
}

/** Those who went: who was amended stays. */
export async function deleteSome(
  tx: Tx,
  batch: string,
  customers: readonly string[],
): Promise<Set<string>> {
  const { rows } = await sql<{ gone: string }>`
    SELECT undo_some AS gone FROM customers.undo_some(${batch}, ${[...customers]}::uuid[])`.execute(
    tx,
  );
  return new Set(rows.map((row) => row.gone));
}
