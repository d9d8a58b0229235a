// From a bare machine with nothing but a set, a backup of the keys and the unseal key out of the safe, to serving again (R3.2.6): by the
// command, in a fresh folder, on the real engine. Whom an order named meanwhile does not come back, and everybody else opens.
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { operations } from '@shouxin/contract';
import { sql } from 'kysely';
import { beforeAll, describe, expect, test } from 'vitest';
import { acceptLoss, type Person } from '../../src/doors/admin/restore/accept-loss.ts';
import { runRestore, type RestoreCommandParts } from '../../src/doors/admin/restore/command.ts';
import { openDatabase } from '../../src/kernel/database.ts';
import { startEngine } from '../../src/kernel/engine/index.ts';
import { createLog } from '../../src/kernel/log.ts';
import { ensureServerRole } from '../../src/kernel/server-role.ts';
import { migrate } from '../../src/kernel/migrate.ts';
import type { App } from '../../src/app.ts';
import { openApp, openHarness, openOwnEngine, password } from '../harness.ts';
import { registered } from '../harness-steps.ts';
import { numberOf } from '../keys-steps.ts';
import { personOf } from '../journeys/people.ts';
import { ownFolder, refusalOf } from './kit.ts';

const own = await openOwnEngine();
const [dataPlace, keysPlace] = [join(ownFolder(), 'data-sets'), join(ownFolder(), 'key-sets')];
const backups = {
  data: { kind: 'folder', folder: dataPlace },
  keys: { kind: 'folder', folder: keysPlace },
} as const;
const harness = await openHarness({ ...own, customers: 12, backups });
const { app, clock } = harness;
const { approvals, backup, customers, shredding } = operations;
const [teller, reviewer] = [await harness.as('teller'), await harness.as('reviewer')];
const [security, dpo] = [await harness.as('security'), await harness.as('dpo')];

