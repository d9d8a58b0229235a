// Someone brings back an old copy of the database, or another log, or takes the witness away. The log names what is wrong
// and how many entries are missing, and nothing is written on top of it (SECURITY threat 25).
import { readFileSync, unlinkSync, writeFileSync } from 'node:fs';
import { afterEach, expect, test } from 'vitest';
import { createAudit, fileWitness } from '../../src/controls/audit/index.ts';
import { signerFromSeed } from '../../src/kernel/crypto/index.ts';
import { openDatabase } from '../../src/kernel/database.ts';
import { inDatabase, testDatabase } from '../database.ts';
import { asOwner, entries, openLog, partsOf, witnessPath } from './audit-log.ts';

const database = await testDatabase();
const tables = ['entry', 'leaf', 'node', 'checkpoint', 'sm3_node', 'sm3_checkpoint'];

afterEach(() =>
  asOwner(database, `TRUNCATE ${[...tables, 'queue'].map((it) => `audit.${it}`).join(', ')}`),
);

/** The log as it was: kept as a dump would keep it, and put back. */
async function keepCopy(): Promise<() => Promise<void>> {
  const { pool } = database.owner;
  for (const it of tables) {
    await pool.query(`DROP TABLE IF EXISTS copy_of_${it}`);
    await pool.query(`CREATE TABLE copy_of_${it} AS TABLE audit.${it}`);
  }
  return () =>
    asOwner(
      database,
      ...tables.flatMap((it) => [
        `TRUNCATE audit.${it}`,
        `INSERT INTO audit.${it} SELECT * FROM copy_of_${it}`,
      ]),
    );
}

test('R1.3.2c an old database under a newer witness is refused at start, and the missing entries are counted', async () => {
  const parts = partsOf(database);
  const log = await createAudit(parts);
  await log.appendGrouped(entries(300));
  await log.integrateAll();
  const restore = await keepCopy();
  await log.appendGrouped(entries(42));
  await log.integrateAll();
  await restore();
  const restored = await createAudit(parts);
  expect(restored.state()).toMatchObject({
    kind: 'read-only',
    reason: 'older-than-witness',
    missing: 42,
  });
  await expect(restored.appendGrouped(entries(1))).rejects.toMatchObject({
    code: 'audit.read-only',
    more: { facts: { reason: 'older-than-witness', missing: 42 } },
  });
  await expect(
    parts.db.transaction().execute((tx) => restored.appendIn(tx, entries(1))),
  ).rejects.toMatchObject({ code: 'audit.read-only' });
  await expect(restored.integrate()).rejects.toMatchObject({ code: 'audit.read-only' });
  const report = await restored.checkIntegrity();
  expect(report.findings.map((it) => it.code)).toContain('older-than-witness');
});

test('an old database put under a running server is not signed on', async () => {
  const parts = partsOf(database);
  const log = await createAudit(parts);
  await log.appendGrouped(entries(10));
  await log.integrateAll();
  const restore = await keepCopy();
  await log.appendGrouped(entries(5));
  await log.integrateAll();
  await restore();
  await log.appendGrouped(entries(9));
  await expect(log.integrate()).rejects.toThrow('checkpoint-lost');
  const other = await createAudit(parts);
  expect(other.state()).toMatchObject({ reason: 'witness-differs' });
  expect((await log.checkpoint())?.size).toBe(10);
});

test('another log of the same length is not the one that was witnessed', async () => {
  const parts = partsOf(database);
  const log = await createAudit(parts);
  await log.appendGrouped(entries(20));
  await log.integrateAll();
  await asOwner(database, `TRUNCATE ${tables.map((it) => `audit.${it}`).join(', ')}`);
  const forked = await openLog(database, { witness: fileWitness(witnessPath()) });
  await forked.appendGrouped(entries(25));
  await forked.integrateAll();
  expect((await createAudit(parts)).state()).toMatchObject({ reason: 'witness-differs' });
});

test('a log whose witness is gone, damaged or signed by another is refused', async () => {
  const path = witnessPath();
  const parts = partsOf(database, { witness: fileWitness(path) });
  const log = await createAudit(parts);
  await log.appendGrouped(entries(20));
  await log.integrateAll();
  const held = readFileSync(path, 'utf8');
  const reasonWith = async (text: string) => {
    writeFileSync(path, text);
    const state = (await createAudit(parts)).state();
    return state.kind === 'read-only' ? state.reason : state.kind;
  };
  expect(await reasonWith(held)).toBe('ready');
  expect(await reasonWith(held.slice(0, 40))).toBe('witness-unreadable');
  expect(await reasonWith('')).toBe('witness-unreadable');
  expect(await reasonWith(held.replace('"size":20', '"size":10'))).toBe('witness-foreign');
  unlinkSync(path);
  expect((await createAudit(parts)).state()).toMatchObject({ reason: 'witness-missing' });
  writeFileSync(path, held);
  const otherKey = { ...parts, signer: signerFromSeed(new Uint8Array(32).fill(1)) };
  expect((await createAudit(otherKey)).state()).toMatchObject({ reason: 'checkpoint-foreign' });
});

test('the witness only moves forward, and is replaced whole', async () => {
  const path = witnessPath();
  const log = await openLog(database, { witness: fileWitness(path) });
  expect(await log.witnessed()).toMatchObject({ size: 0 });
  await log.appendGrouped(entries(4));
  await log.integrateAll();
  const four = await log.witnessed();
  expect(four?.size).toBe(4);
  await log.appendGrouped(entries(4));
  await log.integrateAll();
  if (four) await fileWitness(path).write(four);
  expect((await log.witnessed())?.size).toBe(8);
});

test('a crash between checkpoint and witness is no alarm: the witness catches up', async () => {
  const held = fileWitness(witnessPath());
  let dies = false;
  const witness: typeof held = {
    read: held.read,
    write: (state) => (dies ? Promise.reject(new Error('power off')) : held.write(state)),
  };
  const parts = partsOf(database, { witness });
  const log = await createAudit(parts);
  await log.appendGrouped(entries(7));
  dies = true;
  await expect(log.integrate()).rejects.toThrow('power off');
  dies = false;
  expect((await log.witnessed())?.size).toBe(0);
  const again = await createAudit(parts);
  expect(again.state()).toEqual({ kind: 'ready' });
  await again.appendGrouped(entries(1));
  await again.integrateAll();
  expect((await again.witnessed())?.size).toBe(8);
});

test('a database that is not there is a fault, not a broken log', async () => {
  const gone = openDatabase(inDatabase(database.serverUrl, 'no_such_database'));
  await expect(openLog(database, { db: gone.db })).rejects.toThrow('no_such_database');
  await gone.close();
});
