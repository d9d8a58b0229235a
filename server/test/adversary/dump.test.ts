// T26: five hundred values go in through the doors of a real server; afterwards none of them stands in a table, a file of the data
// folder, the write-ahead log, a temporary file, the statistics of PostgreSQL, a log or the heap of the server, in eight
// encodings. In each of these places a value that is leaked on purpose is found.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '@shouxin/client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createScanner, scanFolder, type Hit } from '../../src/doors/admin/attack/scan.ts';
import { plantControl, statistics } from '../../src/doors/admin/attack/store.ts';
import { scanTables } from '../../src/doors/admin/attack/thief.ts';
import { openDatabase, type Database } from '../../src/kernel/database.ts';
import type { Planted } from '../hygiene-forms.ts';
import { signIn } from '../kill/load.ts';
import { openVictim } from '../kill/victim.ts';
import { spendDay } from './dump-day.ts';

const victim = await openVictim({ logLevel: 'debug' });
const folder = mkdtempSync(join(tmpdir(), 'shouxin-dump-'));
const control: Planted = { name: 'control', value: '漏网之鱼 leaked on purpose 18811112222' };
let owner: Database;
let planted: Planted[];

beforeAll(async () => {
  await victim.start();
  await victim.look((ask) =>
    ask(`ALTER SYSTEM SET shared_preload_libraries = 'pg_stat_statements'`),
  );
  await victim.stop();
  await victim.start(join(import.meta.dirname, 'heap-probe.ts'));
  owner = openDatabase(victim.ownerUrl(), { connectionsMax: 2, statementTimeoutMs: 60_000 });
  await owner.pool.query('CREATE EXTENSION pg_stat_statements');
  const { base } = victim;
  planted = await spendDay({
    teller: await signIn(base, 'teller'),
    reviewer: await signIn(base, 'reviewer'),
    ops: await signIn(base, 'ops'),
    owner: await signIn(base, 'owner'),
    stranger: createClient({ base }),
  });
  // What is under way has ended, and the last request of each kind was somebody else's.
  for (let asked = 0; asked < 20; asked += 1) await fetch(`${base}/livez`);
  await owner.pool.query('CHECKPOINT');
}, 180_000);

afterAll(async () => {
  await owner.close();
  await victim.close();
  rmSync(folder, { recursive: true, force: true });
});

/** A sort that does not fit its memory lies in files for as long as somebody reads from it. */
async function whileSorting<R>(work: () => R): Promise<R> {
  const client = await owner.pool.connect();
  try {
    await client.query(`SET work_mem = '64kB'; BEGIN;
      DECLARE sorted CURSOR FOR SELECT * FROM customers.value, generate_series(1, 4) ORDER BY sealed`);
    await client.query('FETCH 1 FROM sorted');
    return work();
  } finally {
    await client.query('ROLLBACK; RESET work_mem');
    client.release();
  }
}

const temporary = join(victim.home, 'postgres', 'base', 'pgsql_tmp');
let snapshots = 0;

async function heap(): Promise<Buffer> {
  const path = join(folder, `${(snapshots += 1)}.heapsnapshot`);
  await victim.tell({ snapshot: path });
  return readFileSync(path);
}

type Look = (wanted: readonly Planted[]) => Promise<readonly Hit[]>;

const places: Readonly<Record<string, Look>> = {
  'the tables': async (wanted) => {
    const { tables, hits } = await scanTables(owner.db, createScanner(wanted));
    expect(tables).toBeGreaterThan(60);
    return hits;
  },
  'any file of the data folder, write-ahead log and temporary files included': (wanted) =>
    whileSorting(() => {
      expect(readdirSync(temporary).length).toBeGreaterThan(0);
      const { files, bytes, hits } = scanFolder(createScanner(wanted), victim.home);
      expect(files).toBeGreaterThan(1_000);
      expect(bytes).toBeGreaterThan(50_000_000);
      return hits;
    }),
  'the statistics of PostgreSQL, and its running and past statements': async (wanted) => {
    const lines = await statistics(owner.db);
    expect(
      lines.some(
        (line) => line.includes('INSERT INTO "customers"') || line.includes('customers.value'),
      ),
    ).toBe(true);
    return createScanner(wanted).in(Buffer.from(lines.join('\n')));
  },
  'what the server wrote to its log': async (wanted) => {
    const said = victim.said();
    expect(said.length).toBeGreaterThan(1_000);
    return createScanner(wanted).in(Buffer.from(said));
  },
  'the heap of the server, once the requests have ended': async (wanted) => {
    const bytes = await heap();
    expect(bytes.length).toBeGreaterThan(10_000_000);
    return createScanner(wanted).in(bytes);
  },
};

const namesOf = (hits: readonly Hit[]) => [
  ...new Set(hits.map(({ name, form }) => `${name} as ${form}`)),
];

test('T26 more than five hundred values went in', () => {
  expect(new Set(planted.map(({ value }) => value)).size).toBeGreaterThanOrEqual(500);
});

describe('R3.1.4 I6.12 none of them stands in', () => {
  test.each(Object.entries(places))('%s', async (_, look) => {
    expect(namesOf(await look(planted))).toEqual([]);
  });
});

describe('negative control: what is leaked on purpose is found in', () => {
  beforeAll(async () => {
    await plantControl(owner.db, control.value);
    await owner.pool.query(`DO $$ BEGIN PERFORM '${control.value}'; END $$`);
    await victim.tell({ leak: control.value });
  });

  test.each(Object.entries(places))('%s', async (_, look) => {
    expect(namesOf(await look([control]))).not.toEqual([]);
  });
});
