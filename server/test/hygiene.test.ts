// Nothing that people type reaches a log, an error, a trace or a queue (SECURITY threat 19, T26). Sixty values go in through
// real requests, good and bad; then everything that is not a sealed table is searched for each in six forms. Every place has
// its own negative control: a value leaked there on purpose is found.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { problemOf, Refusal } from '@shouxin/contract';
import type { PoolClient } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openDatabase } from '../src/kernel/database.ts';
import { openHarness, openOwnEngine } from './harness.ts';
import { leaksIn, type Planted } from './hygiene-forms.ts';
import * as requests from './hygiene-requests.ts';
import { planted } from './hygiene-values.ts';

const own = await openOwnEngine();
const harness = await openHarness({ ...own, customers: 3 });
const owner = openDatabase(own.urls.ownerUrl, { connectionsMax: 2 });
afterAll(() => owner.close());

/** Jobs vanish when they are done: what they ever held is kept here. */
await owner.pool.query(`
  CREATE TABLE public.seen_job (line text);
  CREATE FUNCTION public.see_job() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS
    $$ BEGIN INSERT INTO public.seen_job VALUES (NEW::text); RETURN NEW; END $$;
  CREATE TRIGGER see_job AFTER INSERT OR UPDATE ON graphile_worker._private_jobs
    FOR EACH ROW EXECUTE FUNCTION public.see_job();`);

const [teller, reviewer, dpo, sysadmin, ops, dataOwner] = [
  await harness.as('teller'),
  await harness.as('reviewer'),
  await harness.as('dpo'),
  await harness.as('sysadmin'),
  await harness.as('ops'),
  await harness.as('owner'),
];
const sent: requests.Sent = { requests: [], errors: [] };
const by = { harness, sent };

const customer = await requests.goodDay(by, { teller, reviewer });
await requests.refusedAtTheCounter(by, teller, dpo);
await requests.malformed(by, teller, customer);
await requests.misplaced(by, teller);
await requests.secrets(by, teller, sysadmin);
await requests.imports(by, { ops, owner: dataOwner });
await whileTheDatabaseGoes();

/** A lost database in the middle of a statement: there careless programs print what they held. */
async function whileTheDatabaseGoes(): Promise<void> {
  const purpose = { code: 'P-ACCT', reference: 'TS-PLANT-770041' };
  const terms = { by: 'mobile', mobile: '18877300411' };
  const locker = await owner.pool.connect();
  await locker.query('BEGIN; LOCK TABLE customers.customer IN ACCESS EXCLUSIVE MODE');
  const three = () =>
    Array.from({ length: 3 }, () =>
      requests.raw(by, teller, { path: '/v1/customers/search', payload: { terms, purpose } }),
    );
  // Searches of one moment share a statement: those that come later wait with another.
  const asking = three();
  await untilWaiting(1);
  asking.push(...three());
  await untilWaiting(2);
  await owner.pool.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE starts_with(usename, 'shouxin_server')`);
  await locker.query('ROLLBACK');
  locker.release();
  await Promise.all(asking);
}

async function untilWaiting(count: number): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    const { rowCount } = await owner.pool.query(`SELECT FROM pg_locks WHERE NOT granted`);
    if ((rowCount ?? 0) >= count) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error('nobody waits for the lock');
}

async function rowsOf(query: string): Promise<string> {
  const { rows } = await owner.pool.query<{ line: string }>(query);
  return rows.map(({ line }) => line).join('\n');
}

const places: Readonly<Record<string, () => Promise<string> | string>> = {
  'the operational log': () => harness.lines.join(''),
  'every error, body and headers': () => sent.errors.join('\n'),
  'every entry of the trail': () =>
    rowsOf(`SELECT t::text || convert_from(body, 'UTF8') AS line FROM audit.entry t`),
  'the log of PostgreSQL': () => readFileSync(join(own.home, 'logs', 'postgres.log'), 'utf8'),
  'the queue of duties': () => rowsOf(`SELECT line FROM public.seen_job`),
  'what PostgreSQL shows of running statements': () =>
    rowsOf(`SELECT query AS line FROM pg_stat_activity`),
};

describe('what was sent', () => {
  test('holds every planted value, sixty of them', () => {
    const all = sent.requests.join('\n');
    const missing = planted.filter(({ value }) => leaksIn(all, [{ name: '', value }]).length === 0);
    expect(missing).toEqual([]);
    expect(planted.length).toBeGreaterThanOrEqual(60);
  });

  test('was done and refused in all the ways there are', async () => {
    const statuses = new Set(sent.errors.map((it) => Number(/"status":(\d+)/.exec(it)?.[1])));
    for (const status of [401, 403, 404, 409, 413, 415, 422]) expect(statuses).toContain(status);
    expect([...statuses].some((status) => status >= 500)).toBe(true);
    const acts = await rowsOf(`SELECT DISTINCT act AS line FROM audit.entry`);
    for (const act of ['customers.register', 'customers.amend', 'customers.reveal', 'imports.undo'])
      expect(acts).toContain(act);
    expect(harness.lines.some((line) => line.includes('"level":50'))).toBe(true);
  });
});

describe('none of it stands in', () => {
  test.each(Object.entries(places))('%s', async (_, read) => {
    const text = await read();
    expect(text.length).toBeGreaterThan(0);
    expect(leaksIn(text, planted)).toEqual([]);
  });
});

describe('negative control: a value leaked on purpose is found in', () => {
  const leaked: Planted[] = [{ name: 'leaked', value: '轩辕漏网18899900077' }];
  const value = leaked[0]?.value ?? '';
  let held: PoolClient;
  beforeAll(async () => void (held = await owner.pool.connect()));
  afterAll(() => held.release());
  const leaks: Readonly<Record<string, () => unknown>> = {
    'the operational log': () => harness.app.log.note('test', { [value]: true }),
    'every error, body and headers': () => {
      const leaking = new Refusal('input.invalid', { facts: { value } });
      sent.errors.push(JSON.stringify(problemOf(leaking, 'request')));
    },
    'every entry of the trail': () =>
      harness.app.runDuty('test.leak', (call) => {
        call.append({ detail: Buffer.from(`xy${value}`) });
        return Promise.resolve();
      }),
    'the log of PostgreSQL': async () => {
      await held.query(`SET log_statement = 'all'`);
      await held.query(`SELECT '${encodeURIComponent(value)}'`);
    },
    'the queue of duties': () =>
      owner.pool.query(
        `SELECT graphile_worker.add_job('nothing', json_build_object('a', $1::text))`,
        [Buffer.from(value).toString('hex')],
      ),
    'what PostgreSQL shows of running statements': () => held.query(`SELECT '${value}'`),
  };

  test.each(Object.entries(places))('%s', async (place, read) => {
    await leaks[place]?.();
    expect(leaksIn(await read(), leaked)).not.toEqual([]);
  });
});
