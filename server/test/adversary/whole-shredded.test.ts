// Everything from before an erasure, put beside today's keys (threat 28, T24): rows of a dump put back into the database, and a base
// backup with its write-ahead log started on its own. Nothing of whom the order named opens, and everything of all the others does.
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { operations } from '@shouxin/contract';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createKeys, openSealedFile } from '../../src/controls/keys/index.ts';
import { createVault } from '../../src/controls/vault/index.ts';
import { openDatabase, type Database } from '../../src/kernel/database.ts';
import { startEngine } from '../../src/kernel/engine/index.ts';
import { ensureServerRole } from '../../src/kernel/server-role.ts';
import { openApp, openHarness, openOwnEngine } from '../harness.ts';
import { registered } from '../harness-steps.ts';
import { numberOf } from '../keys-steps.ts';
import { personOf } from '../journeys/people.ts';

const own = await openOwnEngine();
const harness = await openHarness({ ...own, customers: 30 });
const { clock } = harness;
const owner = openDatabase(own.urls.ownerUrl, { connectionsMax: 1 });
afterAll(() => owner.close());
const elsewhere = mkdtempSync(join(tmpdir(), 'shouxin-restored-'));
afterAll(() => rmSync(elsewhere, { recursive: true, force: true }));
const { approvals, shredding } = operations;
const [teller, reviewer] = [await harness.as('teller'), await harness.as('reviewer')];
const [security, dpo] = [await harness.as('security'), await harness.as('dpo')];

interface Value {
  readonly customer: string;
  readonly item: string;
  readonly version: number;
  readonly retention: string;
  readonly sealed: Buffer;
}

async function keysOn({ db }: Database, folder: string) {
  const openProvider = (mark?: number) =>
    openSealedFile({ folder, tenant: 'demo', suite: 2, clock, mark });
  const keys = await createKeys({ db, tenant: 'demo', suite: 2, clock, openProvider });
  return createVault(keys.keyring).opener;
}

/** How many values and images of these customers open, of how many there are. */
async function readable(
  on: Database,
  isWanted: (customer: string) => boolean,
  keysFolder = own.keysFolder,
) {
  const opener = await keysOn(on, keysFolder);
  const count = { there: 0, open: 0 };
  const tried = async (work: () => Promise<unknown>) => {
    count.there += 1;
    count.open += await work().then(
      () => 1,
      () => 0,
    );
  };
  const { rows } = await sql<Value>`
    SELECT customer, item, version, retention, sealed FROM customers.value`.execute(on.db);
  for (const it of rows.filter(({ customer }) => isWanted(customer))) {
    const { customer: subject, retention, item: column, version, sealed: envelope } = it;
    const place = { subject, class: retention, table: 'customers.value', record: subject };
    await tried(() => opener.openMany(on.db, [{ ...place, column, version, envelope }]));
  }
  const objects = await sql<{ subject: string; object: string }>`
    SELECT o.subject, o.object FROM vault.object o JOIN customers.customer c ON c.customer = o.subject`.execute(
    on.db,
  );
  for (const it of objects.rows.filter(({ subject }) => isWanted(subject))) {
    await tried(async () => {
      const read = await opener.readObject(on.db, it);
      if (!read) throw new Error('no object');
      for await (const chunk of read.chunks) expect(chunk.length).toBeGreaterThan(0);
    });
  }
  return count;
}

/** As pg_dump would have them. */
async function rowsOf(table: string, where = sql`true`): Promise<string[]> {
  const { rows } = await sql<{ row: unknown }>`
    SELECT to_json(t) AS row FROM ${sql.table(table)} t WHERE ${where}`.execute(owner.db);
  return rows.map(({ row }) => JSON.stringify(row));
}

async function putBack({ db }: Database, table: string, rows: readonly string[]): Promise<void> {
  await sql`
    INSERT INTO ${sql.table(table)}
    SELECT (json_populate_record(NULL::${sql.table(table)}, r::json)).* FROM unnest(${rows}::text[]) AS r`.execute(
    db,
  );
}

/** A base backup while the server works, as the manual of PostgreSQL says, with the write-ahead log that belongs to it. */
async function baseBackup(to: string): Promise<void> {
  await sql`SELECT pg_backup_start('before', true)`.execute(owner.db);
  const isTaken = (path: string) => !/(lock|holder|socket-folder|postmaster\.(pid|opts)|pg_wal\/.+)$/.test(path); // prettier-ignore
  cpSync(own.home, to, { recursive: true, filter: isTaken });
  const { rows } = await sql<{ label: string }>`
    SELECT labelfile AS label FROM pg_backup_stop(false)`.execute(owner.db);
  writeFileSync(join(to, 'postgres/backup_label'), rows[0]?.label ?? '');
  cpSync(join(own.home, 'postgres/pg_wal'), join(to, 'postgres/pg_wal'), { recursive: true });
}

