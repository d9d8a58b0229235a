// The room as its callers use it, on a real database: append, integrate, search, prove, export, open again.
import { sql } from 'kysely';
import { afterEach, expect, test } from 'vitest';
import { verifyEvidence, verifyExport } from '../../../../client/src/verify/index.ts';
import { asOwner, entries, entry, openLog, partsOf } from '../../../test/adversary/audit-log.ts';
import { testDatabase } from '../../../test/database.ts';
import { fixedClock } from '../../kernel/clock.ts';
import { transaction, type Tx } from '../../kernel/database.ts';
import { createAudit } from './index.ts';

const database = await testDatabase();

function at(hours: number): Date {
  return new Date(Date.parse('2026-03-02T01:00:00Z') + hours * 3_600_000);
}

afterEach(() =>
  asOwner(
    database,
    'TRUNCATE audit.entry, audit.queue, audit.leaf, audit.node, audit.checkpoint, audit.sm3_node, audit.sm3_checkpoint',
  ),
);

test('R1.5.3 an appended entry is read back with all it said, and has a place after integration', async () => {
  const log = await openLog(database);
  const whole = entry({
    post: 'teller',
    branch: 'BJ01',
    session: 'q83vEjRWeJA=',
    terminal: 'T-7',
    address: '203.0.113.0/24',
    purpose: 'account-service',
    reference: Buffer.alloc(32, 1).toString('base64'),
    trail: 'ab'.repeat(16),
    items: { NP10: 'plain', NP11: 'masked' },
    decision: 'mask',
    rules: ['R-7', 'R-9'],
    policyVersion: '3',
    basis: 'contract',
    code: 'policy.denied',
    count: 2,
    facts: { batch: 'b-1', rows: 3, isRepeat: false },
    commitments: { before: 'cd'.repeat(32) },
    detail: Buffer.from('sealed').toString('base64'),
    request: '0199c0de-0000-7000-8000-00000000000a',
  });
  const [receipt] = await log.appendGrouped([whole]);
  const before = await log.findByReceipt(receipt?.entry ?? '');
  expect(before).toEqual({ seq: null, entry: expect.objectContaining(whole) });
  await log.integrateAll();
  const after = await log.findByReceipt(receipt?.entry ?? '');
  expect(after?.seq).toBe(0);
  expect(after?.entry).toMatchObject({ v: 1, tenant: 'test', at: receipt?.at, id: receipt?.entry });
});

test('R1.5.3 an entry with a field that may hold a value is refused', async () => {
  const log = await openLog(database);
  const bad = { ...entry(), items: { NP10: '张三' } };
  // @ts-expect-error the types refuse it too
  await expect(log.appendGrouped([bad])).rejects.toThrow('fits its schema');
  await expect(log.appendGrouped([entry({ act: 'a sentence' })])).rejects.toThrow('schema');
  await expect(log.appendGrouped([{ ...entry(), name: 'x' } as never])).rejects.toThrow('schema');
  expect(await log.waiting()).toBe(0);
});

test('promise 2: a change and its entry are one transaction', async () => {
  const log = await openLog(database);
  const failing = transaction(database.server.db, async (tx) => {
    await log.appendIn(tx, [entry()]);
    throw new Error('the change failed');
  });
  await expect(failing).rejects.toThrow('the change failed');
  expect(await log.waiting()).toBe(0);
  await transaction(database.server.db, (tx) => log.appendIn(tx, entries(3)));
  expect(await log.waiting()).toBe(3);
});

test('entries keep the order in which they were made, also within a millisecond', async () => {
  const log = await openLog(database);
  await log.appendGrouped(entries(5_000));
  await log.integrateAll();
  const page = await log.read({}, { limit: 200 });
  expect(page.entries.map((it) => it.entry.count)).toEqual(
    Array.from({ length: 200 }, (_, i) => 4_999 - i),
  );
  expect(page.entries[0]?.seq).toBe(4_999);
  const check = await log.checkIntegrity();
  expect(check).toMatchObject({
    intact: true,
    entries: 5_000,
    treeSize: 5_000,
    witnessSize: 5_000,
  });
});

test('the trail is searched by act, actor, subject, purpose, decision, branch and time, page by page', async () => {
  const clock = fixedClock('2026-03-02T01:00:00Z');
  const log = await openLog(database, { clock });
  const trail = '12'.repeat(16);
  await log.appendGrouped(entries(5, { trail, purpose: 'p1', branch: 'SH02', decision: 'refuse' }));
  clock.advance({ hours: 1 });
  await log.appendGrouped(entries(3, { act: 'audit.search' }));
  const counted = async (filters: Parameters<typeof log.read>[0]) =>
    (await log.read(filters, { limit: 50 })).counted;
  expect(await counted({ trail })).toBe(5);
  expect(await counted({ trail, purpose: 'p2' })).toBe(0);
  expect(await counted({ branch: 'SH02', decision: 'refuse', purpose: 'p1' })).toBe(5);
  expect(await counted({ act: 'audit.search' })).toBe(3);
  expect(await counted({ from: new Date('2026-03-02T02:00:00Z') })).toBe(3);
  expect(await counted({ to: new Date('2026-03-02T02:00:00Z') })).toBe(5);
  expect(await counted({ actor: '0199c0de-0000-7000-8000-000000000001' })).toBe(8);
  const first = await log.read({}, { limit: 6 });
  const rest = await log.read({}, { limit: 6, ...(first.next && { cursor: first.next }) });
  expect([first.entries.length, rest.entries.length, rest.next]).toEqual([6, 2, undefined]);
});

