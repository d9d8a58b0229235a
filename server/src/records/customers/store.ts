// All SQL of customers. A change is one statement for any number of customers; values are only ever inserted, and two
// changes of one customer race on the revision's key.
import { sql, type RawBuilder } from 'kysely';
import { anyOf, sendLater, type Tx } from '../../kernel/database.ts';
import type { Customer, PendingValue } from './customer.ts';
import {
  customersOf,
  type Amendment,
  type Change,
  type NewCustomer,
  type Registration,
  type Row,
  type Wanted,
} from './rows.ts';

/** Rows as the columns of a table, in one parameter: `listVersion` is `list_version`, bytes are hex. */
function rowsOf(table: string, rows: readonly object[]): RawBuilder<unknown> {
  const text = JSON.stringify(rows.map(columnsOf));
  return sql`json_populate_recordset(NULL::${sql.table(table)}, ${text}::json)`;
}

function columnsOf(row: object): object {
  const columns: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(row) as [string, unknown][]) {
    columns[columnOf(name)] = value instanceof Uint8Array ? bytesText(value) : value;
  }
  return columns;
}

const columnNames = new Map<string, string>();

/** Thousands of rows have the same few names. */
function columnOf(name: string): string {
  const known = columnNames.get(name);
  if (known !== undefined) return known;
  const column = name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  columnNames.set(name, column);
  return column;
}

const bytesText = (bytes: Uint8Array): string => `\\x${hexOf(bytes)}`;
const hexOf = (it: Uint8Array): string => Buffer.from(it.buffer, it.byteOffset, it.length).toString('hex'); // prettier-ignore
const hexBytes = (text: string): Buffer => Buffer.from(text, 'hex');

function revisionRow({ origin: { fileHash, ...origin }, ...change }: Change): object {
  return { ...change, ...origin, ...(fileHash && { fileHash: hexBytes(fileHash) }) };
}

/** The tag of the document has a table of its own; columns that a row names too many are left out. */
function customerRow({ trail, ...row }: NewCustomer): object {
  return { ...row, trail: hexBytes(trail) };
}

/** Registers those whose document is nobody's yet, whole or not at all; answers whom it registered. */
export async function insertCustomers(tx: Tx, it: Registration): Promise<Set<string>> {
  const documents = it.customers.map(({ customer, document }) => ({ customer, tag: document }));
  const { rows } = await sql<{ customer: string }>`
    WITH taken AS (
      INSERT INTO customers.document (tag, customer)
      SELECT tag, customer FROM ${rowsOf('customers.document', documents)}
      ON CONFLICT (tag) DO NOTHING RETURNING customer
    ), registered AS (
      INSERT INTO customers.customer SELECT g.* FROM ${rowsOf('customers.customer', it.customers.map(customerRow))} g
      JOIN taken USING (customer) RETURNING number, customer
    ), numbered AS (
      INSERT INTO customers.number SELECT number, customer FROM registered
    ), revised AS (
      INSERT INTO customers.revision SELECT g.*
      FROM ${rowsOf('customers.revision', it.changes.map(revisionRow))} g JOIN taken USING (customer)
    ), valued AS (
      INSERT INTO customers.value SELECT g.*
      FROM ${rowsOf('customers.value', it.values)} g JOIN taken USING (customer)
    ), found AS (
      INSERT INTO customers.fingerprint SELECT g.*
      FROM ${rowsOf('customers.fingerprint', it.tags)} g JOIN taken USING (customer)
    )
    SELECT customer FROM taken`.execute(tx);
  return new Set(rows.map((row) => row.customer));
}

