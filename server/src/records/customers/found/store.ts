// Customers as a search finds them: what a card and a comparison need, and of every other value only the sealed bytes that the
// row seal covers. One row for each customer: a search reads a few strangers, and most of it was reading what nobody asked for.
import { sql } from 'kysely';
import type { Tx } from '../../../kernel/database.ts';
import type { Customer, KeptValue, Origin } from '../customer.ts';
import type { Wanted } from '../rows.ts';
import { wantedIds } from '../store.ts';

/** A current value without its history. */
export interface FoundValue extends Pick<
  KeptValue,
  'item' | 'version' | 'revision' | 'sealed' | 'class' | 'retention' | 'basis' | 'stored' | 'origin'
> {}

export interface FoundCustomer extends Pick<
  Customer,
  'customer' | 'number' | 'unit' | 'manager' | 'standing' | 'trail' | 'revision' | 'seal'
> {
  readonly values: readonly FoundValue[];
  /** Items for which a change waits. */
  readonly pending: readonly string[];
}

/** As JSON gives it: bytes in hex, times in milliseconds since 1970. */
interface ValueRow extends Omit<FoundValue, 'sealed' | 'origin' | 'stored'> {
  readonly sealed: string;
  readonly verifiedAt: number | null;
  readonly method: string | null;
}

type OriginRow = {
  readonly [Key in keyof Omit<Origin, 'at'>]: Origin[Key] | null;
} & { readonly revision: number; readonly at: number };

interface Row extends Omit<FoundCustomer, 'values'> {
  readonly values: readonly ValueRow[];
  readonly origins: readonly OriginRow[];
}

function foundOf({ values, origins, ...row }: Row): FoundCustomer {
  const of = new Map(origins.map((it) => [it.revision, originOf(it)]));
  return {
    ...row,
    values: values.map(({ sealed, verifiedAt, method, ...value }) => ({
      ...value,
      sealed: Buffer.from(sealed, 'hex'),
      stored: { verifiedAt: verifiedAt === null ? null : new Date(verifiedAt), method },
      origin: of.get(value.revision) ?? nowhere,
    })),
  };
}

function originOf({ at, ...row }: OriginRow): Origin {
  const given = Object.entries(row).flatMap(([key, value]) =>
    key === 'revision' ? [] : [[key, value ?? undefined] as const],
  );
  return { ...(Object.fromEntries(given) as Omit<Origin, 'at'>), at: new Date(at) };
}

/** Whose act of collecting was taken away: the seal says so. */
const nowhere = { channel: '', list: '', listVersion: 0, account: '', accountName: '', at: new Date(0) }; // prettier-ignore

const milliseconds = (column: string) =>
  sql`(extract(epoch FROM ${sql.ref(column)}) * 1000)::bigint`;

/** In one statement whom several looked for; `asked` is the place among them of who did. */
export async function findCustomers(
  tx: Tx,
  wanted: Wanted,
): Promise<{ readonly asked: number; readonly found: FoundCustomer }[]> {
  const { rows } = await sql<Row & { readonly asked: number }>`
    SELECT w.asked, c.customer, c.number, c.unit, c.manager, c.standing, encode(c.trail, 'hex') AS trail,
      l.revision, l.seal,
      (SELECT coalesce(json_agg(p.item), '[]') FROM customers.pending p WHERE p.customer = c.customer) AS pending,
      (SELECT coalesce(json_agg(v), '[]') FROM (
        SELECT DISTINCT ON (x.item) x.item, x.version, x.revision, encode(x.sealed, 'hex') AS sealed,
          x.class, x.retention, x.basis, ${milliseconds('x.verified_at')} AS "verifiedAt", x.method
        FROM customers.value x WHERE x.customer = c.customer ORDER BY x.item, x.version DESC) v) AS values,
      (SELECT coalesce(json_agg(o), '[]') FROM (
        SELECT r.revision, r.channel, r.list, r.list_version AS "listVersion", r.notice, r.source, r.batch,
          encode(r.file_hash, 'hex') AS "fileHash", r.record, r.branch_code AS "branchCode", r.teller_code AS "tellerCode",
          r.account, r.account_name AS "accountName", r.proposal, ${milliseconds('r.at')} AS at
        FROM customers.revision r WHERE r.customer = c.customer) o) AS origins
    FROM (${wantedIds(wanted)}) w
    JOIN customers.customer c ON c.customer = w.customer
    JOIN LATERAL (SELECT revision, seal FROM customers.revision s WHERE s.customer = c.customer
      ORDER BY revision DESC LIMIT 1) l ON true
    ORDER BY w.asked, c.customer`.execute(tx);
  return rows.map(({ asked, ...row }) => ({ asked, found: foundOf(row) }));
}
