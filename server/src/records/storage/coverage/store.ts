// SQL of the coverage: walks a column of bytes along its primary key, a few thousand rows a statement, and counts heads of
// envelopes. It reads other rooms' tables by the registry of sealed columns and never a whole value: three bytes and a length.
import { sql, type RawBuilder } from 'kysely';
import type { Tx } from '../../../kernel/database.ts';

export interface Counted {
  /** Item, or index of a fingerprint; empty where a column has no groups. */
  readonly group: string;
  /** Suite of the envelope, version of a fingerprint's key; 0: not sealed. */
  readonly head: number;
  readonly count: number;
}

export interface ToWalk {
  /** `schema.table.column` */
  readonly source: string;
  /** Primary key in order, with types. */
  readonly key: Readonly<Record<string, string>>;
  readonly form: 'envelope' | 'wrapped' | 'detail' | 'tag';
  /** Column to group by. */
  readonly group?: string;
  readonly suites: readonly number[];
}

export interface Step {
  /** Key of the last row of the step; absent when nothing was left. */
  readonly last: readonly string[] | null;
  readonly counts: readonly Counted[];
}

/** Names come from the registry in the source, never from a request. */
const nameOf = (text: string): RawBuilder<unknown> => sql.id(...text.split('.'));
const list = (parts: readonly RawBuilder<unknown>[]) => sql.join(parts);

/** What there is to look at, as bytes: the column itself, or the envelope in a JSON text. */
function bytesOf(form: ToWalk['form'], column: string): RawBuilder<unknown> {
  if (form !== 'detail') return nameOf(column);
  return sql`CASE WHEN position('"detail":'::bytea in ${nameOf(column)}) > 0
    THEN decode(convert_from(${nameOf(column)}, 'UTF8')::jsonb ->> 'detail', 'base64') END`;
}

const shapes = {
  envelope: { magic: 193, lengthMin: 48 },
  detail: { magic: 193, lengthMin: 48 },
  wrapped: { magic: 194, lengthMin: 31 },
} as const;

/** `start` are the first three bytes: of a large value nothing else is fetched. */
function headOf({ form, suites }: ToWalk): RawBuilder<number> {
  if (form === 'tag') {
    return sql`CASE WHEN length BETWEEN 2 AND 33 THEN get_byte(start, 0) ELSE 0 END`;
  }
  const { magic, lengthMin } = shapes[form];
  return sql`CASE WHEN length >= ${sql.lit(lengthMin)} AND get_byte(start, 0) = ${sql.lit(magic)}
    AND get_byte(start, 1) = 1 AND get_byte(start, 2) = ANY (${[...suites]}::int[])
    THEN get_byte(start, 2) ELSE 0 END`;
}

export async function walkOnce(
  tx: Tx,
  it: ToWalk,
  { after, max }: { after: readonly string[] | null; max: number },
): Promise<Step> {
  const [schema = '', table = '', column = ''] = it.source.split('.');
  const keys = Object.entries(it.key);
  const names = list(keys.map(([name]) => sql.id(name)));
  const down = list(keys.map(([name]) => sql`${sql.id(name)} DESC`));
  const values = keys.map(([, type], at) => sql`${after?.[at] ?? null}::text::${sql.raw(type)}`);
  const beyond = after ? sql`(${names}) > (${list(values)})` : sql`true`;
  const texts = list(keys.map(([name]) => sql`${sql.id(name)}::text`));
  const { rows } = await sql<Step>`
    WITH part AS MATERIALIZED (
      SELECT ${names}, ${it.group ? nameOf(it.group) : sql`''`} AS grouped, ${bytesOf(it.form, column)} AS bytes
      FROM ${sql.id(schema, table)} WHERE ${beyond} ORDER BY ${names} LIMIT ${max}
    ), heads AS (
      SELECT grouped, substring(bytes FROM 1 FOR 3) AS start, octet_length(bytes) AS length FROM part WHERE bytes IS NOT NULL
    ), counted AS (
      SELECT grouped AS "group", ${headOf(it)} AS head, count(*) AS count FROM heads GROUP BY 1, 2
    )
    SELECT (SELECT jsonb_build_array(${texts}) FROM part ORDER BY ${down} LIMIT 1) AS last,
      coalesce((SELECT jsonb_agg(counted) FROM counted), '[]') AS counts`.execute(tx);
  const [row] = rows;
  return row ?? { last: null, counts: [] };
}

export async function keepCount(
  tx: Tx,
  it: { source: string; counts: readonly Counted[]; countedAt: Date },
): Promise<void> {
  await sql`INSERT INTO storage.coverage (source, counts, counted_at)
    VALUES (${it.source}, ${JSON.stringify(it.counts)}, ${it.countedAt})
    ON CONFLICT (source) DO UPDATE SET counts = excluded.counts, counted_at = excluded.counted_at`.execute(
    tx,
  );
}

export interface Kept {
  readonly source: string;
  readonly counts: readonly Counted[];
  readonly countedAt: Date;
}

export async function keptCounts(tx: Tx): Promise<Kept[]> {
  const { rows } = await sql<Kept>`
    SELECT source, counts, counted_at AS "countedAt" FROM storage.coverage ORDER BY source`.execute(
    tx,
  );
  return rows;
}
