// Looks at every byte of a set without restoring it: signature, the tag and the content of each piece, and the rows in them counted
// again one by one (R3.2.1). What it says holds for the moment it looked, so it is done again by the clock.
import { Refusal } from '@shouxin/contract';
import { copyEnd, copyHead, cutRows, NotCopy } from './cut.ts';
import type { SetTable } from './manifest.ts';
import type { OpenSet } from './open-set.ts';

export interface Seen {
  readonly tables: number;
  readonly rows: number;
  readonly bytes: number;
}

export async function verifySet(set: OpenSet, onTable?: (done: Seen) => void): Promise<Seen> {
  let seen: Seen = { tables: 0, rows: 0, bytes: 0 };
  for (const table of set.manifest.tables) {
    await verifyTable(set, table);
    const { tables, rows, bytes } = seen;
    seen = { tables: tables + 1, rows: rows + table.rows, bytes: bytes + table.bytes };
    onTable?.(seen);
  }
  for (const { name } of set.manifest.files) await set.file(name);
  return seen;
}

async function verifyTable(set: OpenSet, table: SetTable): Promise<void> {
  let [rows, bytes] = [0, 0];
  try {
    for await (const block of cutRows(asCopy(set.rowsOf(table)), set.manifest.cutting)) {
      rows += block.rows;
      bytes += block.bytes.length;
    }
  } catch (error) {
    throw error instanceof NotCopy ? refusalOf(table) : error;
  }
  if (rows !== table.rows || bytes !== table.bytes) throw refusalOf(table);
}

const refusalOf = (table: SetTable) =>
  new Refusal('backup.damaged', { facts: { part: table.name } });

/** As PostgreSQL takes it: head, rows, end. */
export async function* asCopy(blocks: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  yield copyHead;
  yield* blocks;
  yield copyEnd;
}