/** Applies one change; false when the document belongs to another customer already. */
export async function insertAmendment(tx: Tx, it: Amendment): Promise<boolean> {
  const { customer } = it.change;
  const document = it.document ?? null;
  const tags = rowsOf('customers.fingerprint', it.tags);
  const { rows } = await sql<{ fits: boolean }>`
    WITH revised AS (
      INSERT INTO customers.revision SELECT * FROM ${rowsOf('customers.revision', [revisionRow(it.change)])}
    ), valued AS (
      INSERT INTO customers.value SELECT * FROM ${rowsOf('customers.value', it.values)}
    ), ended AS (
      DELETE FROM customers.pending WHERE customer = ${customer} AND proposal = ${it.proposal ?? null}
    ), forgotten AS (
      DELETE FROM customers.fingerprint p
      WHERE p.customer = ${customer} AND p.index = ANY (${[...it.indexes]}::text[])
        AND NOT EXISTS (SELECT FROM ${tags} f WHERE f.index = p.index AND f.tag = p.tag)
    ), found AS (
      INSERT INTO customers.fingerprint SELECT * FROM ${tags} ON CONFLICT DO NOTHING
    ), released AS (
      DELETE FROM customers.document
      WHERE customer = ${customer} AND ${document}::bytea IS NOT NULL AND tag <> ${document}::bytea
    ), taken AS (
      INSERT INTO customers.document (tag, customer)
      SELECT ${document}::bytea, ${customer}::uuid WHERE ${document}::bytea IS NOT NULL
      ON CONFLICT (tag) DO NOTHING RETURNING customer
    )
    SELECT ${document}::bytea IS NULL OR EXISTS (SELECT FROM taken)
      OR EXISTS (SELECT FROM customers.document d WHERE d.tag = ${document}::bytea AND d.customer = ${customer})
      AS fits`.execute(tx);
  return rows[0]?.fits ?? false;
}

export async function insertPending(
  tx: Tx,
  customer: string,
  pending: readonly PendingValue[],
): Promise<void> {
  const given = pending.map(({ by, ...row }) => ({ ...row, customer, accountName: by }));
  await sql`
    INSERT INTO customers.pending SELECT * FROM ${rowsOf('customers.pending', given)}`.execute(tx);
}

export async function deletePending(tx: Tx, customer: string, proposal: string): Promise<void> {
  await sql`DELETE FROM customers.pending WHERE customer = ${customer} AND proposal = ${proposal}`.execute(
    tx,
  );
}

/** The numbers among these that are taken. */
export async function takenNumbers(tx: Tx, numbers: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ number: string }>`
    SELECT number FROM customers.number WHERE number = ${anyOf(numbers, 'text')}`.execute(tx);
  return rows.map((row) => row.number);
}

/** Whom to look at: `asked` is the place of who asked, `customer` whom. */
export function wantedIds(it: Wanted): RawBuilder<unknown> {
  if (it.by === 'customer' && it.customers.length === 1)
    return sql`SELECT 0 AS asked, ${it.customers[0]}::uuid AS customer`;
  if (it.by === 'customer')
    return sql`SELECT 0 AS asked, unnest(${[...it.customers]}::uuid[]) AS customer`;
  if (it.by === 'number')
    return sql`SELECT 0 AS asked, customer FROM customers.number WHERE number = ${it.number}`;
  const tags = it.asked.flatMap(({ index, tags, max }, asked) =>
    tags.map((tag) => ({ asked, index, tag, max })),
  );
  return sql`SELECT DISTINCT a.asked, f.customer
    FROM unnest(${tags.map((a) => a.asked)}::int[], ${tags.map((a) => a.index)}::text[],
      ${tags.map((a) => a.tag)}::bytea[], ${tags.map((a) => a.max)}::int[]) AS a (asked, index, tag, max)
    CROSS JOIN LATERAL (SELECT t.customer FROM customers.fingerprint t
      WHERE t.index = a.index AND t.tag = a.tag ORDER BY t.customer LIMIT a.max) f`;
}

