// The thief of a backup (SECURITY threats 2 and 4): everything PostgreSQL keeps, as tables, as write-ahead log and as files of the
// data folder, holds none of the values that went in, in any of eight encodings; and without the keys folder it opens nothing.
import { cpSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { operations, type ItemValues } from '@shouxin/contract';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { byteFormsOf } from '../../src/doors/admin/attack/forms.ts';
import { filesBelow } from '../../src/doors/admin/attack/scan.ts';
import { openDatabase } from '../../src/kernel/database.ts';
import { KeysMissing, startEngine } from '../../src/kernel/engine/index.ts';
import { openApp, openHarness, openOwnEngine } from '../harness.ts';
import { image, imported, noticed, proposed, registered } from '../harness-steps.ts';
import { personOf, submissionOf } from '../journeys/people.ts';

const own = await openOwnEngine();
const harness = await openHarness({ ...own, customers: 30 });
const owner = openDatabase(own.urls.ownerUrl, { connectionsMax: 1 });
afterAll(() => owner.close());
const [teller, reviewer] = [await harness.as('teller'), await harness.as('reviewer')];
const { customers, collection, approvals, consent } = operations;

const text = (value: unknown) => (typeof value === 'string' ? value : '');
const kept: ItemValues = personOf({
  NP01: '西门存档',
  NP08: '18655500011',
  NP06: { region: '上海市浦东新区', detail: '存档弄堂66号7室' },
  CT02: 'ximen.cundang@example.com',
});
const waiting = personOf({ NP01: '东郭待审', NP08: '18655500022' });
const typed = { NP01: '南门草稿', NP08: '18655500033' };
const notes = [
  '存档理由甲字第一',
  '退回理由乙字第二',
  '撤回理由丙字第三',
  '过度采集丁字第四',
] as const;
const reference = 'BAK-2026-889900';
const changed = '18655500044';
const photographed = 'CUNDANG-PHOTO-5511';
const religion = '某教某派存档';

/** What a thief would look for. */
const planted: Readonly<Record<string, string>> = {
  name: text(kept['NP01']),
  number: text(kept['NP10']),
  mobile: text(kept['NP08']),
  address: '存档弄堂66号7室',
  mail: text(kept['CT02']),
  'name that waits': text(waiting['NP01']),
  'number that waits': text(waiting['NP10']),
  'name of a draft': typed.NP01,
  'mobile of a draft': typed.NP08,
  'mobile of a change': changed,
  image: photographed,
  reference,
  'forbidden value': religion,
  'imported mobile': '13910001001',
  ...Object.fromEntries(notes.map((note, at) => [`note ${at}`, note])),
  password: 'Guarded-Reeds-27',
};

/** As the product's own attack looks for them. */
const encodingsOf = (value: string): Buffer[] => byteFormsOf(value).map(({ bytes }) => bytes);

const looked = Object.entries(planted).map(([name, value]) => ({
  name,
  forms: encodingsOf(value),
}));
const findingsIn = (bytes: Buffer, wanted = looked) =>
  wanted.filter(({ forms }) => forms.some((form) => bytes.includes(form))).map(({ name }) => name);

beforeAll(async () => {
  const customer = await registered(
    { teller, reviewer },
    { values: kept, given: ['marketing-sms'] },
  );
  const purpose = { code: 'P-UPDATE', reference };
  await teller.call(customers.reveal, { customer, items: ['NP01', 'NP08'], purpose });
  const terms = { by: 'mobile' as const, mobile: text(kept['NP08']) };
  await teller.call(customers.search, { terms, purpose });
  const change = { customer, values: { NP08: changed }, ground: notes[0], purpose };
  await teller.call(customers.amend, change);
  const withdrawal = { customer, consent: 'marketing-sms', channel: 'counter', note: notes[2] };
  await teller.call(consent.withdraw, withdrawal);
  const { proposal } = await proposed(teller, { values: personOf() });
  await reviewer.call(approvals.reject, { proposal, reason: notes[1] });
  const intake = await noticed(teller);
  const front = { intake: intake.intake, side: 'front' as const };
  await teller.call(collection.addImage, front, { file: image(photographed, 300_000) });
  await teller.call(collection.saveDraft, { intake: intake.intake, values: typed });
  await teller
    .call(collection.saveDraft, { intake: intake.intake, values: { NP26: religion } })
    .catch(() => {});
  await teller.call(collection.submit, submissionOf(intake, waiting));
  const dpo = await harness.as('dpo');
  const { items } = await dpo.call(collection.overCollection, {});
  const close = { case: items[0]?.case ?? '', conclusion: notes[3] };
  await dpo.call(collection.closeOverCollection, close);
  await imported({ ops: await harness.as('ops'), owner: await harness.as('owner') }, 20);
  await sql`CHECKPOINT`.execute(owner.db);
}, 60_000);

/** Every row of every table, as pg_dump would write it and as the bytes in it. */
async function dump(): Promise<Buffer> {
  const { rows: tables } = await sql<{ name: string }>`
    SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
    WHERE schemaname NOT IN ('pg_catalog', 'information_schema')`.execute(owner.db);
  const parts: Buffer[] = [];
  for (const { name } of tables) {
    const result = await owner.pool.query<Record<string, unknown>>(
      `SELECT t::text AS line, t.* FROM ${name} t`,
    );
    for (const row of result.rows) {
      parts.push(
        ...Object.values(row).map((it) => (Buffer.isBuffer(it) ? it : Buffer.from(String(it)))),
      );
    }
  }
  return Buffer.concat(parts);
}

function findingsInFiles(folder: string, wanted = looked): string[] {
  return filesBelow(folder).flatMap((path) =>
    findingsIn(readFileSync(path), wanted).map((name) => `${name} in ${path.slice(folder.length)}`),
  );
}

const walFolder = join(own.home, 'postgres', 'pg_wal');

describe('none of what was typed, photographed, searched or imported stands in', () => {
  test('the tables', async () => {
    const all = await dump();
    expect(all.length).toBeGreaterThan(500_000);
    expect(findingsIn(all)).toEqual([]);
  });

  test('the write-ahead log', () => {
    const bytes = filesBelow(walFolder).reduce((sum, path) => sum + statSync(path).size, 0);
    expect(bytes).toBeGreaterThan(1_000_000);
    expect(findingsInFiles(walFolder)).toEqual([]);
  });

  test('any file of the data folder', () => {
    expect(filesBelow(own.home).length).toBeGreaterThan(500);
    expect(findingsInFiles(own.home)).toEqual([]);
  });
});

describe('negative control: what is stored in clear is found in', () => {
  const one = [{ name: 'clear', forms: encodingsOf('北宫明文存放') }];
  beforeAll(async () => {
    await sql`CREATE TABLE public.careless (note text)`.execute(owner.db);
    await sql`INSERT INTO public.careless VALUES ('北宫明文存放')`.execute(owner.db);
    await sql`CHECKPOINT`.execute(owner.db);
  });

  test('the tables, the write-ahead log and the data folder', async () => {
    expect(findingsIn(await dump(), one)).toEqual(['clear']);
    expect(findingsInFiles(walFolder, one).length).toBeGreaterThan(0);
    expect(findingsInFiles(join(own.home, 'postgres', 'base'), one).length).toBeGreaterThan(0);
  });

  test.each([0, 1, 2, 5])('base64 %i bytes into something else', (before) => {
    const around = Buffer.from(`${'x'.repeat(before)}北宫明文存放yz`).toString('base64');
    expect(findingsIn(Buffer.from(around), one)).toEqual(['clear']);
  });
});

describe('the stolen data folder on another machine', () => {
  const elsewhere = mkdtempSync(join(tmpdir(), 'shouxin-thief-'));
  afterAll(() => rmSync(elsewhere, { recursive: true, force: true }));

  test('holds no key: nothing of the keys folder lies in it', () => {
    for (const path of filesBelow(own.keysFolder)) {
      const secret = readFileSync(path);
      const isFound = filesBelow(own.home).some((file) => readFileSync(file).includes(secret));
      expect(isFound, path).toBe(false);
    }
  });

  test('does not start without its keys, nor with those of another', async () => {
    const home = join(elsewhere, 'data');
    cpSync(own.home, home, {
      recursive: true,
      filter: (path) => !/(lock|holder|socket-folder|postmaster\.pid)$/.test(path),
    });
    await expect(startEngine({ home, keys: join(elsewhere, 'keys') })).rejects.toThrow(KeysMissing);
  });

  test('its database, opened by force, is refused by a program with other keys', async () => {
    const keysFolder = join(elsewhere, 'other-keys');
    const { clock } = harness;
    const opening = openApp({ serverUrl: own.urls.serverUrl, keysFolder, clock, lines: [] });
    await expect(opening).rejects.toThrow(/missing|key/i);
  });
});
