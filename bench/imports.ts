// An export of a hundred thousand customers, brought by ops over HTTP, tried, approved by the data owner and stored; against
// `COPY` of the very same rows into tables with the same indexes. And the memory of the importing process, by the size of
// the file.
import { createReadStream, createWriteStream, mkdirSync } from 'node:fs';
import { openAsBlob } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { operations, type BatchCard } from '@shouxin/contract';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import { writeCsv, writeXlsx, type Records } from './export-file.ts';
import { openHouse, type House, type Running } from './house.ts';
import { given, signIn, type Person } from './people.ts';
import { floorName, makeTwins, momentOf, tablesOf } from './replay.ts';
import type { Result, Row } from './report.ts';

const { approvals, imports } = operations;
const many = Number(process.env.BENCH_RECORDS ?? 100_000);
const few = Math.round(many / 5);

export async function importing(): Promise<Result> {
  const house = await openHouse();
  try {
    const ours = await house.start({ file: 'serve.ts', given });
    const people = { ops: await signIn(ours, 'ops'), owner: await signIn(ours, 'owner') };
    const at = { house, ours, people };
    const small = await imported(at, { from: 0, count: few, kind: 'csv' });
    const moment = await momentOf(house);
    const large = await imported(at, { from: few, count: many, kind: 'csv' });
    await ours.ask('settle');
    const floor = many / (await copySeconds(house, moment));
    const sheet = await imported(at, { from: few + many, count: few, kind: 'xlsx' });
    const rows: Row[] = [
      {
        what: `customers/s, ${many.toLocaleString('en')} records`,
        ours: large.perSecond,
        floor,
        unit: '/s',
        ratio: large.perSecond / floor,
        goal: { atLeast: 0.3 },
        note: 'floor: COPY of the same rows',
      },
      { what: 'customers/s', ours: large.perSecond, unit: '/s', goal: { atLeast: 2_000 } },
      { what: 'dry run, records/s', ours: large.tried, unit: '/s' },
      peakRow(`resident, CSV of ${many.toLocaleString('en')}`, large),
      peakRow(`resident, CSV of ${few.toLocaleString('en')}`, small),
      peakRow(`resident, XLSX of ${few.toLocaleString('en')}`, sheet),
    ];
    return { name: 'import', title: 'Import of an export', rows };
  } finally {
    await house.close();
  }
}

const peakRow = (what: string, { peakMb }: Imported): Row => ({
  what,
  ours: peakMb,
  unit: 'MB',
  goal: { atMost: 400 },
});

interface Imported {
  readonly perSecond: number;
  /** Records of the dry run in a second. */
  readonly tried: number;
  readonly peakMb: number;
}

export interface Importing {
  readonly house: House;
  readonly ours: Running;
  readonly people: { readonly ops: Person; readonly owner: Person };
}

type File = Omit<Records, 'path'> & { readonly kind: 'csv' | 'xlsx' };

export async function imported(at: Importing, file: File): Promise<Imported> {
  const name = `export-${file.from}-${file.count}.${file.kind}`;
  const path = join(at.house.folder, name);
  await (file.kind === 'csv' ? writeCsv : writeXlsx)({ path, ...file });
  const watch = watchMemory(at.ours);
  try {
    const speeds = await brought(at.people, file, { name, path });
    return { ...speeds, peakMb: await watch.stop() };
  } finally {
    await watch.stop();
  }
}

async function brought(
  { ops, owner }: Importing['people'],
  file: File,
  { name, path }: { readonly name: string; readonly path: string },
): Promise<Omit<Imported, 'peakMb'>> {
  const input = { list: 'CS-01', name, source: '核心系统A' };
  const blob = await openAsBlob(path, { type: 'application/octet-stream' });
  const { batch } = await ops.call(imports.upload, input, { file: blob });
  const trying = performance.now();
  await ops.call(imports.check, { batch });
  await reached(ops, batch, 'checked');
  const tried = file.count / ((performance.now() - trying) / 1000);
  const { proposal } = await ops.call(imports.propose, { batch });
  const startedAt = performance.now();
  await owner.call(approvals.approve, { proposal });
  const done = await reached(ops, batch, 'applied');
  const perSecond = file.count / ((performance.now() - startedAt) / 1000);
  // Of a million made-up people a few may have the document of one who was registered here before.
  if (done.applied < file.count * 0.999)
    throw new Error(`${done.applied} of ${file.count} were stored`);
  return { perSecond, tried };
}

async function reached(ops: Person, batch: string, state: BatchCard['state']): Promise<BatchCard> {
  for (;;) {
    const card = await ops.call(imports.batch, { batch });
    if (card.state === state) return card;
    if (card.state === 'failed') throw new Error(`The batch failed: ${card.failure?.en}`);
    await delay(250);
  }
}

/** Highest resident memory of the server, looked at five times a second. */
function watchMemory(ours: Running) {
  let peak = 0;
  let isOver = false;
  const watching = (async () => {
    while (!isOver) {
      peak = Math.max(peak, (await ours.ask<{ rss: number }>('state')).rss);
      await delay(200);
    }
  })();
  return {
    async stop(): Promise<number> {
      isOver = true;
      await watching;
      return peak / 1e6;
    },
  };
}

/** Takes what was stored since then out by COPY, and measures putting it in again by COPY. */
async function copySeconds(house: House, moment: number): Promise<number> {
  const tables = (await tablesOf(house)).filter((it) => it !== 'audit.queue');
  const folder = join(house.folder, 'copied');
  mkdirSync(folder, { recursive: true });
  await makeTwins(house, tables);
  const fileOf = (table: string) => join(folder, table);
  for (const table of tables) {
    const query = `COPY (SELECT * FROM ${table} WHERE xmin::text::bigint > ${moment}) TO STDOUT (FORMAT binary)`;
    await pipeline(house.sql.query(copyTo(query)), createWriteStream(fileOf(table)));
  }
  const startedAt = performance.now();
  for (const table of tables) {
    const into = copyFrom(`COPY ${floorName(table)} FROM STDIN (FORMAT binary)`);
    await pipeline(createReadStream(fileOf(table)), house.sql.query(into));
  }
  return (performance.now() - startedAt) / 1000;
}
