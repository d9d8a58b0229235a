// The pace in a real database: counted exactly, and durable no later than the entry for which the answer waits.
import { sql } from 'kysely';
import { afterAll, describe, expect, it } from 'vitest';
import { testDatabase } from '../../../test/database.ts';
import { newId } from '../../kernel/crypto/index.ts';
import { openDatabase, transaction, type Tx } from '../../kernel/database.ts';
import { countUses, type Uses } from './store.ts';

const database = await testDatabase();
/** One connection, so that whatever a statement leaves behind is met by the next. */
const single = openDatabase(database.serverUrl, { connectionsMax: 1 });
const { db } = single;
afterAll(() => single.close());

const search = (account: string, span = '2026-11-23T02:00'): Uses => ({
  account,
  uses: [{ kind: 'search', span }],
});

async function only<T>(tx: Tx, query: ReturnType<typeof sql<T>>): Promise<T | undefined> {
  return (await query.execute(tx)).rows[0];
}

const isSynced = async (tx: Tx) =>
  (await only(tx, sql<{ it: string }>`SELECT current_setting('synchronous_commit') AS it`))?.it;

describe('threat 21: the pace of an account', () => {
  it('counts each of several who ask in one statement', async () => {
    const [one, other] = [newId(), newId()];
    const counts = await countUses(db, [search(one), search(other), search(one)]);
    expect(counts.map((it) => it.get('search'))).toEqual([1, 1, 2]);
    const [next] = await countUses(db, [search(one)]);
    expect(next?.get('search')).toBe(3);
    const [later] = await countUses(db, [search(one, '2026-11-23T02:01')]);
    expect(later?.get('search')).toBe(1);
  });

  it('promise 2: does not wait for the disk by itself, and leaves the next statement to wait as before', async () => {
    await countUses(db, [search(newId())]);
    expect(await isSynced(db)).toBe('on');
  });

  it('promise 2: is on the disk when an entry stored after it is', async () => {
    await countUses(db, [search(newId())]);
    const counted = await only(db, sql<{ at: string }>`SELECT pg_current_wal_insert_lsn() AS at`);
    await sql`INSERT INTO enquiry.verified (account, customer, item, on_day, count)
      VALUES (${newId()}, ${newId()}, 'NP01', '2026-11-23', 1)`.execute(db);
    const { done } =
      (await only(
        db,
        sql<{ done: boolean }>`SELECT pg_current_wal_flush_lsn() >= ${counted?.at}::pg_lsn AS done`,
      )) ?? {};
    expect(done).toBe(true);
  });

  it('promise 2: lets a transaction that it is part of wait for the disk', async () => {
    await transaction(db, async (tx) => {
      await countUses(tx, [search(newId())]);
      expect(await isSynced(tx)).toBe('on');
    });
  });
});
