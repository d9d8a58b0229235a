// All SQL of reading a set from a running database: one snapshot for everything, which the server's role may read and nobody changes.
import type { LongSession } from '../../../kernel/long-session.ts';

/** The queue's own tables are the library's; what waits in it is asked for again from the rooms' ledgers at every start. */
const notOurs = `n.nspname NOT LIKE 'pg\\_%' AND n.nspname NOT IN ('information_schema', 'public', 'graphile_worker')
  AND NOT (n.nspname = 'kernel' AND c.relname IN ('migration', 'restoring'))`;

export interface TableShape {
  readonly name: string;
  readonly columns: string[];
}

/** Every table of every room, in order of name; a column that is computed is computed again. */
export function tablesOf(session: LongSession): Promise<TableShape[]> {
  return session.rows<TableShape>(`
    SELECT n.nspname || '.' || c.relname AS name, array_agg(a.attname::text ORDER BY a.attnum) AS columns
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
    WHERE c.relkind = 'r' AND ${notOurs}
    GROUP BY n.nspname, c.relname ORDER BY 1`);
}

export async function beginSnapshot(session: LongSession): Promise<void> {
  await session.run('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
  // Rows in the order in which they lie, so that what did not change is found again.
  await session.run('SET LOCAL synchronize_seqscans = off');
}

export const endSnapshot = (session: LongSession): Promise<void> => session.run('COMMIT');
export const dropSnapshot = (session: LongSession): Promise<void> => session.run('ROLLBACK');

export interface SnapshotFacts {
  readonly postgres: number;
  readonly migrations: { number: number; name: string; sha256: string }[];
  readonly log: { size: number; root: string } | null;
}

export async function factsOf(session: LongSession): Promise<SnapshotFacts> {
  const [server] = await session.rows<{ version: string }>(
    `SELECT current_setting('server_version_num') AS version`,
  );
  const migrations = await session.rows<SnapshotFacts['migrations'][number]>(
    'SELECT number, name, sha256 FROM kernel.migration ORDER BY number',
  );
  const [log] = await session.rows<{ size: string; root: string }>(`
    SELECT size, encode(root, 'hex') AS root FROM audit.checkpoint ORDER BY size DESC LIMIT 1`);
  return {
    postgres: Number(server?.version),
    migrations,
    log: log ? { size: Number(log.size), root: log.root } : null,
  };
}

export function copyOutOf(
  session: LongSession,
  { name, columns }: TableShape,
): AsyncIterable<Buffer> {
  return session.copyOut(`COPY ${listed(session, { name, columns })} TO STDOUT (FORMAT binary)`);
}

export function copyInto(
  session: LongSession,
  table: TableShape,
  bytes: AsyncIterable<Uint8Array>,
): Promise<number> {
  return session.copyIn(`COPY ${listed(session, table)} FROM STDIN (FORMAT binary)`, bytes);
}

function listed(session: LongSession, { name, columns }: TableShape): string {
  return `${quoted(session, name)} (${columns.map(session.quoted).join(', ')})`;
}

/** `room.table` as SQL has it. */
export function quoted(session: LongSession, name: string): string {
  return name.split('.').map(session.quoted).join('.');
}
