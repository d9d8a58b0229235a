// MB/s of taking, looking at and restoring a set, beside pg_dump and pg_restore of the same data on the same PostgreSQL. The clients of
// Debian refuse a newer server than themselves, so this one is run on the institution's kind of database: DATABASE_URL of its owner,
// who may make databases. Three hundred people are registered and their sealed rows copied under other names until there are enough. Run
// apart: `DATABASE_URL=... npm run bench -- backup` (BENCH_CUSTOMERS for another size).
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { createApp, type App } from '../server/src/app.ts';
import { seedDemonstration } from '../server/src/doors/admin/demonstration/index.ts';
import { prepareQueue } from '../server/src/doors/work/queue.ts';
import { systemClock } from '../server/src/kernel/clock.ts';
import { newId } from '../server/src/kernel/crypto/index.ts';
import { createLog } from '../server/src/kernel/log.ts';
import { migrate } from '../server/src/kernel/migrate.ts';
import { ensureServerRole } from '../server/src/kernel/server-role.ts';
import {
  folderTarget,
  openSet,
  restoreSet,
  takeSet,
  usualCutting,
  verifySet,
  type TakenSet,
} from '../server/src/records/backup/index.ts';
import type { Result, Row } from './report.ts';

const customers = Number(process.env.BENCH_CUSTOMERS ?? '100000');
const registered = 300;
const rounds = 3;
const goal = { atLeast: 0.5 };
const names = { source: 'shouxin_bench_from', ours: 'shouxin_bench_ours', floor: 'shouxin_bench_dump' }; // prettier-ignore

interface Place {
  readonly url: string;
  readonly folder: string;
  readonly client: pg.Client;
}

