// All SQL of filling an empty database: the mark that it is not whole, what is taken away while rows come in, and put back after.
import type { LongSession } from '../../../kernel/long-session.ts';
import { quoted } from '../set/store.ts';

const outside = `n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'`;

export type Standing = 'empty' | 'half' | 'taken';

/** Whether anything lies in the database, and whether a restore left it. */
export async function standingOf(session: LongSession): Promise<Standing> {
  const [found] = await session.rows<{ half: string | null; things: string }>(`
    SELECT to_regclass('kernel.restoring')::text AS half,
      (SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE ${outside}) AS things`);
  if (found?.half) return 'half';
  return found?.things === '0' ? 'empty' : 'taken';
}

/** What a restore that was cut off left: all of it is ours, and none of it was ever served. */
export async function dropHalf(session: LongSession): Promise<void> {
  const schemas = await session.rows<{ name: string }>(
    `SELECT n.nspname AS name FROM pg_namespace n WHERE ${outside} AND n.nspname NOT IN ('public', 'kernel')`,
  );
  for (const { name } of schemas) await session.run(`DROP SCHEMA ${session.quoted(name)} CASCADE`);
  // The mark goes last: without it there is nothing left.
  await session.run('DROP SCHEMA kernel CASCADE');
}

/** Durable before the first row. */
export async function markHalf(session: LongSession): Promise<void> {
  await session.run(`
    CREATE SCHEMA IF NOT EXISTS kernel;
    CREATE TABLE kernel.restoring (since timestamptz NOT NULL DEFAULT clock_timestamp())`);
}

/** Nothing counts before the end, so only the end waits for the disk: its commit makes durable what came before it. */
export const begunQuickly = (session: LongSession): Promise<void> =>
  session.run(`SET synchronous_commit = off; SET maintenance_work_mem = '256MB'`);

export const markWhole = (session: LongSession): Promise<void> =>
  session.run('SET synchronous_commit = on; DROP TABLE kernel.restoring');

/** Keys, indexes and references of these tables are taken away and given back: built once at the end, in any order of loading. */
export interface TakenDown {
  readonly back: readonly string[];
}

interface Named {
  readonly table: string;
  readonly name: string;
  readonly type: string;
  readonly definition: string;
}

export async function takeDown(
  session: LongSession,
  tables: readonly string[],
): Promise<TakenDown> {
  const constraints = await session.rows<Named>(
    `SELECT format('%I.%I', n.nspname, c.relname) AS table, k.conname AS name, k.contype AS type,
       pg_get_constraintdef(k.oid) AS definition
     FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE k.contype IN ('f', 'p', 'u', 'x') AND n.nspname || '.' || c.relname = ANY ($1)
     ORDER BY k.contype = 'f' DESC, 1, 2`,
    [tables],
  );
  const indexes = await session.rows<{ name: string; definition: string }>(
    `SELECT format('%I.%I', n.nspname, i.relname) AS name, pg_get_indexdef(i.oid) AS definition
     FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_class c ON c.oid = x.indrelid
     JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname || '.' || c.relname = ANY ($1)
       AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.oid) ORDER BY 1`,
    [tables],
  );
  const back: string[] = [];
  for (const { table, name, type, definition } of constraints) {
    await session.run(`ALTER TABLE ${table} DROP CONSTRAINT ${session.quoted(name)}`);
    const add = `ALTER TABLE ${table} ADD CONSTRAINT ${session.quoted(name)} ${definition}`;
    if (type === 'f') back.push(add);
    else back.unshift(add);
  }
  for (const { name, definition } of indexes) {
    await session.run(`DROP INDEX ${name}`);
    back.unshift(definition);
  }
  return { back };
}

/** Of rows that a migration put in, and with the triggers that keep ledgers from being changed at rest. */
export async function emptied(session: LongSession, tables: readonly string[]): Promise<void> {
  const names = tables.map((it) => quoted(session, it));
  for (const name of names) await session.run(`ALTER TABLE ${name} DISABLE TRIGGER USER`);
  await session.run(`TRUNCATE ${names.join(', ')}`);
}

export async function putBack(
  session: LongSession,
  tables: readonly string[],
  { back }: TakenDown,
): Promise<void> {
  for (const statement of back) await session.run(statement);
  for (const table of tables) {
    await session.run(`ALTER TABLE ${quoted(session, table)} ENABLE TRIGGER USER`);
  }
}

/** Numbers that a column gives by itself go on after the highest that is there. */
export async function advanceSequences(session: LongSession): Promise<void> {
  const found = await session.rows<{ sequence: string; table: string; column: string }>(`
    SELECT format('%I.%I', sn.nspname, s.relname) AS sequence, format('%I.%I', n.nspname, c.relname) AS table,
      a.attname AS column
    FROM pg_class s JOIN pg_namespace sn ON sn.oid = s.relnamespace
    JOIN pg_depend d ON d.objid = s.oid AND d.classid = 'pg_class'::regclass AND d.deptype IN ('i', 'a')
      AND d.refclassid = 'pg_class'::regclass
    JOIN pg_class c ON c.oid = d.refobjid JOIN pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = d.refobjsubid
    WHERE s.relkind = 'S' AND n.nspname NOT LIKE 'pg\\_%'`);
  for (const { sequence, table, column } of found) {
    await session.run(
      `SELECT setval('${sequence}', coalesce(max(${session.quoted(column)}), 0) + 1, false) FROM ${table}`,
    );
  }
}

/** Values came back as they were sealed then: what was said to be sealed again under newer keys no longer is (decision 0030). */
export const sealedAsBefore = (session: LongSession): Promise<void> =>
  session.run(
    `UPDATE keys.customer_key SET reencrypted_at = NULL WHERE reencrypted_at IS NOT NULL`,
  );

/** Versions of the buckets' keys that wrap a living customer key. */
export function bucketsInUse(session: LongSession): Promise<{ bucket: number; epoch: number }[]> {
  return session.rows(`
    SELECT DISTINCT bucket, epoch FROM keys.customer_key WHERE state <> 'destroyed' ORDER BY 1, 2`);
}

export const highestMark = async (session: LongSession): Promise<number> => {
  const [found] = await session.rows<{ mark: string | null }>(
    'SELECT max(generation) AS mark FROM keys.keystore_mark',
  );
  return Number(found?.mark ?? 0);
};
