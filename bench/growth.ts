// Does it stay as quick? Read, search and register with ten thousand, a hundred thousand and a million customers, all of them
// brought by import; and what a customer takes on disk. Run apart: `npm run bench -- growth` (BENCH_SIZES for others).
import { operations } from '@shouxin/contract';
import { recordOf } from './export-file.ts';
import { openHouse, type House, type Running } from './house.ts';
import { imported, type Importing } from './imports.ts';
import { load, sound, type Load } from './load.ts';
import { colleaguesOf, given, nextAddress, signIn } from './people.ts';
import { cycling, revealOf } from './read.ts';
import { registerFlow } from './register.ts';
import { flows } from './flows.ts';
import type { Result, Row } from './report.ts';

const sizes = (process.env.BENCH_SIZES ?? '10000,100000,1000000').split(',').map(Number);
const perFile = 100_000;
const items = ['NP01', 'NP03', 'NP04', 'NP06', 'NP08', 'NP14', 'RK16', 'NP09'];

interface Figures {
  readonly size: number;
  readonly read: number;
  readonly search: number;
  readonly register: number;
  readonly bytesEach: number;
}

export async function growth(): Promise<Result> {
  const house = await openHouse();
  try {
    const ours = await house.start({ file: 'serve.ts', given });
    const people = { ops: await signIn(ours, 'ops'), owner: await signIn(ours, 'owner') };
    const figures: Figures[] = [];
    let there = 0;
    for (const size of sizes) {
      there = await grow({ house, ours, people }, there, size);
      const of = await deskOf(house, ours);
      figures.push({ size, ...(await at(house, of)), bytesEach: await bytesEach(house, size) });
      console.log(`  ${size.toLocaleString('en')}: ${JSON.stringify(figures.at(-1))}`);
    }
    return { name: 'growth', title: 'The same with more customers', rows: rowsOf(figures) };
  } finally {
    await house.close();
  }
}

async function grow(at: Importing, from: number, size: number): Promise<number> {
  for (let there = from; there < size; there += perFile) {
    const count = Math.min(perFile, size - there);
    await imported(at, { from: there, count, kind: 'csv' });
    await at.ours.ask('settle');
  }
  await at.house.sql.query('VACUUM ANALYZE');
  return size;
}

/** Signed in anew for each size: while the imports run, a session of the desk would end idle. */
async function deskOf(house: House, ours: Running): Promise<Desk> {
  const teller = await signIn(ours, 'teller');
  const reviewer = await signIn(ours, 'reviewer');
  const searchers = await colleaguesOf(house, 'teller', 2_000);
  return { teller, reviewer, searchers, port: ours.port };
}

type Desk = Parameters<typeof registerFlow>[0] & {
  readonly searchers: readonly Record<string, string>[];
  readonly port: number;
};

/** Medians with one who asks at a time, in milliseconds. */
async function at(house: House, desk: Desk) {
  const some = await someOf(house, desk);
  const each = cycling(some);
  const who = cycling(desk.searchers);
  const record = cycling(Array.from({ length: 500 }, (_, index) => recordOf(index * 17)));
  const read = await median(desk.port, () => revealOf(desk.teller, each(), items));
  const search = await median(desk.port, () => ({
    path: operations.customers.search.path,
    headers: { ...who(), 'x-forwarded-for': nextAddress() },
    body: JSON.stringify({
      terms: { by: 'document', documentNumber: record()[10] },
      purpose: { code: 'P-ACCT' },
    }),
  }));
  // Told before the last of them, which takes longest: it is not lost with it.
  console.log(`  read ${read.toFixed(2)} ms, search ${search.toFixed(2)} ms`);
  const perSecond = await flows({
    port: desk.port,
    connections: 1,
    count: 60,
    flow: registerFlow(desk, () => {}),
  });
  return { read, search, register: 1000 / perSecond };
}

async function median(port: number, next: Load['next']): Promise<number> {
  const measured = await load({ port, next, connections: 1, seconds: 6, warmSeconds: 2 });
  return sound(measured).p50;
}

/** Imported customers in the teller's branch, spread over all of them: few enough that the teller's budget of the day lasts for every size. */
async function someOf({ sql }: House, { teller }: Desk): Promise<string[]> {
  const { rows } = await sql.query<{ customer: string }>(
    `SELECT customer FROM customers.customer WHERE unit = $1 ORDER BY md5(customer::text) LIMIT 50`,
    [teller.me.unit.id],
  );
  return rows.map((row) => row.customer);
}

async function bytesEach({ sql }: House, size: number): Promise<number> {
  const { rows } = await sql.query<{ bytes: string }>(
    'SELECT pg_database_size(current_database()) AS bytes',
  );
  return Number(rows[0]?.bytes ?? 0) / size;
}

function rowsOf(figures: readonly Figures[]): Row[] {
  const [first] = figures;
  if (!first) return [];
  return figures.flatMap((it): Row[] => {
    const size = `${it.size.toLocaleString('en')} customers`;
    const against = (what: 'read' | 'search' | 'register'): Row => ({
      what: `${what}, median, ${size}`,
      ours: it[what],
      floor: first[what],
      unit: 'ms',
      ratio: it[what] / first[what],
      ...(it !== first && { goal: { atMost: 1.3 } }),
    });
    return [
      against('read'),
      against('search'),
      against('register'),
      { what: `bytes on disk for each, ${size}`, ours: it.bytesEach, unit: 'B' },
    ];
  });
}