export async function backup(): Promise<Result> {
  const url = process.env.DATABASE_URL;
  if (!url)
    throw new Error('Give DATABASE_URL: a PostgreSQL as old as the pg_dump of this machine');
  const folder = mkdtempSync(join(tmpdir(), 'shouxin-bench-'));
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const place = { url, folder, client };
    return await measured(place);
  } finally {
    for (const name of Object.values(names)) await client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`); // prettier-ignore
    await client.end();
    rmSync(folder, { recursive: true, force: true });
  }
}

function inDatabase(url: string, name: string): string {
  const changed = new URL(url);
  changed.pathname = `/${name}`;
  return changed.href;
}

async function anew({ client, url }: Place, name: string): Promise<string> {
  await client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
  await client.query(`CREATE DATABASE ${name} TEMPLATE template0 ENCODING 'UTF8'`);
  return inDatabase(url, name);
}

async function measured(place: Place): Promise<Result> {
  const ownerUrl = await anew(place, names.source);
  await migrate(ownerUrl);
  const keysFolder = join(place.folder, 'keys');
  const { url: serverUrl } = await ensureServerRole(ownerUrl, keysFolder);
  await prepareQueue(ownerUrl);
  const app = await createApp({
    serverUrl,
    keysFolder,
    tenant: 'demo',
    suite: process.env.BENCH_SUITE === 'intl' ? 'intl' : 'gm',
    clock: systemClock,
    log: createLog('silent'),
    behindTlsProxy: false,
    consoleFolder: join(place.folder, 'no-console'),
  });
  try {
    await seedDemonstration(app, {
      keysFolder,
      given: { password: undefined, totpSecret: undefined },
      say: () => {},
      customers: registered,
    });
    await multiply(ownerUrl, Math.max(1, Math.round(customers / registered)));
    const best = { take: 0, look: 0, restore: 0, dump: 0, back: 0 };
    let taken: TakenSet | undefined;
    for (let round = 0; round < rounds; round += 1) {
      taken = await oneRound({ place, app, serverUrl, ownerUrl, best }, round);
      console.log(`  ${JSON.stringify(best)}`);
    }
    return { name: 'backup', title: 'Backup and restore', rows: rowsOf(best, taken) };
  } finally {
    await app.stop();
  }
}

const copied = { 'customers.value': 'customer', 'customers.revision': 'customer', 'customers.fingerprint': 'customer', 'keys.customer_key': 'subject' }; // prettier-ignore

/** As bytes they are what so many customers would be; nobody opens them here. */
async function multiply(ownerUrl: string, times: number): Promise<void> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  for (const [table, id] of Object.entries(copied)) {
    const { rows } = await client.query<{ name: string }>(
      `SELECT attname AS name FROM pg_attribute WHERE attrelid = '${table}'::regclass AND attnum > 0
        AND NOT attisdropped AND attgenerated = '' ORDER BY attnum`,
    );
    const columns = rows.map(({ name }) => `"${name}"`);
    const named = columns.map((it) => (it === `"${id}"` ? `md5("${id}"::text || k)::uuid` : it));
    await client.query(`CREATE TEMP TABLE first AS SELECT * FROM ${table}`);
    await client.query(
      `INSERT INTO ${table} (${columns.join()}) SELECT ${named.join()} FROM generate_series(2, ${times}) k, first`,
    );
    await client.query('DROP TABLE first');
  }
  await client.query('VACUUM ANALYZE');
  await client.end();
}

interface Round {
  readonly place: Place;
  readonly app: App;
  readonly serverUrl: string;
  readonly ownerUrl: string;
  readonly best: Record<'take' | 'look' | 'restore' | 'dump' | 'back', number>;
}

/** In turns, so that a busy machine slows both. */
async function oneRound({ place, app, serverUrl, ownerUrl, best }: Round, round: number) {
  const keys = app.keys.backups;
  const target = folderTarget(join(place.folder, `sets-${round}`));
  const set = newId(systemClock.now());
  const asked = { kind: 'data', mode: 'full', set, chain: set, at: systemClock.now() } as const;
  const given = { databaseUrl: serverUrl, tenant: 'demo', keys, target, cutting: usualCutting };
  const took = await timed(() => takeSet(given, asked));
  const megabytes = took.made.manifest.tables.reduce((sum, it) => sum + it.bytes, 0) / 1e6;
  const note = (name: keyof typeof best, seconds: number) =>
    (best[name] = Math.max(best[name], megabytes / seconds));
  note('take', took.seconds);
  const dump = join(place.folder, 'dump');
  const run = (program: string, args: string[]) => timed(async () => ran(program, args));
  note('dump', (await run('pg_dump', ['-Fc', '-f', dump, ownerUrl])).seconds);
  const opened = await openSet(target, { chain: set, set }, { tenant: 'demo', keys });
  note('look', (await timed(() => verifySet(opened))).seconds);
  const into = await anew(place, names.ours);
  const parts = { databaseUrl: into, set: opened, keys, followOrders: async () => 0 };
  note('restore', (await timed(() => restoreSet(parts))).seconds);
  const beside = await anew(place, names.floor);
  note('back', (await run('pg_restore', ['-d', beside, '--exit-on-error', dump])).seconds);
  console.log(`  ${megabytes.toFixed(0)} MB of rows; dump ${(statSync(dump).size / 1e6).toFixed(0)} MB, set ${(took.made.stored / 1e6).toFixed(0)} MB`); // prettier-ignore
  return took.made;
}

async function timed<R>(work: () => Promise<R>): Promise<{ made: R; seconds: number }> {
  const startedAt = performance.now();
  const made = await work();
  return { made, seconds: (performance.now() - startedAt) / 1000 };
}

function ran(program: string, args: string[]): void {
  const { status, stderr } = spawnSync(program, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${program}: ${stderr}`);
}

function rowsOf(best: Round['best'], taken: TakenSet | undefined): Row[] {
  const size = `${customers.toLocaleString('en')} customers, ${((taken?.stored ?? 0) / 1e6).toFixed(0)} MB stored`; // prettier-ignore
  const row = (what: string, ours: number, floor: number): Row => {
    return { what, ours, floor, unit: 'MB/s', ratio: ours / floor, goal, note: size };
  };
  return [
    row('take a set, beside pg_dump -Fc', best.take, best.dump),
    row('restore it and read all of it again, beside pg_restore', best.restore, best.back),
    { what: 'look at every byte of it', ours: best.look, unit: 'MB/s' },
  ];
}
