// All SQL of the attack: what a thief reads, and what a database administrator changes, on the copy. Nothing here runs on the
// database in service; command.ts makes the copy.
import { sql } from 'kysely';
import { transaction, type Tx } from '../../../kernel/database.ts';

export interface TableShape {
  /** Schema and name, quoted. */
  readonly name: string;
  /** Columns of bytes, quoted. */
  readonly bytes: readonly string[];
}

/** Every table that is not PostgreSQL's own. */
export async function tablesOf(db: Tx): Promise<TableShape[]> {
  const { rows } = await sql<TableShape>`
    SELECT format('%I.%I', n.nspname, c.relname) AS name,
           coalesce(array_agg(quote_ident(a.attname)) FILTER (WHERE a.atttypid = 'bytea'::regtype), '{}') AS bytes
    FROM pg_class c
    JOIN pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    WHERE c.relkind IN ('r', 'm') AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
    GROUP BY 1 ORDER BY 1`.execute(db);
  return rows;
}

const pageRows = 500;

/** Every row: all columns as one text, and the columns of bytes as they are. */
export async function readTable(
  db: Tx,
  { name, bytes }: TableShape,
  take: (cell: Buffer) => void,
): Promise<void> {
  const columns = bytes.map((column) => `, whole_row.${column}`).join('');
  await transaction(db, async (tx) => {
    await sql`DECLARE looked NO SCROLL CURSOR FOR
      SELECT whole_row::text AS line ${sql.raw(columns)}
      FROM ${sql.raw(name)} AS whole_row`.execute(tx);
    for (;;) {
      const { rows } = await sql<Record<string, unknown>>`
        FETCH ${sql.lit(pageRows)} FROM looked`.execute(tx);
      for (const cell of rows.flatMap((row) => Object.values(row))) {
        if (Buffer.isBuffer(cell)) take(cell);
        else if (typeof cell === 'string') take(Buffer.from(cell));
      }
      if (rows.length < pageRows) return;
    }
  });
}

const sampleMax = 5_000;

/** What is as long as a key, in any column of bytes. */
export async function keyLike(db: Tx, { name, bytes }: TableShape): Promise<Buffer[]> {
  const found: Buffer[] = [];
  for (const column of bytes) {
    const { rows } = await sql<{ it: Buffer }>`
      SELECT ${sql.raw(column)} AS it FROM ${sql.raw(name)}
      WHERE octet_length(${sql.raw(column)}) IN (16, 32, 64) LIMIT ${sampleMax}`.execute(db);
    found.push(...rows.map(({ it }) => it));
  }
  return found;
}

/** The identifiers that commit to the customer keys, and how many wrapped keys there are. */
export async function keyNames(db: Tx): Promise<{ kids: Set<string>; wrapped: number }> {
  const { rows } = await sql<{ kid: Buffer; wrapped: boolean }>`
    SELECT kid, wrapped IS NOT NULL AS wrapped FROM keys.customer_key`.execute(db);
  return {
    kids: new Set(rows.map(({ kid }) => kid.toString('hex'))),
    wrapped: rows.filter((row) => row.wrapped).length,
  };
}

/** What PostgreSQL itself keeps of values and statements. */
export async function statistics(db: Tx): Promise<string[]> {
  const lines = async (query: string) =>
    (await sql<{ line: string }>`${sql.raw(query)}`.execute(db)).rows.map(({ line }) => line);
  const { rows } = await sql<{ isThere: boolean }>`
    SELECT to_regclass('pg_stat_statements') IS NOT NULL AS "isThere"`.execute(db);
  return [
    ...(await lines('SELECT s::text AS line FROM pg_statistic s')),
    ...(await lines('SELECT s::text AS line FROM pg_statistic_ext_data s')),
    ...(await lines('SELECT s::text AS line FROM pg_stat_activity s')),
    ...(await lines('SELECT p.prosrc AS line FROM pg_proc p WHERE p.prosrc IS NOT NULL')),
    ...(rows[0]?.isThere ? await lines('SELECT s::text AS line FROM pg_stat_statements s') : []),
  ];
}

/** Something to be found, in a table, in its file and in the write-ahead log; PostgreSQL also counts it in its statistics. */
export async function plantControl(db: Tx, value: string): Promise<void> {
  await sql`CREATE TABLE public.attack_control (note text)`.execute(db);
  await sql`INSERT INTO public.attack_control SELECT ${value} FROM generate_series(1, 9)`.execute(
    db,
  );
  await sql`ANALYZE public.attack_control`.execute(db);
  await sql`CHECKPOINT`.execute(db);
}

export async function removeControl(db: Tx): Promise<void> {
  await sql`DROP TABLE IF EXISTS public.attack_control`.execute(db);
}

