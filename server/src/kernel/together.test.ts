// Statements that leave together: in order, all or nothing, never a COMMIT behind one that failed, and never outside their
// transaction.
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { testDatabase } from '../../test/database.ts';
import { copyRows } from './copy.ts';
import { brokenConstraint, openDatabase, sendLater, transaction, type Tx } from './database.ts';

const database = await testDatabase();
/** One connection, so that what a transaction leaves behind on it is seen by the next. */
const one = openDatabase(database.serverUrl, { connectionsMax: 1 });
const { db } = one;
afterAll(() => one.close());

beforeAll(async () => {
  await database.owner.pool.query(`
    CREATE SCHEMA together;
    CREATE TABLE together.row (n int PRIMARY KEY, secret text);
    GRANT USAGE ON SCHEMA together TO shouxin_server;
    GRANT SELECT, INSERT ON together.row TO shouxin_server`);
});

beforeEach(() => database.owner.pool.query('TRUNCATE together.row'));

const later = (tx: Tx, n: number) =>
  sendLater(tx, sql`INSERT INTO together.row VALUES (${n}, ${`kept-${n}`})`);

async function stored(from: Tx = database.server.db): Promise<number[]> {
  const { rows } = await sql<{ n: number }>`
    SELECT n FROM together.row WHERE n > ${0} ORDER BY n`.execute(from);
  return rows.map(({ n }) => n);
}

/** How often PostgreSQL was waited for. */
async function tripsOf(work: () => Promise<unknown>): Promise<number> {
  let trips = 0;
  const client = await one.pool.connect();
  const count = () => (trips += 1);
  client.connection.on('readyForQuery', count);
  client.release();
  await work();
  client.connection.off('readyForQuery', count);
  return trips;
}

test('what waits is seen by what comes next, and committed in the same trip as COMMIT', async () => {
  const trips = await tripsOf(() =>
    transaction(db, async (tx) => {
      await later(tx, 1);
      await later(tx, 2);
      expect(await stored(tx)).toEqual([1, 2]);
      await later(tx, 3);
    }),
  );
  expect(await stored()).toEqual([1, 2, 3]);
  expect(trips).toBe(2);
});

test('where one that waits fails, nothing is committed, and its error tells no value', async () => {
  const work = transaction(db, async (tx) => {
    await later(tx, 1);
    await later(tx, 1);
    await later(tx, 2);
  });
  const error: unknown = await work.catch((it: unknown) => it);
  expect(brokenConstraint(error)).toBe('row_pkey');
  expect(JSON.stringify(error)).not.toContain('kept-1');
  expect(await stored()).toEqual([]);
});

test('the statement behind one that failed fails as well, and is not run outside the transaction', async () => {
  const work = transaction(db, async (tx) => {
    await sendLater(tx, sql`INSERT INTO together.row VALUES (${'no number'}, ${'x'})`);
    await sql`INSERT INTO together.row VALUES (${5}, ${'x'})`.execute(tx).catch(() => {});
  });
  await expect(work).rejects.toThrow(/rolled back|aborted/i);
  expect(await stored()).toEqual([]);
});

test('a statement that was skipped can be sent again on the same connection', async () => {
  const fresh = (tx: Tx) => sql`SELECT ${7}::int + ${1}::int AS fresh`.execute(tx);
  const failing = (tx: Tx) => sendLater(tx, sql`SELECT ${1}::int / ${0}::int AS none`);
  const work = transaction(db, async (tx) => {
    await failing(tx);
    await fresh(tx);
  });
  await expect(work).rejects.toMatchObject({ code: '22012' });
  const { rows } = await transaction(db, fresh);
  expect(rows).toEqual([{ fresh: 8 }]);
  await expect(transaction(db, failing)).rejects.toMatchObject({ code: '22012' });
});

test('what is thrown leaves nothing of what waits, and no transaction open', async () => {
  const trips = await tripsOf(async () => {
    const work = transaction(db, async (tx) => {
      await later(tx, 1);
      throw new Error('no');
    });
    await expect(work).rejects.toThrow('no');
  });
  expect(trips).toBe(0);
  expect(await stored(db)).toEqual([]);
  expect(await stored()).toEqual([]);
});

test('a transaction of nothing is no trip', async () => {
  expect(await tripsOf(() => transaction(db, () => Promise.resolve()))).toBe(0);
});

test('what cannot be written down fails, and takes nothing else with it into the database', async () => {
  const work = transaction(db, async (tx) => {
    await later(tx, 1);
    const circular: Record<string, unknown> = {};
    circular['self'] = circular;
    await sendLater(tx, sql`INSERT INTO together.row VALUES (${2}, ${circular})`);
  });
  await expect(work).rejects.toThrow('not queryable');
  expect(await stored(db)).toEqual([]);
});

test('a COPY and a savepoint come after what waits', async () => {
  const rows = { table: 'together.row', columns: { n: 'int4', secret: 'text' } } as const;
  await transaction(db, async (tx) => {
    await later(tx, 1);
    await copyRows(tx, rows, [[2, 'copied']]);
    await later(tx, 3);
    await sql`SAVEPOINT here`.execute(tx);
    await later(tx, 4);
    await sql`ROLLBACK TO SAVEPOINT here`.execute(tx);
  });
  expect(await stored()).toEqual([1, 2, 3]);
});

test('outside a transaction nothing waits', async () => {
  await later(db, 1);
  expect(await stored()).toEqual([1]);
});

test('the isolation that was asked for holds from the first statement on', async () => {
  const level = await transaction(
    db,
    async (tx) => {
      const { rows } = await sql<{ is: string }>`
        SELECT current_setting(${'transaction_isolation'}) AS is`.execute(tx);
      return rows[0]?.is;
    },
    { isolation: 'serializable' },
  );
  expect(level).toBe('serializable');
});