const gone = new Set<string>();
let onlyClass = '';
let before = { there: 0, open: 0 };
const copy = join(elsewhere, 'data');
const keysBefore = join(elsewhere, 'keys-before');
const dump: Record<string, string[]> = {};
const dumped = ['customers.customer', 'customers.value', 'vault.object', 'vault.chunk'] as const;

beforeAll(async () => {
  for (const mobile of ['13900005501', '13900005502', '13900005503']) {
    const values = personOf({ NP08: mobile, CT02: 'gone@example.com' });
    const customer = await registered({ teller, reviewer }, { values });
    if (mobile.endsWith('3')) onlyClass = customer;
    else gone.add(customer);
  }
  before = await readable(owner, (it) => gone.has(it));
  for (const table of [...dumped, 'keys.customer_key']) dump[table] = await rowsOf(table);
  await baseBackup(copy);
  cpSync(own.keysFolder, keysBefore, { recursive: true });
  for (const customer of [...gone, onlyClass]) {
    const number = await numberOf({ teller, reviewer }, customer);
    await security.stepUp();
    const only = customer === onlyClass ? { class: 'C' } : {};
    const input = { number, ground: '客户要求删除', ...only };
    const { proposal } = await security.call(shredding.propose, input);
    await dpo.call(approvals.approve, { proposal });
  }
  for (let tries = 0; tries < 400; tries += 1) {
    clock.advance({ seconds: 61 });
    await harness.app.shredding.certifyDue();
    const { items } = await dpo.call(shredding.list, {});
    if (items.every(({ state }) => state === 'certified')) break;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}, 60_000);

describe('promise 4, threat 28: after the certificate', () => {
  test('the database holds nothing of them, and all of the others opens', async () => {
    expect(before.there).toBeGreaterThan(20);
    expect(before.open).toBe(before.there);
    const { items } = await dpo.call(shredding.list, {});
    expect(items.map(({ state }) => state)).toEqual(['certified', 'certified', 'certified']);
    expect(await readable(owner, (it) => gone.has(it))).toEqual({ there: 0, open: 0 });
    const others = await readable(owner, () => true);
    expect(others.there).toBeGreaterThan(300);
    expect(others.open).toBe(others.there);
  });

  test('rows of an older dump, put back by who owns the database, open nothing', async () => {
    const of = (row: string) => [...gone].some((it) => row.includes(it));
    await sql`DELETE FROM keys.customer_key WHERE subject = ANY (${[...gone]}::uuid[])`.execute(owner.db); // prettier-ignore
    for (const [table, rows] of Object.entries(dump)) await putBack(owner, table, rows.filter(of));
    const { there, open } = await readable(owner, (it) => gone.has(it));
    expect(there).toBeGreaterThan(20);
    expect(open).toBe(0);
    const others = await readable(owner, (it) => !gone.has(it));
    expect(others.open).toBe(others.there);
  });

  test('a base backup with its log, started beside the present keys, shows none of them and all of the others', async () => {
    const wrapped = await rowsOf('keys.customer_key', sql`subject <> ALL (${[...gone]}::uuid[])`);
    const engine = await startEngine({ home: copy, keys: own.keysFolder });
    const restored = openDatabase(engine.ownerUrl, { connectionsMax: 1 });
    try {
      // Negative control: with the keys of that day the same backup opens them, so it is the keys that make the difference.
      const control = await readable(restored, (it) => gone.has(it), keysBefore);
      expect(control.open).toBe(control.there);
      const { there, open } = await readable(restored, (it) => gone.has(it));
      expect(there).toBeGreaterThan(20);
      expect(open).toBe(0);
      // Of the others, those that shared a bucket need the keys as they are wrapped now: they are restored with the key store.
      await sql`DELETE FROM keys.customer_key`.execute(restored.db);
      await putBack(restored, 'keys.customer_key', wrapped);
      expect((await readable(restored, (it) => gone.has(it))).open).toBe(0);
      const rest = await readable(restored, (it) => !gone.has(it) && it !== onlyClass);
      expect(rest.there).toBeGreaterThan(300);
      expect(rest.open).toBe(rest.there);
      const part = await readable(restored, (it) => it === onlyClass);
      expect(part.open).toBe(part.there - 1);

      const { url: serverUrl } = await ensureServerRole(engine.ownerUrl, own.keysFolder);
      const app = await openApp({ serverUrl, keysFolder: own.keysFolder, clock, lines: [] });
      expect(app.audit.state()).toMatchObject({ kind: 'read-only', reason: 'older-than-witness' });
      await app.stop();
    } finally {
      await restored.close();
      await engine.stop();
    }
  }, 60_000);
});