test('R1.5.4 evidence of an entry that waits is given at once, and the verifier confirms it', async () => {
  const log = await openLog(database);
  await log.appendGrouped(entries(700));
  const [receipt] = await log.appendGrouped([entry({ purpose: 'account-service' })]);
  const file = Buffer.from(await log.evidence(receipt?.entry ?? ''));
  const verdict = verifyEvidence(file, { vkey: log.verifierKey });
  expect(verdict).toMatchObject({ kind: 'valid', index: 700, checkpoint: { size: 701 } });
  expect(verifyEvidence(file).kind).toBe('unvouched');
});

test('evidence of what is not there is refused', async () => {
  const log = await openLog(database);
  await expect(log.evidence(log.newId())).rejects.toMatchObject({ code: 'not-found' });
});

test('an exported period is confirmed by the verifier, whatever lies left and right of it', async () => {
  const clock = fixedClock('2026-03-02T01:00:00Z');
  const log = await openLog(database, { clock });
  for (const count of [1, 300, 5, 257, 40]) {
    await log.appendGrouped(entries(count));
    clock.advance({ hours: 1 });
  }
  for (const [from, to, first, count] of [
    [0, 5, 0, 603],
    [1, 2, 1, 300],
    [2, 4, 301, 262],
    [4, 9, 563, 40],
    [7, 9, 0, 0],
  ] as const) {
    const stream = await log.exportPeriod({ from: at(from), to: at(to) });
    const verdict = await verifyExport(stream, { vkey: log.verifierKey });
    expect(verdict).toMatchObject({ kind: 'valid', header: { first, count } });
  }
});

test('a log that is opened again goes on where it stopped', async () => {
  const parts = partsOf(database);
  for (const count of [3, 256, 1]) {
    const log = await createAudit(parts);
    expect(log.state()).toEqual({ kind: 'ready' });
    await log.appendGrouped(entries(count));
    await log.integrateAll();
  }
  const log = await createAudit(parts);
  expect((await log.checkpoint())?.size).toBe(260);
  expect((await log.witnessed())?.size).toBe(260);
  expect((await log.checkIntegrity()).findings).toEqual([]);
});

test('the background integrator is at most a moment behind, and stops when told', async () => {
  const log = await openLog(database);
  const stop = log.start();
  const [receipt] = await log.appendGrouped([entry()]);
  await expect.poll(async () => (await log.checkpoint())?.size, { timeout: 2_000 }).toBe(1);
  expect((await log.findByReceipt(receipt?.entry ?? ''))?.seq).toBe(0);
  await stop();
  await log.appendGrouped([entry()]);
  await new Promise((resolve) => setTimeout(resolve, 250));
  expect(await log.waiting()).toBe(1);
});

test('the integrator reads what is new, however long the log is', async () => {
  const rowsRead = async (db: Tx): Promise<number> => {
    // The counts of a connection are handed in by it, so all is done on one.
    await sql`SELECT pg_stat_force_next_flush()`.execute(db);
    const { rows } = await database.owner.pool.query<{ n: number }>(
      `SELECT sum(seq_tup_read + idx_tup_fetch)::float8 AS n FROM pg_stat_user_tables
       WHERE schemaname = 'audit' AND relname IN ('entry', 'leaf')`,
    );
    return rows[0]?.n ?? 0;
  };
  await database.server.db.connection().execute(async (db) => {
    const log = await openLog(database, { db });
    for (let i = 0; i < 4; i += 1) await log.appendGrouped(entries(4_000));
    await log.integrateAll();
    await database.owner.pool.query('ANALYZE audit.entry, audit.leaf, audit.queue');
    const before = await rowsRead(db);
    await log.appendGrouped(entries(4_000));
    await log.integrateAll();
    expect((await log.checkpoint())?.size).toBe(20_000);
    // Each new entry and leaf a few times, and none of the 16,000 before them.
    const read = (await rowsRead(db)) - before;
    expect(read).toBeGreaterThan(8_000);
    expect(read).toBeLessThan(20_000);
  });
});

test('a check of the recent part alone covers the rest by the roots they lead to', async () => {
  const log = await openLog(database);
  for (let i = 0; i < 3; i += 1) await log.appendGrouped(entries(4_000));
  await log.integrateAll();
  const seen: number[] = [];
  const check = await log.checkIntegrity({ full: false }, (checked) => seen.push(checked));
  expect(check).toMatchObject({ intact: true, from: 1_792, entries: 10_208, treeSize: 12_000 });
  expect(seen.at(-1)).toBe(10_208);
});
