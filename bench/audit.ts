// The log: entries a second by group commit while the tree is built beside it, proofs at growing sizes, and the offline
// verification of a million entries as an auditor does it.
import { createWriteStream, createReadStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { EntryToAppend } from '@shouxin/contract/proof';
import { verifyExport } from '../client/src/verify/index.ts';
import { createAudit, fileWitness, type Audit } from '../server/src/controls/audit/index.ts';
import { systemClock } from '../server/src/kernel/clock.ts';
import { signerFromSeed } from '../server/src/kernel/crypto/index.ts';
import { openDatabase, transaction, type Database } from '../server/src/kernel/database.ts';
import { openHouse, type House } from './house.ts';
import type { Result, Row } from './report.ts';

const sizes = (process.env.BENCH_LEAVES ?? '10000,100000,1000000').split(',').map(Number);
const seconds = Number(process.env.BENCH_SECONDS ?? 4);

export async function audit(): Promise<Result> {
  const rows = await withLog(async (house, database) => {
    const each: Row[] = [];
    for (const writers of [1, 64, 512]) each.push(await groupRow(house, database, writers));
    return each;
  });
  rows.push(...(await withLog(sizeRows)));
  return { name: 'audit', title: 'The log', rows };
}

export async function withLog<T>(
  measure: (house: House, database: Database) => Promise<T>,
): Promise<T> {
  const house = await openHouse();
  const database = openDatabase(house.serverUrl);
  try {
    return await measure(house, database);
  } finally {
    await database.close();
    await house.close();
  }
}

function openLog(house: House, { db }: Database): Promise<Audit> {
  return createAudit({
    db,
    clock: systemClock,
    signer: signerFromSeed(new Uint8Array(32).fill(7)),
    tenant: 'bench',
    witness: fileWitness(join(house.folder, `witness.json`)),
  });
}

/** What a reveal of eight items leaves. */
const entry: EntryToAppend = {
  actor: { kind: 'staff', id: '0199c0de-0000-7000-8000-000000000001', account: 'teller' },
  post: 'teller',
  branch: '01001',
  terminal: 'T-01',
  address: '10.20.0.0/16',
  act: 'customers.reveal',
  purpose: 'P-ACCT',
  basis: 'B2',
  trail: '00112233445566778899aabbccddeeff',
  items: Object.fromEntries(['NP01', 'NP03', 'NP04', 'NP05', 'NP06', 'NP08', 'NP14', 'RK16'].map((it) => [it, 'plain' as const])), // prettier-ignore
  decision: 'allow',
  rules: ['allow-own-branch'],
  policyVersion: 'P1',
  result: 'done',
};

export async function groupRow(house: House, database: Database, writers: number): Promise<Row> {
  const log = await openLog(house, database);
  const stop = log.start();
  let count = 0;
  const endsAt = performance.now() + seconds * 1000;
  const startedAt = performance.now();
  await Promise.all(
    Array.from({ length: writers }, async () => {
      while (performance.now() < endsAt) {
        await log.appendGrouped([entry]);
        count += 1;
      }
    }),
  );
  const perSecond = count / ((performance.now() - startedAt) / 1000);
  await stop();
  await log.integrateAll();
  return {
    what: `entries/s, ${writers} writer${writers === 1 ? '' : 's'}`,
    ours: perSecond,
    unit: '/s',
    ...(writers === 512 && { goal: { atLeast: 20_000 } }),
    note: 'durable, tree and checkpoints beside it',
  };
}

async function sizeRows(house: House, database: Database): Promise<Row[]> {
  const log = await openLog(house, database);
  const rows: Row[] = [];
  for (const size of sizes) {
    await fill(log, database, size);
    rows.push(await proofRow(house, log, size));
  }
  rows.push(await verifyRow(house, log, sizes.at(-1) ?? 0));
  return rows;
}

const perTransaction = 4_000;

/** Up to this many leaves, as an import appends them. */
async function fill(log: Audit, { db }: Database, size: number): Promise<void> {
  for (;;) {
    const missing = size - ((await log.checkpoint())?.size ?? 0);
    if (missing <= 0) return;
    const drafts = Array.from({ length: Math.min(missing, perTransaction) }, () => entry);
    await transaction(db, (tx) => log.appendIn(tx, drafts));
    await log.integrateAll();
  }
}

async function proofRow({ sql }: House, log: Audit, size: number): Promise<Row> {
  const { rows } = await sql.query<{ id: string }>(
    'SELECT entry_id AS id FROM audit.leaf WHERE seq % $1 = 0',
    [Math.floor(size / 100)],
  );
  const startedAt = performance.now();
  for (const { id } of rows) await log.evidence(id);
  const each = (performance.now() - startedAt) / rows.length;
  return {
    what: `evidence of one entry among ${size.toLocaleString('en')}`,
    ours: each,
    unit: 'ms',
  };
}

async function verifyRow(house: House, log: Audit, size: number): Promise<Row> {
  const path = join(house.folder, 'export.jsonl');
  const period = { from: new Date(Date.now() - 86_400_000), to: new Date(Date.now() + 86_400_000) };
  await pipeline(await log.exportPeriod(period), createWriteStream(path));
  const startedAt = performance.now();
  const verdict = await verifyExport(createReadStream(path), { vkey: [log.verifierKey] });
  const took = (performance.now() - startedAt) / 1000;
  if (verdict.kind !== 'valid') throw new Error(`The export is ${verdict.kind}`);
  return {
    what: `offline verification of ${size.toLocaleString('en')} entries`,
    ours: took,
    unit: 's',
    goal: { atMost: 10 },
  };
}
