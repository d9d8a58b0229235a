// Someone owns the database and bends the log. Each way is found by the integrity check, and the test says as what; the
// offline verifier refuses what is then exported (promise 3, SECURITY threat 8).
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { verifyExport } from '../../../client/src/verify/index.ts';
import { canonicalBytes } from '../../src/kernel/canonical.ts';
import { signerFromSeed } from '../../src/kernel/crypto/index.ts';
import { checkpointText, signNote } from '../../src/controls/audit/note.ts';
import { foldRight, leafHash, subtreesOf, type Hash } from '../../src/controls/audit/tree.ts';
import { testDatabase } from '../database.ts';
import { asOwner, entries, openLog, partsOf } from './audit-log.ts';

const database = await testDatabase();
const size = 600;
let log: Awaited<ReturnType<typeof openLog>>;

beforeEach(async () => {
  log = await openLog(database);
  for (const count of [100, 300, 200]) {
    await log.appendGrouped(entries(count));
    await log.integrateAll();
  }
});
afterEach(() =>
  asOwner(
    database,
    'TRUNCATE audit.entry, audit.queue, audit.leaf, audit.node, audit.checkpoint, audit.sm3_node, audit.sm3_checkpoint',
  ),
);

const hex = (bytes: Uint8Array) => `'\\x${Buffer.from(bytes).toString('hex')}'`;
const idAt = (seq: number) => `(SELECT entry_id FROM audit.leaf WHERE seq = ${seq})`;

async function bodyAt(seq: number): Promise<Record<string, unknown>> {
  const { rows } = await database.owner.pool.query<{ body: string }>(
    `SELECT convert_from(body, 'UTF8') AS body FROM audit.entry WHERE id = ${idAt(seq)}`,
  );
  return JSON.parse(rows[0]?.body ?? '') as Record<string, unknown>;
}

/** The body of an entry with another result, still perfectly canonical. */
async function forgedBody(seq: number): Promise<Uint8Array> {
  return canonicalBytes({ ...(await bodyAt(seq)), result: 'refused' });
}

async function leaves(): Promise<Hash[]> {
  const { rows } = await database.owner.pool.query<{ hash: Hash }>(
    'SELECT hash FROM audit.leaf ORDER BY seq',
  );
  return rows.map((it) => it.hash);
}

function rootOf(hashes: readonly Hash[]): Hash {
  const root = (lo: number, hi: number): Hash => {
    const [hash] = hashes.slice(lo, hi);
    if (hi - lo === 1 && hash) return hash;
    const middle = lo + (hi - lo) / 2;
    return foldRight([root(lo, middle), root(middle, hi)]);
  };
  const parts = subtreesOf({ lo: 0, hi: hashes.length });
  return foldRight(
    parts.map(({ level, index }) => root(index * 2 ** level, (index + 1) * 2 ** level)),
  );
}

interface Attack {
  readonly name: string;
  readonly statements: () => Promise<string[]> | string[];
  readonly found: { code: string; seq?: number };
  /** Where the first broken link is named, if not there. */
  readonly first?: number;
}

