// How fast an export becomes customers: records per second of the dry run and of the real one, with an embedded PostgreSQL
// that waits for the disk, every value sealed under keys of its customer, every customer in the log. Target: 2,000
// customers per second on 2 cores with less than 400 MB resident, whatever the size of the file.
// Run: node bench/import.ts [records]
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase } from '../server/src/kernel/database.ts';
import { startEngine } from '../server/src/kernel/engine/index.ts';
import { migrate } from '../server/src/kernel/migrate.ts';
import { ensureServerRole } from '../server/src/kernel/server-role.ts';
import { applied, checked, exportOf, imports } from '../server/test/journeys/import-kit.ts';
import { actorOf, openStage } from '../server/test/journeys/stage.ts';

const records = Number(process.argv[2] ?? 20_000);

const { name, content } = exportOf(records);

const folder = mkdtempSync(join(tmpdir(), 'shouxin-bench-'));
const keys = join(folder, 'keys');
const engine = await startEngine({ home: join(folder, 'data'), keys });
let peak = 0;
const watch = setInterval(() => (peak = Math.max(peak, process.memoryUsage.rss())), 100);

/** Time on the clock, and processor time of this process: the second does not depend on what else the machine does. */
async function timed<T>(what: string, work: () => Promise<T>): Promise<T> {
  const [start, cpu] = [performance.now(), process.cpuUsage()];
  const result = await work();
  const seconds = (performance.now() - start) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  const perRecord = Math.round((user + system) / records);
  console.log(
    `${what.padEnd(10)} ${seconds.toFixed(1)} s  ${Math.round(records / seconds)} records/s  ${perRecord} µs of processor each  peak ${Math.round(peak / 1e6)} MB`,
  );
  return result;
}

try {
  await migrate(engine.ownerUrl);
  const { url } = await ensureServerRole(engine.ownerUrl, keys);
  const [owner, server] = [openDatabase(engine.ownerUrl), openDatabase(url)];
  const close = () => Promise.resolve();
  const database = {
    name: 'bench',
    owner,
    server,
    ownerUrl: engine.ownerUrl,
    serverUrl: url,
    close,
  };
  const stage = await openStage(database, '2026-11-23T02:00:00Z');
  const people = { clerk: actorOf('ops', 'ops'), owner: actorOf('owner', 'owner') };
  console.log(`resident before: ${Math.round(process.memoryUsage.rss() / 1e6)} MB`);
  console.log(`${records} records, ${Math.round(content.length / 1e6)} MB`);
  const tried = await timed('dry run', () => checked(stage, people.clerk, { name, content }));
  console.log(tried.counts);
  const done = await timed('apply', () => applied(stage, people, tried.batch));
  console.log(done.state, done.applied);
  await timed('undo', async () => {
    await stage.ask(people.clerk)(imports.undo, { batch: done.batch, reason: 'bench' });
    await stage.runJobs();
  });
  await Promise.all([owner.close(), server.close()]);
} finally {
  clearInterval(watch);
  await engine.stop();
  rmSync(folder, { recursive: true, force: true });
}