/** Customers with their current and pending values, of all items or of some: one statement. */
export async function loadCustomers(
  tx: Tx,
  wanted: Wanted,
  items?: readonly string[],
): Promise<Customer[]> {
  const some = items ? sql`x.item = ANY (${[...items]}::text[])` : sql`true`;
  const { rows } = await sql<Row>`
    SELECT c.customer, c.number, c.unit, c.manager, c.standing, encode(c.trail, 'hex') AS trail,
      c.demonstration, c.batch AS customer_batch, c.created_at, l.revision AS last_revision, l.seal,
      i.item, i.version, i.sealed, i.class, i.retention, i.basis, i.verified_at, i.verified_by, i.method,
      i.stored_verified_at, i.stored_method, i.revision,
      i.pending_version, i.pending_proposal, i.pending_sealed, i.pending_retention, i.pending_by,
      i.pending_reviewers, i.pending_at,
      r.channel, r.list, r.list_version, r.notice, r.source, r.batch, encode(r.file_hash, 'hex') AS file_hash,
      r.record, r.branch_code, r.teller_code, r.account, r.account_name, r.proposal, r.at
    FROM (${wantedIds(wanted)}) w
    JOIN customers.customer c ON c.customer = w.customer
    JOIN LATERAL (SELECT revision, seal FROM customers.revision s WHERE s.customer = c.customer
      ORDER BY revision DESC LIMIT 1) l ON true
    LEFT JOIN LATERAL (
      SELECT coalesce(v.item, p.item) AS item, v.version, v.sealed, v.class, v.retention, v.basis, v.revision,
        coalesce(f.at, v.verified_at) AS verified_at, f.account_name AS verified_by, coalesce(f.method, v.method) AS method,
        v.verified_at AS stored_verified_at, v.method AS stored_method,
        p.version AS pending_version, p.proposal AS pending_proposal,
        p.sealed AS pending_sealed, p.retention AS pending_retention, p.account_name AS pending_by,
        p.reviewers AS pending_reviewers, p.at AS pending_at
      FROM (SELECT DISTINCT ON (x.item) x.* FROM customers.value x
        WHERE x.customer = c.customer AND ${some} ORDER BY x.item, x.version DESC) v
      FULL JOIN (SELECT * FROM customers.pending x WHERE x.customer = c.customer AND ${some}) p USING (item)
      LEFT JOIN (SELECT DISTINCT ON (x.item, x.version) x.* FROM customers.verification x
        WHERE x.customer = c.customer ORDER BY x.item, x.version, x.at DESC) f ON f.item = v.item AND f.version = v.version
    ) i ON true
    LEFT JOIN customers.revision r ON r.customer = c.customer AND r.revision = i.revision
    ORDER BY c.customer, i.item`.execute(tx);
  return customersOf(rows);
}

/** Who these pseudonyms are, where they still are somebody. */
export async function namedByTrail(
  tx: Tx,
  trails: readonly string[],
): Promise<{ customer: string; number: string; trail: string }[]> {
  const { rows } = await sql<{ customer: string; number: string; trail: string }>`
    SELECT customer, number, encode(trail, 'hex') AS trail FROM customers.customer
    WHERE trail = ANY (${trails.map(hexBytes)}::bytea[])`.execute(tx);
  return rows;
}

export interface StoredImage {
  readonly customer: string;
  readonly image: string;
  readonly side: 'front' | 'back' | 'other';
  readonly contentType: string;
  readonly account: string;
  readonly at: Date;
}

export async function insertImage(tx: Tx, it: StoredImage): Promise<void> {
  await sendLater(
    tx,
    sql`INSERT INTO customers.image SELECT * FROM ${rowsOf('customers.image', [it])}`,
  );
}

export async function imagesOf(tx: Tx, customer: string): Promise<StoredImage[]> {
  const { rows } = await sql<StoredImage>`
    SELECT customer, image, side, content_type AS "contentType", account, at
    FROM customers.image WHERE customer = ${customer} ORDER BY image`.execute(tx);
  return rows;
}

/** Whose documents these are, with the tags under which their names are found. */
export async function ownersOfDocuments(
  tx: Tx,
  tags: readonly Uint8Array[],
): Promise<{ tag: Buffer; customer: string; unit: string; names: Buffer[] }[]> {
  const { rows } = await sql<{ tag: Buffer; customer: string; unit: string; names: Buffer[] }>`
    SELECT d.tag, d.customer, c.unit, array_remove(array_agg(f.tag), NULL) AS names
    FROM customers.document d JOIN customers.customer c ON c.customer = d.customer
    LEFT JOIN customers.fingerprint f ON f.customer = d.customer AND f.index = 'name-branch'
    WHERE d.tag = ${anyOf(tags, 'bytea')} GROUP BY d.tag, d.customer, c.unit`.execute(tx);
  return rows;
}