const attacks: Attack[] = [
  {
    name: 'edits an entry',
    statements: async () => [
      `UPDATE audit.entry SET body = ${hex(await forgedBody(7))} WHERE id = ${idAt(7)}`,
    ],
    found: { code: 'entry-altered', seq: 7 },
  },
  {
    name: 'edits an entry and its leaf to match',
    statements: async () => [
      `UPDATE audit.entry SET body = ${hex(await forgedBody(130))} WHERE id = ${idAt(130)}`,
      `UPDATE audit.leaf SET hash = ${hex(leafHash(await forgedBody(130)))} WHERE seq = 130`,
    ],
    found: { code: 'root-differs', seq: 100 },
  },
  {
    name: 'edits an entry, its leaf, its node and the checkpoint roots',
    statements: async () => {
      const hashes = await leaves();
      hashes[130] = leafHash(await forgedBody(130));
      const sizes = [100, 400, 600];
      return [
        `UPDATE audit.entry SET body = ${hex(await forgedBody(130))} WHERE id = ${idAt(130)}`,
        `UPDATE audit.leaf SET hash = ${hex(hashes[130])} WHERE seq = 130`,
        `UPDATE audit.node SET hash = ${hex(rootOf(hashes.slice(0, 256)))} WHERE index = 0`,
        ...sizes.map(
          (n) =>
            `UPDATE audit.checkpoint SET root = ${hex(rootOf(hashes.slice(0, n)))} WHERE size = ${n}`,
        ),
      ];
    },
    found: { code: 'checkpoint-altered', seq: 399 },
    first: 100,
  },
  {
    name: 'edits who did it, in the column that is searched',
    statements: () => [
      `UPDATE audit.entry SET actor = '0199c0de-0000-7000-8000-0000000000ff' WHERE id = ${idAt(9)}`,
    ],
    found: { code: 'column-altered', seq: 9 },
  },
  {
    name: 'edits when it was',
    statements: () => [`UPDATE audit.entry SET at = at + interval '1 hour' WHERE id = ${idAt(9)}`],
    found: { code: 'column-altered', seq: 9 },
  },
  {
    name: 'deletes an entry',
    statements: () => [`DELETE FROM audit.entry WHERE id = ${idAt(42)}`],
    found: { code: 'entry-missing', seq: 42 },
  },
  {
    name: 'deletes an entry and its leaf',
    statements: () => [
      `DELETE FROM audit.entry WHERE id = ${idAt(42)}`,
      'DELETE FROM audit.leaf WHERE seq = 42',
    ],
    found: { code: 'leaf-missing', seq: 42 },
  },
  {
    name: 'deletes an entry and closes the gap',
    statements: () => [
      `DELETE FROM audit.entry WHERE id = ${idAt(450)}`,
      'DELETE FROM audit.leaf WHERE seq = 450',
      'UPDATE audit.leaf SET seq = seq + 100000 WHERE seq > 450',
      'UPDATE audit.leaf SET seq = seq - 100001 WHERE seq > 100000',
    ],
    found: { code: 'truncated', seq: 599 },
    first: 400,
  },
  {
    name: 'swaps the bodies of two entries',
    statements: () => [
      `UPDATE audit.entry e SET body = o.body FROM audit.entry o
       WHERE (e.id = ${idAt(3)} AND o.id = ${idAt(4)}) OR (e.id = ${idAt(4)} AND o.id = ${idAt(3)})`,
    ],
    found: { code: 'entry-altered', seq: 3 },
  },
  {
    name: 'reorders two entries of the tree',
    statements: () => [
      'UPDATE audit.leaf SET seq = 100000 WHERE seq = 420',
      'UPDATE audit.leaf SET seq = 420 WHERE seq = 421',
      'UPDATE audit.leaf SET seq = 421 WHERE seq = 100000',
    ],
    found: { code: 'root-differs', seq: 400 },
  },
  {
    name: 'truncates the end',
    statements: () => [
      'DELETE FROM audit.entry e USING audit.leaf l WHERE l.entry_id = e.id AND l.seq >= 500',
      'DELETE FROM audit.leaf WHERE seq >= 500',
    ],
    found: { code: 'truncated', seq: 500 },
  },
  {
    name: 'truncates the end with its checkpoints and nodes',
    statements: () => [
      'DELETE FROM audit.entry e USING audit.leaf l WHERE l.entry_id = e.id AND l.seq >= 100',
      'DELETE FROM audit.leaf WHERE seq >= 100',
      'DELETE FROM audit.checkpoint WHERE size > 100',
      'TRUNCATE audit.node',
    ],
    found: { code: 'older-than-witness' },
  },
  {
    name: 'deletes the last checkpoint',
    statements: () => ['DELETE FROM audit.checkpoint WHERE size = 600'],
    found: { code: 'checkpoint-lost' },
  },
  {
    name: 'puts in an entry that nobody made',
    statements: async () => {
      const id = '0199c0de-0000-7000-8000-00000000abcd';
      const body = canonicalBytes({ ...(await bodyAt(5)), id });
      return [
        `INSERT INTO audit.entry (id, at, act, body) VALUES ('${id}', now(), 'x', ${hex(body)})`,
      ];
    },
    found: { code: 'entry-extra' },
  },
  {
    name: 'takes an entry out of the queue before it is integrated',
    statements: async () => {
      await log.appendGrouped(entries(1));
      return ['DELETE FROM audit.queue'];
    },
    found: { code: 'entry-extra' },
  },
  {
    name: 'deletes an entry before it is integrated',
    statements: async () => {
      const [receipt] = await log.appendGrouped(entries(1));
      return [`DELETE FROM audit.entry WHERE id = '${receipt?.entry}'`];
    },
    found: { code: 'queued-missing' },
  },
  {
    name: 'puts an entry into the middle and moves the rest',
    statements: async () => {
      const id = '0199c0de-0000-7000-8000-00000000abcd';
      const body = canonicalBytes({ ...(await bodyAt(450)), id });
      return [
        'UPDATE audit.leaf SET seq = seq + 100000 WHERE seq >= 450',
        'UPDATE audit.leaf SET seq = seq - 99999 WHERE seq >= 100000',
        `INSERT INTO audit.entry (id, at, act, body) VALUES ('${id}', now(), 'x', ${hex(body)})`,
        `INSERT INTO audit.leaf VALUES (450, '${id}', ${hex(leafHash(body))})`,
      ];
    },
    found: { code: 'root-differs', seq: 400 },
  },
  {
    name: 'edits a node',
    statements: () => ["UPDATE audit.node SET hash = sha256('x') WHERE index = 1"],
    found: { code: 'node-altered', seq: 400 },
  },
  {
    name: 'deletes a node',
    statements: () => ['DELETE FROM audit.node WHERE index = 1'],
    found: { code: 'nodes-missing', seq: 400 },
  },
  {
    name: 'adds a node, so that the next one cannot be stored',
    statements: () => ["INSERT INTO audit.node VALUES (1, 2, sha256('x'))"],
    found: { code: 'node-extra' },
  },
  {
    name: 'signs a checkpoint over a forged tree with another key',
    statements: async () => {
      const root = leafHash(Buffer.from('forged'));
      const origin = log.origin;
      const other = signerFromSeed(new Uint8Array(32).fill(9));
      const note = await signNote(checkpointText({ origin, size: 400, root }), origin, other);
      return [`UPDATE audit.checkpoint SET root = ${hex(root)}, note = '${note}' WHERE size = 400`];
    },
    found: { code: 'checkpoint-foreign', seq: 399 },
  },
  {
    name: 'forges a checkpoint by putting an old signature under it',
    statements: async () => [
      `UPDATE audit.checkpoint SET note = replace(note, E'\\n600\\n', E'\\n400\\n') WHERE size = 600`,
    ],
    found: { code: 'checkpoint-foreign', seq: 599 },
  },
];

