// One way to PostgreSQL. It promises that no value can reach a log through a database error
// (SECURITY section 5, 25), that every statement ends in time, that integers never lose digits and
// dates never become instants, and that a commit whose replication was cancelled is not a success.
import { CompiledQuery, Kysely, PostgresDialect, sql, type RawBuilder } from 'kysely';
import pg from 'pg';
import { Later, SafeClient } from './database-client.ts';

/** No table is known here: each room's store declares its own and gets them from `tables`. */
type NoTables = object;

/** A connection or a transaction, as it is handed from room to room. */
export type Tx = Kysely<NoTables>;

/** The same connection, seen with a room's own tables. */
export function tables<T>(tx: Tx): Kysely<T> {
  return tx as unknown as Kysely<T>;
}

export interface Database {
  readonly db: Tx;
  readonly pool: pg.Pool;
  close(): Promise<void>;
}

export interface DatabaseOptions {
  /** Shown in pg_stat_activity. */
  readonly name?: string;
  readonly connectionsMax?: number;
  readonly statementTimeoutMs?: number;
  readonly lockTimeoutMs?: number;
  /** A connection that died while idle; the pool replaces it by itself. */
  readonly onIdleError?: (error: Error) => void;
}

export function openDatabase(url: string, options: DatabaseOptions = {}): Database {
  const pool = new pg.Pool({
    connectionString: url,
    Client: SafeClient,
    application_name: options.name ?? 'shouxin',
    max: options.connectionsMax ?? 12,
    connectionTimeoutMillis: 10_000,
    idleTimeoutMillis: 60_000,
    statement_timeout: options.statementTimeoutMs ?? 15_000,
    lock_timeout: options.lockTimeoutMs ?? 5_000,
    idle_in_transaction_session_timeout: 60_000,
    // Durable before it is answered, whatever the DBA set for the role (promise 2).
    options: '-c timezone=UTC -c synchronous_commit=on',
    types: { getTypeParser },
  });
  // What is cut off while it is being closed was let go.
  pool.on('error', (error) => void (pool.ending || options.onIdleError?.(error)));
  // The queue's library looks for this listener and warns without it; each SafeClient already listens for its own loss.
  pool.on('connect', () => {});
  const db: Tx = new Kysely<NoTables>({ dialect: new PostgresDialect({ pool }) });
  // Kysely ends a pool only after a statement of its own, and the queue's pool never sees one.
  const close = async () => {
    if (!pool.ending) await pool.end();
  };
  return { db, pool, close };
}

export interface TransactionOptions {
  readonly isolation?: 'read committed' | 'repeatable read' | 'serializable';
  /** How often to run `fn` again after a serialization failure or a deadlock; 0 when not given. */
  readonly retriesMax?: number;
}

/** Runs `fn` in one transaction. With retries, `fn` must have no effect outside the database. */
export async function transaction<R>(
  db: Tx,
  fn: (tx: Tx) => Promise<R>,
  options: TransactionOptions = {},
): Promise<R> {
  for (let retries = 0; ; retries += 1) {
    try {
      const builder = db.transaction();
      return await (
        options.isolation ? builder.setIsolationLevel(options.isolation) : builder
      ).execute(fn);
    } catch (error) {
      if (retries >= (options.retriesMax ?? 0) || !isRetryable(error)) throw error;
    }
  }
}

/** A statement that is no query, such as a COPY, on the connection of the transaction. */
export async function sendRaw(tx: Tx, text: string, parameters: unknown[]): Promise<void> {
  await tx.executeQuery(CompiledQuery.raw(text, parameters));
}

/**
 * A statement of a transaction whose answer nobody needs: it leaves with the next one, at the latest with COMMIT, in one trip.
 * Where it fails that one fails, and nothing is committed.
 */
export async function sendLater(
  tx: Tx,
  statement: { compile(by: Tx): CompiledQuery },
): Promise<void> {
  const compiled = statement.compile(tx);
  await tx.executeQuery(
    tx.isTransaction ? CompiledQuery.raw(compiled.sql, [new Later(compiled.parameters)]) : compiled,
  );
}

/**
 * Behind `=`: any of these. A single one is asked for as one: of a list PostgreSQL expects ten, and so plans the statement
 * anew each time, which takes longer than running it.
 */
export function anyOf(
  list: readonly unknown[],
  type: 'uuid' | 'bytea' | 'text',
): RawBuilder<unknown> {
  if (list.length === 1) return sql`${list[0]}::${sql.raw(type)}`;
  return sql`ANY (${[...list]}::${sql.raw(type)}[])`;
}

/** SQLSTATE of a database error, if it is one. */
export function sqlState(error: unknown): string | undefined {
  return error instanceof pg.DatabaseError ? error.code : undefined;
}

/** The named constraint (or unique index) that a statement broke, if that is what happened. */
export function brokenConstraint(error: unknown): string | undefined {
  if (!(error instanceof pg.DatabaseError) || !error.code?.startsWith('23')) return undefined;
  return error.constraint ?? error.column;
}

/** PostgreSQL itself is not there or going: starting, stopping, out of connections, or the line is cut. Trying again may help. */
export function isOutage(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code } = error as { code?: unknown };
  if (error instanceof pg.DatabaseError) return /^(08|57P|53)/.test(error.code ?? '');
  if (typeof code === 'string') return /^(ECONN|EPIPE|ENOENT|ETIMEDOUT)/.test(code);
  return /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered)/.test(
    error.message,
  );
}

/** 40001 serialization failure, 40P01 deadlock: running the transaction again may succeed. */
export function isRetryable(error: unknown): boolean {
  const state = sqlState(error);
  return state === '40001' || state === '40P01';
}

const int8 = 20;
const date = 1082;
const timestamptz = 1184;
type Parse = (text: string) => unknown;

/** int8 as a number when it is safe, else an error; `date` stays the text it is. */
function getTypeParser(oid: number, format?: 'text' | 'binary'): Parse {
  if (format === 'binary') return pg.types.getTypeParser(oid, 'binary') as Parse;
  if (oid === int8) return parseSafeInteger;
  if (oid === date) return (text) => text;
  if (oid === timestamptz) return parseInstant;
  return pg.types.getTypeParser(oid, 'text') as Parse;
}

const parseAnyInstant = pg.types.getTypeParser(timestamptz, 'text') as Parse;
const inUtc = /^[1-9]\d{3}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{1,6})?\+00$/;

/** Sessions are in UTC, so nearly every instant has this form, which takes a third of the library's time. */
function parseInstant(text: string): unknown {
  if (!inUtc.test(text)) return parseAnyInstant(text);
  const digit = (at: number) => text.charCodeAt(at) - 48;
  const two = (at: number) => digit(at) * 10 + digit(at + 1);
  const end = Math.min(text.length - 3, 23);
  let ms = 0;
  for (let [at, weight] = [20, 100]; at < end; [at, weight] = [at + 1, weight / 10]) {
    ms += digit(at) * weight;
  }
  const year = two(0) * 100 + two(2);
  return new Date(Date.UTC(year, two(5) - 1, two(8), two(11), two(14), two(17), ms));
}

function parseSafeInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError('An int8 does not fit a safe integer');
  return value;
}
