// `npm run attack`: on an institution as it is, everything holds and the report verifies; on one that was weakened, the attempt
// that is about the weakness says so, and the command ends with a failure (R3.1.4).
import {
  copyFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { attackFile, makeAttempts, type AttackAttempt } from '@shouxin/contract/proof';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { verifyCommand } from '../../../client/src/verify/index.ts';
import { runAttack, type Attack, type AttackParts } from '../../src/doors/admin/attack/command.ts';
import { logAttempts } from '../../src/doors/admin/attack/dba-log.ts';
import { valueAttempts } from '../../src/doors/admin/attack/dba-values.ts';
import { knownValues } from '../../src/doors/admin/attack/known-values.ts';
import { findVictims } from '../../src/doors/admin/attack/store.ts';
import { systemClock } from '../../src/kernel/clock.ts';
import { kidOf, newKey, exportKey, suites } from '../../src/kernel/crypto/index.ts';
import { openDatabase, type Database } from '../../src/kernel/database.ts';
import { startEngine } from '../../src/kernel/engine/index.ts';
import { createLog } from '../../src/kernel/log.ts';
import { openHarness, openOwnEngine } from '../harness.ts';

const own = await openOwnEngine();
const harness = await openHarness({ ...own, customers: 12 });
const reports = mkdtempSync(join(tmpdir(), 'shouxin-reports-'));
afterAll(() => rmSync(reports, { recursive: true, force: true }));
const key = harness.app.verificationKey;

const parts: AttackParts = {
  home: own.home,
  keysFolder: own.keysFolder,
  hasOwnDatabase: true,
  tenant: 'demo',
  suite: 'gm',
  clock: systemClock,
  log: createLog('silent'),
  behindTlsProxy: false,
  consoleFolder: join(own.home, 'no-console'),
};

async function attack(as: Attack['as'], change: Partial<AttackParts> = {}) {
  const report = join(reports, `${as}.json`);
  const said: string[] = [];
  const held = await runAttack({ as, report }, { ...parts, ...change }, (line) => said.push(line));
  const file = attackFile.parse(JSON.parse(readFileSync(report, 'utf8')));
  expect(readdirSync(tmpdir()).filter((name) => name.startsWith('shouxin-attack-'))).toEqual([]);
  return { held, said, file, report };
}

const broken = (attempts: readonly AttackAttempt[]) =>
  attempts.filter(({ held }) => !held).map(({ id }) => id);

/** The owner's hand in the data of the institution, while nobody works on it. */
async function asOwner<R>(work: (database: Database) => Promise<R>): Promise<R> {
  const engine = await startEngine({ home: own.home, keys: own.keysFolder });
  const database = openDatabase(engine.ownerUrl, { connectionsMax: 1 });
  try {
    return await work(database);
  } finally {
    await database.close();
    await engine.stop();
  }
}

async function verdictOn(file: string, vkey?: string) {
  const said: string[] = [];
  const print = (line: string) => void said.push(line);
  const pinnedKeys = join(reports, 'none');
  const status = await verifyCommand({ file, print, pinnedKeys, ...(vkey && { key: vkey }) });
  return { status, said: said.join('\n') };
}

test('the server works on the data: refused, with a way out', async () => {
  await expect(attack('thief')).rejects.toThrow(/--data/);
});

test('negative control: under a witness that was put back as well, the older log is not noticed', async () => {
  const { app } = harness;
  await app.audit.integrateAll();
  await harness.as('teller');
  await app.audit.integrateAll();
  const owner = openDatabase(own.urls.ownerUrl, { connectionsMax: 1 });
  const { rows } = await owner.pool.query<{ size: number; root: Buffer; note: string }>(
    'SELECT size, root, note FROM audit.checkpoint ORDER BY size DESC OFFSET 1 LIMIT 1',
  );
  const [older] = rows;
  if (!older) throw new Error('the log has one checkpoint');
  const witness = {
    read: async () => ({ origin: app.audit.origin, ...older }),
    write: async () => {},
  };
  const log = { clock: app.clock, tenant: 'demo', signer: app.keys.keyring.auditSigner(), witness };
  const attempts = await makeAttempts(logAttempts(owner.db, log), () => {});
  await owner.close();
  expect(broken(attempts)).toEqual(['dba.older-state']);
});

describe('with the server stopped', () => {
  beforeAll(async () => {
    await harness.app.audit.integrateAll();
    await harness.close();
    await own.engine.stop();
  });

  test('R3.1.4 a thief of the data folder gets nothing, and the report proves it', async () => {
    const { held, file, said, report } = await attack('thief');
    expect(broken(file.report.attempts)).toEqual([]);
    expect(held).toBe(true);
    expect(file.report.signedBy).toBe('institution');
    expect(said.join('\n')).toContain('6 项中守住 6 项 / 6 of 6 held');
    expect(await verdictOn(report, key)).toMatchObject({ status: 0 });
    expect((await verdictOn(report)).status).toBe(1);
    const text = readFileSync(report, 'utf8');
    writeFileSync(report, text.replace('"obtained": 0', '"obtained": 7'));
    expect(await verdictOn(report, key)).toMatchObject({ status: 1 });
    writeFileSync(report, text.replace('\n', ' \n'));
    expect(await verdictOn(report, key)).toMatchObject({ status: 1 });
  });

  test('without the keys at hand the same holds, signed by a key that is nobody else’s', async () => {
    const { held, file, report } = await attack('thief', { keysFolder: join(reports, 'no-keys') });
    expect(held).toBe(true);
    expect(file.report.signedBy).toBe('one-time');
    expect(file.key).toMatch(/^shouxin\/attack\/one-time-key\+/);
    expect((await verdictOn(report, key)).status).toBe(1);
    const { status, said } = await verdictOn(report);
    expect(status).toBe(1);
    expect(said).toMatch(/NOT CONFIRMED[^]*all held[^]*made for this report/);
  });

  test('R1.3.2a a database administrator changes nothing unnoticed', async () => {
    const { held, file } = await attack('dba');
    expect(broken(file.report.attempts)).toEqual([]);
    expect(held).toBe(true);
    expect(file.report.attempts.length).toBeGreaterThan(20);
  });

  test('negative control: a program that reads whatever stands there is told', async () => {
    const attempts = await asOwner(async ({ db, pool }) => {
      const known = await knownValues(db, undefined);
      const [one, two] = (await findVictims(db)).map(({ customer }) => customer);
      if (one === undefined || two === undefined) throw new Error('no customers');
      await pool.query(`SET log_statement = 'all'`);
      const post = async (_path: string, payload: object) => {
        const text = JSON.stringify(payload);
        await pool.query(`SELECT '${text}', 'customers.value $1 = '`);
        return { status: 200, body: {} };
      };
      const scene = { home: own.home, db, known, one, two, clerk: { post } };
      return makeAttempts(valueAttempts(scene), () => {});
    });
    expect(attempts.filter(({ held }) => held).map(({ id }) => id)).toEqual([
      'dba.control-correction',
    ]);
  });

  test('negative control: what is careless is found, attempt by attempt', async () => {
    const key = newKey();
    const kid = kidOf(suites[2], key).toString('hex');
    await asOwner(async ({ db, pool }) => {
      const mobile = (await knownValues(db, undefined)).find(({ value }) =>
        /^1\d{10}$/.test(value),
      );
      await pool.query(`CREATE TABLE public.careless (note text, digest bytea)`);
      await pool.query(`INSERT INTO public.careless VALUES ($1, sha256(convert_to($1, 'UTF8')))`, [
        mobile?.value,
      ]);
      await pool.query(`CREATE FUNCTION public.careless() RETURNS text LANGUAGE sql
        AS $$ SELECT '${mobile?.value}' $$`);
      await pool.query(`INSERT INTO keys.customer_key
        (subject, class, kid, state, suite, bucket, epoch, wrapped)
        VALUES (gen_random_uuid(), 'A', '\\x${kid}', 'deactivated', 2, 0, 1, '\\x00')`);
    });
    writeFileSync(join(own.home, 'backup.bin'), exportKey(key));
    copyFileSync(join(own.keysFolder, 'unseal.key'), join(own.home, 'logs', 'copy.bin'));
    const { held, file } = await attack('thief');
    expect(held).toBe(false);
    expect(file.report.held).toBe(false);
    expect(broken(file.report.attempts)).toEqual(file.report.attempts.map(({ id }) => id));
    expect(file.report.attempts.map(({ obtained }) => Math.min(obtained, 1))).toEqual(
      file.report.attempts.map(() => 1),
    );
  });
});
