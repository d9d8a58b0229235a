// What only moves forward: the wrapped customer keys as they are today, and the ledger of destructions. Rows of a set may be old; these
// are taken from the newest backup of the keys (or the database in use), or the neighbours of a destroyed customer would not open
// and the destroyed would stand there again (SECURITY 4.4, decision 0025).
import { refuse } from '@shouxin/contract';
import { openLongSession, type LongSession } from '../../../kernel/long-session.ts';
import type { OpenSet } from '../set/open-set.ts';
import { copyInto, copyOutOf, tablesOf, type TableShape } from '../set/store.ts';
import { asCopy } from '../set/verify-set.ts';
import { emptied, putBack, sealedAsBefore, takeDown } from './store.ts';

/** Rooms whose tables are never taken from an older set where newer ones are given. */
export const forwardRooms = ['keys', 'shredding'] as const;

export const isForward = (table: string): boolean =>
  forwardRooms.some((room) => table.startsWith(`${room}.`));

export interface Forward {
  readonly tables: readonly TableShape[];
  /** A whole COPY. */
  copyOf(table: string): AsyncIterable<Uint8Array>;
}

/** A backup of the keys. */
export function forwardOfSet(set: OpenSet): Forward {
  const { tables } = set.manifest;
  return {
    tables: tables.filter(({ name }) => isForward(name)),
    copyOf: (name) =>
      asCopy(set.rowsOf(tables.find((it) => it.name === name) ?? refuse('backup.tables-differ'))),
  };
}

/** The database in use, for a drill; `close` when done. */
export async function forwardOfDatabase(
  url: string,
): Promise<Forward & { close(): Promise<void> }> {
  const session = await openLongSession(url, 'shouxin-drill');
  const tables = (await tablesOf(session)).filter(({ name }) => isForward(name));
  return {
    tables,
    copyOf: (name) =>
      copyOutOf(session, tables.find((it) => it.name === name) ?? refuse('backup.tables-differ')),
    close: () => session.close(),
  };
}

/** The set's own rows of these tables make way; all of it or nothing. */
export async function putForward(session: LongSession, forward: Forward): Promise<void> {
  const known = new Map((await tablesOf(session)).map((it) => [it.name, it]));
  for (const { name, columns } of forward.tables) {
    const has = known.get(name)?.columns ?? [];
    if (!columns.every((it) => has.includes(it))) refuse('backup.other-schema', { facts: { table: name } }); // prettier-ignore
  }
  const names = forward.tables.map(({ name }) => name);
  await session.run('BEGIN');
  const takenDown = await takeDown(session, names);
  await emptied(session, names);
  for (const table of forward.tables) await copyInto(session, table, forward.copyOf(table.name));
  await putBack(session, names, takenDown);
  await sealedAsBefore(session);
  await session.run('COMMIT');
}
