// Yesterday's database under today's witness (SECURITY threat 25): the program notices at start, says exactly how many entries are
// missing, lets nobody in and writes nothing; with the right database back it goes on as if nothing had been.
import { operations, type Problem } from '@shouxin/contract';
import { afterAll, describe, expect, inject, test } from 'vitest';
import pg from 'pg';
import type { App } from '../../src/app.ts';
import { inDatabase } from '../database.ts';
import { openApp, openHarness, password } from '../harness.ts';
import { registered } from '../harness-steps.ts';

const { customers } = operations;
const harness = await openHarness({ customers: 3 });
const { keysFolder, clock, urls } = harness;
const pair = { teller: await harness.as('teller'), reviewer: await harness.as('reviewer') };
const today = new URL(urls.ownerUrl).pathname.slice(1);
const yesterday = `${today}_old`;

async function asOwner(...statements: string[]): Promise<void> {
  const client = new pg.Client({ connectionString: inject('postgres').ownerUrl });
  await client.connect();
  for (const statement of statements) await client.query(statement);
  await client.end();
}
afterAll(() => asOwner(`DROP DATABASE IF EXISTS ${yesterday} WITH (FORCE)`));

const apps: App[] = [];
afterAll(async () => {
  for (const app of apps.splice(0)) await app.stop();
});

async function start(database: string): Promise<App> {
  const lines: string[] = [];
  const serverUrl = inDatabase(urls.serverUrl, database);
  const app = await openApp({ serverUrl, keysFolder, clock, lines });
  apps.push(app);
  return app;
}

async function stopAll(): Promise<void> {
  for (const app of apps.splice(0)) await app.stop();
}

async function signIn(app: App) {
  clock.advance({ seconds: 30 });
  return app.http.inject({
    method: 'POST',
    url: '/v1/sign-in',
    payload: { account: 'auditor', password, totp: harness.code(), endOther: true },
  });
}

describe('an old database under a newer witness', () => {
  test('is read-only, with the number of entries that are missing', async () => {
    await registered(pair);
    await harness.app.audit.integrateAll();
    const before = (await harness.app.audit.checkpoint())?.size ?? 0;
    await harness.app.stop();
    await asOwner(
      `CREATE DATABASE ${yesterday} TEMPLATE ${today}`,
      `GRANT CONNECT ON DATABASE ${yesterday} TO PUBLIC`,
    );

    const running = await start(today);
    for (let acts = 0; acts < 3; acts += 1) await signIn(running);
    await running.audit.integrateAll();
    const after = (await running.audit.checkpoint())?.size ?? 0;
    expect(after).toBeGreaterThan(before);
    await stopAll();

    const rolledBack = await start(yesterday);
    expect(rolledBack.audit.state()).toMatchObject({
      kind: 'read-only',
      reason: 'older-than-witness',
      missing: after - before,
    });
    const ready = await rolledBack.http.inject('/readyz');
    expect(ready.statusCode).toBe(503);
    expect(ready.json()).toMatchObject({ ready: false, checks: { log: false } });
  });

  test('lets nobody sign in, shows nobody anything, and stores no entry', async () => {
    const [rolledBack] = apps;
    if (!rolledBack) throw new Error('not started');
    const answer = await signIn(rolledBack);
    expect([answer.statusCode, answer.json<Problem>().code]).toEqual([503, 'audit.read-only']);
    const { teller } = pair;
    const view = await rolledBack.http.inject({
      method: 'POST',
      url: customers.search.path,
      headers: await teller.headersFor('POST', customers.search.path),
      payload: { terms: { by: 'mobile', mobile: '13900001234' }, purpose: { code: 'P-ACCT' } },
    });
    expect(view.statusCode).toBe(503);
    expect(view.body).not.toContain('items');
    const report = await rolledBack.audit.checkIntegrity();
    expect(report.findings.map((it) => it.code)).toContain('older-than-witness');
    await stopAll();
  });

  test('negative control: with the right database it goes on', async () => {
    const running = await start(today);
    expect(running.audit.state()).toEqual({ kind: 'ready' });
    expect((await signIn(running)).statusCode).toBe(200);
    expect((await running.audit.checkIntegrity()).findings).toEqual([]);
    await stopAll();
  });
});