/** How many customers of the demonstration there are, and since when: from that follows who they are. */
export async function demonstrationOf(db: Tx): Promise<{ count: number; since: Date | null }> {
  const { rows } = await sql<{ count: number; since: Date | null }>`
    SELECT count(*) AS count, min(created_at) AS since FROM customers.customer WHERE demonstration`.execute(
    db,
  );
  return rows[0] ?? { count: 0, since: null };
}

export interface Victim {
  readonly customer: string;
  readonly unit: string;
}

/** Two adult customers of one branch who have name and mobile, and no limit on their use. */
export async function findVictims(db: Tx): Promise<Victim[]> {
  const { rows } = await sql<Victim>`
    WITH whole AS (
      SELECT c.customer, c.unit FROM customers.customer c
      WHERE c.standing = 'normal' AND 2 = (
        SELECT count(DISTINCT v.item) FROM customers.value v
        WHERE v.customer = c.customer AND v.item IN ('NP01', 'NP08'))
        AND NOT EXISTS (
          SELECT FROM customers.value v WHERE v.customer = c.customer AND v.item = 'NP22'))
    SELECT customer, unit FROM whole
    WHERE unit = (SELECT unit FROM whole GROUP BY unit HAVING count(*) > 1 ORDER BY count(*) DESC LIMIT 1)
    ORDER BY customer LIMIT 2`.execute(db);
  return rows;
}

interface Altered {
  readonly table: string;
  /** Column that says whose row it is. */
  readonly of: string;
}

/** Whose rows an attempt changes. */
export const tablesOfCustomer: readonly Altered[] = [
  { table: 'customers.value', of: 'customer' },
  { table: 'customers.revision', of: 'customer' },
  { table: 'keys.customer_key', of: 'subject' },
];

/** Keeps the rows of these customers as they are now. */
export async function saveRows(db: Tx, customers: readonly string[]): Promise<void> {
  await sql`CREATE SCHEMA attack_saved`.execute(db);
  for (const { table, of } of tablesOfCustomer) {
    await sql`CREATE TABLE ${sql.table(savedAs(table))} AS SELECT * FROM ${sql.table(table)}
      WHERE ${sql.ref(of)} = ANY (${[...customers]}::uuid[])`.execute(db);
  }
}

const savedAs = (table: string) => `attack_saved.${table.replace('.', '_')}`;

/** Puts them back, so that the next attempt finds an untouched customer. */
export async function restoreRows(db: Tx, customers: readonly string[]): Promise<void> {
  await transaction(db, async (tx) => {
    for (const { table, of } of tablesOfCustomer) {
      await sql`DELETE FROM ${sql.table(table)}
        WHERE ${sql.ref(of)} = ANY (${[...customers]}::uuid[])`.execute(tx);
      await sql`INSERT INTO ${sql.table(table)} SELECT * FROM ${sql.table(savedAs(table))}`.execute(
        tx,
      );
    }
  });
  await sql`DROP SCHEMA attack_saved CASCADE`.execute(db);
}

/** Statements of an attempt, `$1` and `$2` being the two customers. */
export async function alter(
  db: Tx,
  [one, two]: readonly string[],
  statement: string,
): Promise<void> {
  const text = statement.replaceAll('$1', `'${one}'`).replaceAll('$2', `'${two}'`);
  for (const part of text.split(';')) await sql`${sql.raw(part)}`.execute(db);
}

/** As the owner can and the server cannot: the log's triggers out of the way. Within a transaction that is rolled back. */
export async function withoutTriggers(tx: Tx): Promise<void> {
  for (const table of ['entry', 'leaf', 'node', 'checkpoint', 'sm3_node', 'sm3_checkpoint']) {
    await sql`ALTER TABLE ${sql.table(`audit.${table}`)} DISABLE TRIGGER append_only`.execute(tx);
  }
}

export async function run(tx: Tx, statements: string): Promise<void> {
  for (const part of statements.split(';')) await sql`${sql.raw(part)}`.execute(tx);
}

/** Makes PostgreSQL write every statement of everybody, with its parameters, into its log. */
export async function logEverything(db: Tx): Promise<void> {
  const settings = {
    log_statement: 'all',
    log_min_duration_statement: '0',
    log_parameter_max_length: '-1',
    log_parameter_max_length_on_error: '-1',
    log_min_error_statement: 'info',
    log_error_verbosity: 'verbose',
  };
  const { rows } = await sql<{ role: string }>`
    SELECT rolname AS role FROM pg_roles WHERE starts_with(rolname, 'shouxin_server_')`.execute(db);
  for (const { role } of rows) {
    for (const [name, value] of Object.entries(settings)) {
      await sql`ALTER ROLE ${sql.id(role)} SET ${sql.raw(name)} = ${sql.lit(value)}`.execute(db);
    }
  }
}
