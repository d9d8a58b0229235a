// A commit whose replication was cancelled is not a success (SECURITY section 5, 6).
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { sql } from 'kysely';
import { afterAll, expect, test } from 'vitest';
import { DoubtfulCommit } from './database-client.ts';
import { openDatabase, sendLater, transaction } from './database.ts';
import { startEngine } from './engine/index.ts';

const folder = mkdtempSync(join(tmpdir(), 'shouxin-doubt-'));
const engine = await startEngine({ home: join(folder, 'data'), keys: join(folder, 'keys') });
const database = openDatabase(engine.ownerUrl);
const other = openDatabase(engine.ownerUrl);

await database.pool.query('CREATE TABLE t (n int)');
await database.pool.query(`ALTER SYSTEM SET synchronous_standby_names = 'nowhere'`);
await database.pool.query('SELECT pg_reload_conf()');
await untilCommitsWait();

afterAll(async () => {
  await database.close();
  await other.close();
  await engine.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** The setting reaches the processes of PostgreSQL one by one: try until a commit waits. */
async function untilCommitsWait(): Promise<void> {
  let mayWait = true;
  const trying = (async () => {
    while (mayWait) await other.pool.query('INSERT INTO t VALUES (0)');
  })().catch(() => {});
  await cancelTheWait();
  mayWait = false;
  await trying;
}

/** Cancels whoever waits for the standby that does not exist. */
async function cancelTheWait(): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    const { rowCount } = await other.pool.query(
      `SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE wait_event = 'SyncRep'`,
    );
    if (rowCount) return;
    await sleep(20);
  }
  throw new Error('Nobody waits for the standby');
}

test('a cancelled wait at COMMIT is an error of its own', async () => {
  const committing = transaction(database.db, (tx) => sql`INSERT INTO t VALUES (1)`.execute(tx));
  await Promise.all([expect(committing).rejects.toThrow(DoubtfulCommit), cancelTheWait()]);
  const waiting = database.pool.query('INSERT INTO t VALUES (2)');
  await Promise.all([expect(waiting).rejects.toThrow(DoubtfulCommit), cancelTheWait()]);
});

test('also where COMMIT left in one trip with what was held back for it', async () => {
  const committing = transaction(database.db, (tx) =>
    sendLater(tx, sql`INSERT INTO t VALUES (${4})`),
  );
  await Promise.all([expect(committing).rejects.toThrow(DoubtfulCommit), cancelTheWait()]);
});

test('and the next statement is no longer in doubt', async () => {
  expect((await database.pool.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
});

test('the control: the driver alone calls it a success', async () => {
  const plain = new pg.Client({ connectionString: engine.ownerUrl });
  await plain.connect();
  try {
    const waiting = plain.query('INSERT INTO t VALUES (3)');
    await Promise.all([expect(waiting).resolves.toMatchObject({ rowCount: 1 }), cancelTheWait()]);
  } finally {
    await plain.end();
  }
});
