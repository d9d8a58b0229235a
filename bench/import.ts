// How fast an export becomes customers: records per second of the dry run and of the real one, with an embedded PostgreSQL
// that waits for the disk, every value sealed under keys of its customer, every customer in the log. Target: 2,000
// customers per second on 2 cores with less than 400 MB resident, whatever the size of the file.
// Run: node bench/import.ts [records]
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { identityCheckDigit } from '@shouxin/contract/items';
import { openDatabase } from '../server/src/kernel/database.ts';
import { startEngine } from '../server/src/kernel/engine/index.ts';
import { migrate } from '../server/src/kernel/migrate.ts';
import { ensureServerRole } from '../server/src/kernel/server-role.ts';
import { applied, checked, imports } from '../server/test/journeys/import-kit.ts';
import { actorOf, openStage } from '../server/test/journeys/stage.ts';

const records = Number(process.argv[2] ?? 20_000);

const places = [
  ['湖南省常德市安乡县', '430721'],
  ['浙江省台州市天台县', '331023'],
  ['四川省广安市岳池县', '511621'],
  ['内蒙古自治区赤峰市宁城县', '150429'],
  ['广东省广州市越秀区', '440104'],
] as const;
const heading =
  '机构号,柜员号,客户姓名,性别,国籍,职业,住所地,详细地址,手机号码,证件种类,证件号码,证件生效日,证件到期日,业务关系目的,税收居民身份,电子邮箱,宗教信仰,同意接收营销信息,开户日期';
const given = ['晨', '静', '海燕', '建国', '思远', '梓涵', '雪', '浩然', '佳琪', '明'];

/** Numbers are nobody's: sequence codes 996 to 999. */
function recordOf(index: number): string {
  const [place, region] = places[index % places.length] ?? places[0];
  const step = Math.floor(index / places.length);
  const birth = new Date(Date.UTC(1940, 0, 1 + (Math.floor(step / 4) % 14_000)));
  const sequence = 996 + (step % 4);
  const first = `${region}${birth.toISOString().slice(0, 10).replaceAll('-', '')}${sequence}`;
  const number = first + identityCheckDigit(first);
  const sex = sequence % 2 === 1 ? '男' : '女';
  const name = `${'王李张刘陈'.charAt(index % 5)}${given[index % 10]}${given[(index >> 3) % 10]}`;
  const mobile = `139${String(10_000_000 + index).padStart(8, '0')}`;
  const marketing = index % 3 === 0 ? '是' : '否';
  return `0101${index % 10},T${100 + (index % 90)},${name},${sex},中国,专业技术人员,${place},滨河东路${index}号,${mobile},居民身份证,${number},2021-05-27,长期,日常储蓄结算,仅为中国税收居民,u${index}@example.com,,${marketing},2025-08-14`;
}

const lines = Array.from({ length: records }, (_, index) => recordOf(index));
const content = Buffer.from(`${heading}\n${lines.join('\n')}\n`, 'utf8');
lines.length = 0;

const folder = mkdtempSync(join(tmpdir(), 'shouxin-bench-'));
const keys = join(folder, 'keys');
const engine = await startEngine({ home: join(folder, 'data'), keys });
let peak = 0;
const watch = setInterval(() => (peak = Math.max(peak, process.memoryUsage.rss())), 100);

async function timed<T>(what: string, work: () => Promise<T>): Promise<T> {
  const start = performance.now();
  const result = await work();
  const seconds = (performance.now() - start) / 1000;
  console.log(
    `${what.padEnd(10)} ${seconds.toFixed(1)} s  ${Math.round(records / seconds)} records/s  peak ${Math.round(peak / 1e6)} MB`,
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
  console.log(`${records} records, ${Math.round(content.length / 1e6)} MB`);
  const tried = await timed('dry run', () =>
    checked(stage, people.clerk, { name: 'bench.csv', content }),
  );
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
