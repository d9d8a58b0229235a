// `shouxin attack` through the door of a running server: what a clerk with an account of their own and a thief of a session get, told as
// it is. Negative control: a server that answers everything is told, attempt by attempt.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Client } from '@shouxin/client';
import { attackFile, makeAttempts, type AttackAttempt } from '@shouxin/contract/proof';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { clerkAttempts } from '../../../client/src/cli/attack/clerk.ts';
import { stolenTokenAttempts } from '../../../client/src/cli/attack/stolen-token.ts';
import { runMain } from '../../../client/src/cli/main.ts';
import { verifyCommand } from '../../../client/src/verify/index.ts';
import { demonstrationPeople } from '../../src/doors/admin/demonstration/people.ts';
import { businessDate } from '../../src/kernel/clock.ts';
import { movableClock, openHarness, password, totpSecret } from '../harness.ts';

const harness = await openHarness({ customers: 9, clock: movableClock(new Date().toISOString()) });
const { app } = harness;
const folder = mkdtempSync(join(tmpdir(), 'shouxin-door-'));
const values = join(folder, 'numbers');
let url = '';

/** A teller of the branch of the demonstration's teller, who has not signed in yet. */
async function newTeller(account: string): Promise<void> {
  const { me } = await harness.as('teller');
  await app.runDuty('test.hire', async (call) => {
    await app.identity.createAccount(call.tx, {
      account,
      displayName: account,
      post: 'teller',
      unit: me.unit.id,
      password,
      totpSecret: app.identity.totpSecretFrom(totpSecret.base32),
      demonstration: true,
      by: null,
      at: call.at,
    });
    call.append({ facts: { hired: account } });
  });
}

beforeAll(async () => {
  await newTeller('curious');
  await newTeller('robbed');
  url = await app.http.listen({ port: 0, host: '127.0.0.1' });
  const people = demonstrationPeople(9, businessDate(app.clock.now()));
  const numbers = [0, 1].map((branch) =>
    JSON.stringify(people.find((it) => it.branch === branch)?.values['NP10']),
  );
  writeFileSync(values, numbers.join('\n').replaceAll('"', ''));
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function attack(as: string, account: string, ...more: string[]) {
  vi.stubEnv('SHOUXIN_URL', url);
  vi.stubEnv('SHOUXIN_ACCOUNT', account);
  vi.stubEnv('SHOUXIN_PASSWORD', password);
  vi.stubEnv('SHOUXIN_TOTP_SECRET', totpSecret.base32);
  const said: string[] = [];
  const keep = (text: unknown) => said.push(String(text)) > 0;
  vi.spyOn(process.stdout, 'write').mockImplementation(keep);
  vi.spyOn(process.stderr, 'write').mockImplementation(keep);
  const report = join(folder, `${as}.json`);
  const status = await runMain(['attack', '--as', as, '--report', report, ...more]);
  return { status, said: said.join(''), report };
}

const attemptsIn = (report: string): AttackAttempt[] =>
  attackFile.parse(JSON.parse(readFileSync(report, 'utf8'))).report.attempts;
const broken = (attempts: readonly AttackAttempt[]) =>
  attempts.filter(({ held }) => !held).map(({ id }) => id);

test.each([
  ['thief', [], /npm run attack/],
  ['somebody', [], /--as/],
  ['clerk', [], /--yes/],
  ['clerk', ['--yes'], /--values/],
])('as %s with %j ends with 2 and says how to go on', async (as, more, words) => {
  const { status, said } = await attack(as, 'curious', ...more);
  expect(status).toBe(2);
  expect(said).toMatch(words);
});

test('a clerk gets nothing that is not theirs, and is stopped', async () => {
  const { status, report, said } = await attack('clerk', 'curious', '--yes', '--values', values);
  expect(broken(attemptsIn(report)), said).toEqual([]);
  expect(status).toBe(0);
  expect(said).toContain('5 项中守住 5 项 / 5 of 5 held');
  const verified: string[] = [];
  const print = (line: string) => void verified.push(line);
  expect(await verifyCommand({ file: report, print, pinnedKeys: join(folder, 'none') })).toBe(1);
  expect(verified.join('\n')).toMatch(/NOT CONFIRMED[^]*all held[^]*made for this report/);
});

test('a stolen session serves nobody but the browser or program that signed in', async () => {
  const { status, report, said } = await attack(
    'stolen-token',
    'robbed',
    '--yes',
    '--values',
    values,
  );
  expect(broken(attemptsIn(report)), said).toEqual([]);
  expect(status).toBe(0);
});

describe('negative control', () => {
  const customer = '0199c0de-0000-7000-8000-000000000001';
  const answers: Readonly<Record<string, unknown>> = {
    'customers.search': { items: [{ customer }] },
    'customers.view': { items: [{ shown: 'plain', tier: 'T1' }], card: { relation: 'none' } },
    'customers.verify': { matches: true },
  };
  const call = (async ({ id }: { id: string }) => answers[id] ?? {}) as unknown as Client['call'];

  test('a door that answers a clerk everything', async () => {
    const clerk = { client: { call }, permissions: ['customers.find'], own: '1', other: '2' };
    const attempts = await makeAttempts(clerkAttempts(clerk), () => {});
    expect(broken(attempts)).toEqual(attempts.map(({ id }) => id));
    expect(attempts.every(({ obtained }) => obtained > 0)).toBe(true);
  });

  test('a door that answers any token', async () => {
    const server = createServer((_request, response) => void response.end('{}'));
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const stolen = {
      url: `http://127.0.0.1:${port}`,
      cookie: 'shouxin=token',
      csrf: 'csrf',
      proofs: { headers: async () => ({}) },
      client: { call },
      own: '1',
    };
    const attempts = await makeAttempts(stolenTokenAttempts(stolen), () => {});
    server.close();
    expect(broken(attempts)).toEqual(attempts.map(({ id }) => id));
    expect(attempts.every(({ obtained }) => obtained > 0)).toBe(true);
  });
});