async function taken(kind: 'data' | 'keys'): Promise<string> {
  const { set } = await security.call(backup.take, { kind });
  for (let tries = 0; tries < 400; tries += 1) {
    const { items } = await security.call(backup.list, {});
    const it = items.find((card) => card.set === set);
    if (it?.state === 'whole') return set;
    if (it?.state === 'failed') throw new Error(`failed: ${it.failure}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error('no set');
}

/** A machine on which nothing is but the program, and what came out of the safe. */
function bare(): RestoreCommandParts {
  const folder = ownFolder();
  const [home, keysFolder] = [join(folder, 'data'), join(folder, 'keys')];
  mkdirSync(keysFolder, { mode: 0o700 });
  copyFileSync(join(own.keysFolder, 'unseal.key'), join(keysFolder, 'unseal.key'));
  return {
    home,
    keysFolder,
    databaseUrl: undefined,
    tenant: 'demo',
    suite: 'gm',
    production: true,
    clock,
    log: createLog('silent'),
    behindTlsProxy: false,
    consoleFolder: join(folder, 'no-console'),
  };
}

interface Given {
  readonly set?: string;
  readonly keysSet?: string;
}

const said: string[] = [];
const restore = (parts: RestoreCommandParts, { set, keysSet }: Given = {}) =>
  runRestore({ from: backups.data, set, keysFrom: backups.keys, keysSet }, parts, (line) => said.push(line)); // prettier-ignore

async function served<R>(
  parts: RestoreCommandParts,
  work: (it: { app: App; ownerUrl: string }) => Promise<R>,
): Promise<R> {
  // prettier-ignore
  const engine = await startEngine({ home: parts.home, keys: parts.keysFolder });
  try {
    await migrate(engine.ownerUrl);
    const { url: serverUrl } = await ensureServerRole(engine.ownerUrl, parts.keysFolder);
    const started = await openApp({ serverUrl, keysFolder: parts.keysFolder, clock, lines: [] });
    try {
      return await work({ app: started, ownerUrl: engine.ownerUrl });
    } finally {
      await started.stop();
    }
  } finally {
    await engine.stop();
  }
}

async function signIn(started: App, account: string): Promise<number> {
  clock.advance({ seconds: 30 });
  const payload = { account, password, totp: harness.code(), endOther: true };
  const answer = await started.http.inject({ method: 'POST', url: '/v1/sign-in', payload });
  return answer.statusCode;
}

let gone = '';
let partly = '';
let before = '';
let keysBefore = '';
let keysAfter = '';

beforeAll(async () => {
  gone = await registered({ teller, reviewer }, { values: personOf({ NP08: '13900007701' }) });
  const values = personOf({ NP08: '13900007702', CT02: 'gone@example.com' });
  partly = await registered({ teller, reviewer }, { values });
  await app.audit.integrateAll();
  keysBefore = await taken('keys');
  before = await taken('data');
}, 60_000);

describe('R3.2.6 from a bare machine', () => {
  test('a set and a backup of the keys give a server that signs in and opens', async () => {
    const parts = bare();
    await restore(parts);
    await served(parts, async ({ app: started }) => {
      expect(started.audit.state()).toEqual({ kind: 'ready' });
      expect(await signIn(started, 'teller')).toBe(200);
      const { checked } = (await started.audit.checkIntegrity()) as { checked?: number };
      expect(checked ?? 1).toBeGreaterThan(0);
      expect(await countCustomers(started)).toBe(14);
      expect(await openable(started)).toEqual({ there: 14, open: 14 });
    });
  }, 60_000);

  test('without the unseal key nothing opens, and nothing is left that counts', async () => {
    const parts = bare();
    rmSync(join(parts.keysFolder, 'unseal.key'));
    await expect(restore(parts)).rejects.toThrow(/unseal key/);
    expect(existsSync(join(parts.keysFolder, 'keystore.sealed'))).toBe(false);
    expect(existsSync(parts.home)).toBe(false);
  });

  test('with the unseal key of another the store that was put there is taken out again', async () => {
    const parts = bare();
    writeFileSync(join(parts.keysFolder, 'unseal.key'), Buffer.alloc(32, 7), { mode: 0o600 });
    await expect(restore(parts)).rejects.toThrow(/another unseal key/);
    expect(readdirSync(parts.keysFolder)).toEqual(['unseal.key']);
  });

  test('one changed byte of the sealed store in the backup of the keys is found', async () => {
    const chain = readdirSync(keysPlace).find((name) => name === keysBefore) ?? '';
    const path = join(keysPlace, chain, `${keysBefore}.files`, 'keystore.sealed');
    const bytes = readFileSync(path);
    const changed = Buffer.from(bytes);
    changed[200] = (changed[200] ?? 0) ^ 1;
    writeFileSync(path, changed);
    const parts = bare();
    await expect(restore(parts, { keysSet: keysBefore })).rejects.toThrow(/damaged/);
    writeFileSync(path, bytes);
    expect(readdirSync(parts.keysFolder)).toEqual(['unseal.key']);
  });
});

describe('R3.2.6, threat 28: an older set after a destruction', () => {
  beforeAll(async () => {
    for (const [customer, only] of [
      [gone, {}],
      [partly, { class: 'C' }],
    ] as const) {
      // prettier-ignore
      const number = await numberOf({ teller, reviewer }, customer);
      await security.stepUp();
      const input = { number, ground: '客户要求删除', ...only };
      const { proposal } = await security.call(shredding.propose, input);
      await dpo.call(approvals.approve, { proposal });
    }
    for (let tries = 0; tries < 400; tries += 1) {
      clock.advance({ seconds: 61 });
      await app.shredding.certifyDue();
      const { items } = await dpo.call(shredding.list, {});
      if (items.every(({ state }) => state === 'certified')) break;
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
    await app.audit.integrateAll();
    await app.backup.takeDue();
    keysAfter = await lastKeys();
  }, 60_000);

  const stateOf = async (of: string) =>
    (await security.call(backup.list, {})).items.find(({ set }) => set === of)?.state;

  async function lastKeys(): Promise<string> {
    for (let tries = 0; tries < 400; tries += 1) {
      const { items } = await security.call(backup.list, {});
      const it = items.find(({ kind, state }) => kind === 'keys' && state === 'whole');
      if (it && it.set !== keysBefore) return it.set;
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
    throw new Error('no backup of the keys');
  }

  test('the keys were backed up at once, and what is from before is gone from the place', async () => {
    await expect.poll(() => stateOf(keysBefore), { timeout: 10_000 }).toBe('removed');
    expect(readdirSync(keysPlace).toSorted()).toEqual(['holds-keys', keysAfter].toSorted());
  });

  const parts = bare();
  test('starts read-only: the log is older than what was witnessed, and it says by how much', async () => {
    await restore(parts, { set: before });
    await served(parts, async ({ app: started }) => {
      const state = started.audit.state();
      expect(state).toMatchObject({ kind: 'read-only', reason: 'older-than-witness' });
      expect(said.some((line) => line.includes('accept-loss'))).toBe(true);
      expect(await signIn(started, 'teller')).not.toBe(200);
    });
  }, 60_000);

  const person = (account: string): Person => {
    clock.advance({ seconds: 30 });
    return { account, password, totp: harness.code() };
  };

  test('one person alone, twice, or a wrong post does not lift that', async () => {
    const ask = (accounts: string[]) => async () => person(accounts.shift() ?? '');
    const tried = (accounts: string[]) => refusalOf(acceptLoss(parts, ask(accounts), () => {}));
    expect(await tried(['security', 'security'])).toBe('backup.two-persons');
    expect(await tried(['teller', 'dpo'])).toBe('backup.two-persons');
    await served(parts, async ({ app: started }) =>
      expect(started.audit.state().kind).toBe('read-only'),
    );
  }, 60_000);

  test('cut off before the loss is on record, it is read-only as before, and what was witnessed is still there', async () => {
    const asOwner = (statement: string) =>
      served(parts, async ({ app: started, ownerUrl }) => {
        expect(started.audit.state().kind).toBe('read-only');
        const { db, close } = openDatabase(ownerUrl, { connectionsMax: 1 });
        await sql.raw(statement).execute(db);
        await close();
      });
    await asOwner(`CREATE FUNCTION public.stop() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      IF NEW.act = 'backup.accept-loss' THEN RAISE EXCEPTION 'cut off'; END IF; RETURN NEW; END $$;
      CREATE TRIGGER stop BEFORE INSERT ON audit.entry FOR EACH ROW EXECUTE FUNCTION public.stop()`);
    const before = readFileSync(join(parts.keysFolder, 'witness.json'), 'utf8');
    await expect(acceptLoss(parts, async (post) => person(post), () => {})).rejects.toThrow('cut off'); // prettier-ignore
    expect(readFileSync(join(parts.keysFolder, 'witness.json'), 'utf8')).toBe(before);
    await asOwner('DROP TRIGGER stop ON audit.entry; DROP FUNCTION public.stop');
  }, 60_000);

  test('two persons record what is lost; then it serves, without the destroyed and with all of the others', async () => {
    await acceptLoss(
      parts,
      async (post) => person(post),
      (line) => said.push(line),
    );
    await served(parts, async ({ app: started, ownerUrl }) => {
      expect(started.audit.state()).toEqual({ kind: 'ready' });
      expect(await signIn(started, 'teller')).toBe(200);
      expect(await countCustomers(started)).toBe(13);
      expect(await openable(started)).toEqual({ there: 13, open: 13 });
      expect(await rowsOf(ownerUrl, gone)).toBe(0);
      expect(await classesOf(started, partly)).toContain('C');
      await started.start();
      expect(await classesOf(started, partly)).not.toContain('C');
      expect((await classesOf(started, partly)).length).toBeGreaterThan(0);
      expect(await viewed(started, partly)).toBe(200);
      const found = await started.audit.read({ act: 'backup.accept-loss' }, { limit: 5 });
      expect(found.entries[0]?.entry.facts).toMatchObject({ first: 'security', second: 'dpo' });
      expect(Number(found.entries[0]?.entry.facts?.['missing'])).toBeGreaterThan(0);
    });
  }, 60_000);

  test('with the keys from before the destruction it is refused', async () => {
    const later = await taken('data');
    const other = bare();
    // The store of that day, out of somebody's drawer.
    const run = runRestore({ from: backups.data, set: later, keysFrom: undefined, keysSet: undefined }, withStore(other), () => {}); // prettier-ignore
    expect(await refusalOf(run)).toBe('backup.keys-older');
  }, 60_000);
});

const drawer = ownFolder();
beforeAll(() => copyFileSync(join(keysPlace, keysBefore, `${keysBefore}.files`, 'keystore.sealed'), join(drawer, 'keystore.sealed'))); // prettier-ignore
function withStore(parts: RestoreCommandParts): RestoreCommandParts {
  copyFileSync(join(drawer, 'keystore.sealed'), join(parts.keysFolder, 'keystore.sealed'));
  return parts;
}

async function countCustomers({ db }: App): Promise<number> {
  const { rows } = await sql<{ count: number }>`SELECT count(*) AS count FROM customers.customer`.execute(db); // prettier-ignore
  return rows[0]?.count ?? 0;
}

/** Customers whose key of the trail class opens, which is what every record needs. */
async function openable(started: App): Promise<{ there: number; open: number }> {
  const { rows } = await sql<{ customer: string; trail: Buffer }>`SELECT customer, trail FROM customers.customer`.execute(started.db); // prettier-ignore
  let open = 0;
  for (const { customer, trail } of rows) {
    const found = await started.keys.keyring.trailOf(started.db, customer).catch(() => '');
    if (found === trail.toString('hex')) open += 1;
  }
  return { there: rows.length, open };
}

async function classesOf({ db }: App, customer: string): Promise<string[]> {
  const { rows } = await sql<{ class: string }>`
    SELECT DISTINCT retention AS class FROM customers.value WHERE customer = ${customer}`.execute(
    db,
  );
  return rows.map((row) => row.class);
}

/** As a teller sees it, through the door: row seal, keys and policy included. */
async function viewed(started: App, customer: string): Promise<number> {
  clock.advance({ seconds: 30 });
  const payload = { account: 'teller', password, totp: harness.code(), endOther: true };
  const signed = await started.http.inject({ method: 'POST', url: '/v1/sign-in', payload });
  const cookie = String(signed.headers['set-cookie']).split(';')[0] ?? '';
  const { csrf } = signed.json<{ csrf: string }>();
  const { path, method } = customers.view;
  const url = path.replace(':customer', customer);
  const purpose = { code: 'P-ACCT' };
  const answer = await started.http.inject({ method, url, headers: { cookie, 'x-csrf-token': csrf, origin: 'http://localhost:80' }, payload: { purpose } }); // prettier-ignore
  return answer.statusCode;
}

async function rowsOf(ownerUrl: string, customer: string): Promise<number> {
  const { db, close } = openDatabase(ownerUrl, { connectionsMax: 1 });
  try {
    const { rows } = await sql<{ count: number }>`
      SELECT (SELECT count(*) FROM customers.value WHERE customer = ${customer})
        + (SELECT count(*) FROM customers.fingerprint WHERE customer = ${customer}) AS count`.execute(
      db,
    );
    return rows[0]?.count ?? 0;
  } finally {
    await close();
  }
}
