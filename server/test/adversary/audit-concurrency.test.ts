// Many writers and two integrators at once, a database that stalls, fails or leaves its outcome open: every entry that
// was answered is in the log once, and no answer leaves before its entry is durable (promise 2).
import { afterEach, expect, test } from 'vitest';
import { groupCommit, groupLimits, storeBatchIn } from '../../src/controls/audit/append.ts';
import { storedEntry, type StoredEntry } from '../../src/controls/audit/entry.ts';
import { createAudit } from '../../src/controls/audit/index.ts';
import { transaction } from '../../src/kernel/database.ts';
import { testDatabase } from '../database.ts';
import { asOwner, entries, entry, openLog, partsOf, tenant } from './audit-log.ts';

const database = await testDatabase();

afterEach(() =>
  asOwner(
    database,
    'TRUNCATE audit.entry, audit.queue, audit.leaf, audit.node, audit.checkpoint, audit.sm3_node, audit.sm3_checkpoint',
  ),
);

async function placedIds(): Promise<string[]> {
  const { rows } = await database.owner.pool.query<{ id: string }>(
    'SELECT entry_id AS id FROM audit.leaf ORDER BY seq',
  );
  return rows.map((it) => it.id);
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

test('64 writers and two integrators: every entry once, in order for each writer, without a gap', async () => {
  const parts = partsOf(database);
  const [one, two] = await Promise.all([createAudit(parts), createAudit(parts)]);
  const stops = [one.start(), two.start()];
  const writer = async (number: number) => {
    const ids: string[] = [];
    for (let i = 0; i < 30; i += 1) {
      const log = number % 2 === 0 ? one : two;
      const drafts = entries(1 + (i % 3));
      const receipts =
        i % 2 === 0
          ? await log.appendGrouped(drafts)
          : await transaction(parts.db, (tx) => log.appendIn(tx, drafts));
      ids.push(...receipts.map((it) => it.entry));
    }
    return ids;
  };
  const written = await Promise.all(Array.from({ length: 64 }, (_, i) => writer(i)));
  await Promise.all(stops.map((stop) => stop()));
  await one.integrateAll();
  const placed = await placedIds();
  expect(placed.length).toBe(64 * 60);
  expect(new Set(placed)).toEqual(new Set(written.flat()));
  const places = new Map(placed.map((id, seq) => [id, seq]));
  for (const ids of written) {
    const own = ids.map((id) => places.get(id) ?? -1);
    expect(own).toEqual(own.toSorted((a, b) => a - b));
  }
  const report = await two.checkIntegrity();
  expect(report).toMatchObject({ intact: true, treeSize: 64 * 60 });
  expect(report.checkpoints).toBeGreaterThan(0);
});

test('two integrators at once never sign two trees', async () => {
  const parts = partsOf(database);
  const logs = await Promise.all(Array.from({ length: 4 }, () => createAudit(parts)));
  for (let round = 0; round < 10; round += 1) {
    await Promise.all(logs.map((it) => it.appendGrouped(entries(20))));
    const ended = await Promise.all(logs.map((it) => it.integrate()));
    expect(ended.filter((it) => it.isDone).length).toBeGreaterThan(0);
  }
  await logs[0]?.integrateAll();
  expect((await logs[1]?.checkIntegrity())?.findings).toEqual([]);
  expect((await placedIds()).length).toBe(800);
});

test('no answer leaves before its entry is durable', async () => {
  const log = await openLog(database);
  const blocker = await database.owner.pool.connect();
  await blocker.query('BEGIN');
  await blocker.query('LOCK TABLE audit.entry IN EXCLUSIVE MODE');
  let isAnswered = false;
  const answer = log.appendGrouped([entry()]).then(() => (isAnswered = true));
  await pause(300);
  expect(isAnswered).toBe(false);
  await blocker.query('COMMIT');
  blocker.release();
  await answer;
  expect(await log.waiting()).toBe(1);
});

test('what cannot be stored is refused with audit.unavailable, and so is all that waits behind it', async () => {
  const faults: unknown[] = [];
  const limits = { ...groupLimits, tries: 2, pauseMs: 10, tryForMs: 200 };
  const log = await openLog(database, { limits, onFault: (error) => faults.push(error) });
  await asOwner(database, 'ALTER TABLE audit.queue RENAME TO queue_gone');
  try {
    const refused = await Promise.allSettled(entries(50).map((it) => log.appendGrouped([it])));
    for (const it of refused) {
      expect(it).toMatchObject({ status: 'rejected', reason: { code: 'audit.unavailable' } });
    }
    expect(faults.length).toBe(1);
  } finally {
    await asOwner(database, 'ALTER TABLE audit.queue_gone RENAME TO queue');
  }
  await log.appendGrouped([entry()]);
  expect(await log.waiting()).toBe(1);
});

test('a commit in doubt is tried again under the same ids, and stored once', async () => {
  const real = storeBatchIn(database.server.db);
  const attempts: number[] = [];
  const group = groupCommit(
    async (batch, attempt) => {
      attempts.push(attempt);
      await real(batch, attempt);
      // Committed here, and nobody knows whether on the standby as well.
      if (attempt === 1) throw new Error('the wait for the standby was cancelled');
    },
    { limits: { ...groupLimits, pauseMs: 5 } },
  );
  const log = await openLog(database);
  const stored = entries(5).map((it) => storedEntry({ ...it, id: log.newId() }, tenant));
  await group.add(stored);
  expect(attempts).toEqual([1, 2]);
  await log.integrateAll();
  expect(await placedIds()).toEqual(stored.map((it) => it.id));
});

test('another entry under a known id is refused, not dropped', async () => {
  const log = await openLog(database);
  const id = log.newId();
  await log.appendGrouped([entry({ id })]);
  await expect(log.appendGrouped([entry({ id, count: 1 })])).rejects.toMatchObject({
    code: 'audit.unavailable',
  });
  const again = transaction(database.server.db, (tx) => log.appendIn(tx, [entry({ id })]));
  await expect(again).rejects.toThrow('entry_pkey');
});

function numbered(act: number): StoredEntry {
  return storedEntry({ ...entry({ act: `${act}` }), id: idOf(act) }, tenant);
}

function idOf(n: number): string {
  return `0199c0de-0000-7000-8000-${n.toString().padStart(12, '0')}`;
}

test('the queue is bounded, a batch is too, and order is kept', async () => {
  const batches: number[][] = [];
  const gate = Promise.withResolvers<void>();
  const limits = { ...groupLimits, batchMax: 10, queueMax: 40 };
  const group = groupCommit(
    async (batch) => {
      batches.push(batch.map((it) => Number(it.act)));
      await gate.promise;
    },
    { limits },
  );
  const waiting = Array.from({ length: 40 }, (_, i) => group.add([numbered(i)]));
  await expect(group.add([numbered(40)])).rejects.toMatchObject({ code: 'audit.unavailable' });
  await pause(20);
  expect(batches.length).toBe(1);
  gate.resolve();
  await Promise.all(waiting);
  expect(batches.map((it) => it.length)).toEqual([10, 10, 10, 10]);
  expect(batches.flat()).toEqual(Array.from({ length: 40 }, (_, i) => i));
  expect(group.waiting).toBe(0);
  await group.add([numbered(41)]);
});