describe('R1.3.2c, R1.5.4 a database owner who', () => {
  test.each(attacks)('$name is found: $found.code', async ({ statements, found, first }) => {
    expect((await log.checkIntegrity()).findings).toEqual([]);
    await asOwner(database, ...(await statements()));
    const report = await log.checkIntegrity();
    expect(report.intact).toBe(false);
    expect(report.findings.map(({ code, seq }) => ({ code, seq }))).toContainEqual({
      seq: null,
      ...found,
    });
    expect(report.findings[0]?.seq).toBe(first ?? found.seq ?? null);
  });
});

test('the server itself may not change or delete anything of the log', async () => {
  const { pool } = database.server;
  for (const table of ['entry', 'leaf', 'node', 'checkpoint', 'sm3_node', 'sm3_checkpoint']) {
    await expect(pool.query(`DELETE FROM audit.${table}`)).rejects.toThrow('permission denied');
    await expect(pool.query(`TRUNCATE audit.${table}`)).rejects.toThrow('permission denied');
    await expect(pool.query(`DROP TABLE audit.${table}`)).rejects.toThrow('must be owner');
  }
  await expect(pool.query("UPDATE audit.entry SET act = 'x'")).rejects.toThrow('permission denied');
  await expect(pool.query('UPDATE audit.checkpoint SET size = 1')).rejects.toThrow('denied');
});

test('an owner who forgets the triggers is stopped by them', async () => {
  const { pool } = database.owner;
  await expect(pool.query('DELETE FROM audit.entry')).rejects.toThrow('append-only');
  await expect(pool.query('UPDATE audit.leaf SET seq = 1')).rejects.toThrow('append-only');
});

test('nothing is signed on top of an entry that was edited before it was signed', async () => {
  const parts = partsOf(database, { witness: { read: log.witnessed, write: async () => {} } });
  await log.appendGrouped(entries(2));
  // Placed by one that dies before it signs.
  const { createIntegrator } = await import('../../src/controls/audit/integrate.ts');
  const dying = { ...parts, origin: log.origin, signer: { ...parts.signer, sign: () => fail() } };
  await expect(createIntegrator(dying).integrate()).rejects.toThrow('died');
  await asOwner(
    database,
    `UPDATE audit.entry SET body = ${hex(await forgedBody(601))} WHERE id = ${idAt(601)}`,
  );
  await expect(log.integrate()).rejects.toThrow('entry-altered');
  expect((await log.checkpoint())?.size).toBe(size);
  expect(log.state()).toMatchObject({ kind: 'read-only', reason: 'entry-altered' });
  await expect(log.appendGrouped(entries(1))).rejects.toMatchObject({ code: 'audit.read-only' });
});

function fail(): never {
  throw new Error('died');
}

test('an export of a log that was bent is refused by the verifier', async () => {
  const period = { from: new Date('2026-01-01'), to: new Date('2027-01-01') };
  const good = await verifyExport(await log.exportPeriod(period), { vkey: log.verifierKey });
  expect(good.kind).toBe('valid');
  await asOwner(
    database,
    `UPDATE audit.entry SET body = ${hex(await forgedBody(7))} WHERE id = ${idAt(7)}`,
  );
  const bad = await verifyExport(await log.exportPeriod(period), { vkey: log.verifierKey });
  expect(bad).toMatchObject({
    kind: 'refused',
    words: { en: expect.stringContaining('signed log') },
  });
});
