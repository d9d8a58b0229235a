// COPY in binary form: every type arrives as what it was, a transaction takes its rows with it, and an error shows no value.
import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { testDatabase } from '../../test/database.ts';
import { copyRows, encodeRows, type Cell, type Columns } from './copy.ts';
import { transaction } from './database.ts';
import { newId } from './crypto/index.ts';

const database = await testDatabase();
const { db } = database.owner;
await sql`CREATE TABLE copied (id uuid PRIMARY KEY, said text, bytes bytea, small smallint, whole integer,
  yes boolean, at timestamptz)`.execute(db);

const into = {
  table: 'copied',
  columns: {
    id: 'uuid',
    said: 'text',
    bytes: 'bytea',
    small: 'int2',
    whole: 'int4',
    yes: 'bool',
    at: 'timestamptz',
  } satisfies Columns,
};

type Row = [string, string | null, Uint8Array | null, number, number, boolean, Date | null];

const rowOf = (more: Partial<Record<number, Cell>> = {}): Row =>
  Object.assign(
    [
      newId(),
      '𠮷田 "慧"\\\t\n',
      randomBytes(70_000),
      -3,
      2_000_000_000,
      true,
      new Date('1999-12-31T23:59:59.999Z'),
    ],
    more,
  ) as Row;

/** Signature, flags and extension before the rows; the count of -1 after them. */
const [headLength, trailerLength] = [19, 2];

describe('COPY of rows', () => {
  it('brings every type as it was, and nothing as nothing', async () => {
    const rows = [rowOf(), rowOf({ 1: null, 2: null, 6: null, 5: false }), rowOf({ 1: '' })];
    await copyRows(db, into, rows);
    const found = await sql<Record<string, unknown>>`SELECT * FROM copied ORDER BY id`.execute(db);
    const expected = rows.toSorted(([a], [b]) => (a < b ? -1 : 1));
    expect(found.rows.map((row) => Object.values(row))).toEqual(expected);
  });

  it('writes a row alike, whatever rows stand before it', () => {
    const types = Object.values(into.columns);
    const once = rowOf();
    const other = rowOf();
    const rows = [once, once, other, once, rowOf({ 0: once[0], 1: '' }), other];
    const alone = (row: Row) => encodeRows(types, [row]).subarray(headLength, -trailerLength);
    const together = encodeRows(types, rows).subarray(headLength, -trailerLength);
    expect(together.equals(Buffer.concat(rows.map(alone)))).toBe(true);
  });

  it('goes with the transaction that it was part of', async () => {
    const row = rowOf();
    const failing = transaction(db, async (tx) => {
      await copyRows(tx, into, [row]);
      throw new Error('changed my mind');
    });
    await expect(failing).rejects.toThrow('changed my mind');
    const { rows } = await sql`SELECT 1 FROM copied WHERE id = ${row[0]}`.execute(db);
    expect(rows).toEqual([]);
  });

  it('I6.12 fails as a statement does, without the value, and the connection goes on', async () => {
    const row = rowOf({ 1: 'nobody may read this' });
    await copyRows(db, into, [row]);
    const error = await copyRows(db, into, [row]).then(
      () => undefined,
      (failure: unknown) => failure as Error & { code?: string; detail?: string; where?: string },
    );
    expect(error?.code).toBe('23505');
    expect(error?.detail ?? error?.where).toBeUndefined();
    expect(`${error?.message} ${error?.stack}`).not.toContain('nobody may read this');
    await copyRows(db, into, [rowOf()]);
  });

  it('refuses what does not fit before anything is sent', () => {
    expect(() => encodeRows(['text', 'text'], [['one']])).toThrow('a cell for each column');
    expect(() => encodeRows(['uuid'], [['not-a-uuid']])).toThrow('UUID');
    expect(() => encodeRows(['bytea'], [['text']])).toThrow('bytes');
    expect(() => encodeRows(['int2'], [[70_000]])).toThrow(RangeError);
  });
});
