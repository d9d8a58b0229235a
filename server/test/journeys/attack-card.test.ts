// The control card of R3.1.4 names the newest attack that the institution made on itself: when, how much held, and whether its own key
// signed. Only such a report, made on a copy and not too old, makes the card green.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { operations, type ControlCard } from '@shouxin/contract';
import type { AttackAttempt, AttackReport } from '@shouxin/contract/proof';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { signOnce } from '../../../client/src/verify/index.ts';
import { signReport } from '../../src/doors/admin/attack/report.ts';
import { openHarness } from '../harness.ts';

const folder = mkdtempSync(join(tmpdir(), 'shouxin-reports-'));
const attackReportsFolder = join(folder, 'attack');
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const harness = await openHarness({ attackReportsFolder });
const { storage } = operations;
const words = { zh: '试', en: 'try' };

beforeEach(() => {
  rmSync(attackReportsFolder, { recursive: true, force: true });
  mkdirSync(attackReportsFolder);
});

const attempt = (held: boolean): AttackAttempt => {
  return { id: 'x', threats: [2], tried: words, obtained: held ? 0 : 1, found: words, held };
};

function reportOf(as: AttackReport['as'], { daysAgo = 0, held = true } = {}) {
  const at = new Date(harness.clock.now().getTime() - daysAgo * 86_400_000).toISOString();
  const attempts = [attempt(true), attempt(held)];
  return { as, at, tenant: 'demo', target: words, attempts, held };
}

function put(name: string, text: string): void {
  writeFileSync(join(attackReportsFolder, name), text);
}

const signed = (report: ReturnType<typeof reportOf>) =>
  signReport({ ...report, signedBy: 'institution' }, harness.app.keys.keyring.auditSigner());

async function card(): Promise<ControlCard['technical']> {
  const security = await harness.as('security');
  const { items } = await security.call(storage.controls, {});
  const found = items.find(({ control }) => control === 'unreadable');
  if (!found) throw new Error('no card');
  return found.technical;
}

const figures = async () =>
  (await card()).measured.map(({ label, value }) => `${label.en}: ${value}`);
const day = () => harness.clock.now().toISOString().slice(0, 10);

test('R3.1.4 nobody has attacked yet: amber, and it says so', async () => {
  rmSync(attackReportsFolder, { recursive: true });
  const { state, words: said } = await card();
  expect([state, said.en]).toEqual([
    'amber',
    expect.stringContaining('no attack report counts yet'),
  ]);
});

test('R3.1.4 a report signed by this institution makes it green, with date and result', async () => {
  put('a.json', await signed(reportOf('thief', { daysAgo: 9, held: false })));
  put('b.json', await signed(reportOf('thief')));
  expect((await card()).state).toBe('green');
  expect(await figures()).toEqual([
    'Not sealed: 0',
    `Attack as thief (signed by this institution): ${day()} · 2 / 2`,
  ]);
});

test.each([
  ['by a key made for it', async () => signOnce(reportOf('thief'))],
  ['for another institution', async () => signed({ ...reportOf('thief'), tenant: 'other' })],
  [
    'and altered since',
    async () => (await signed(reportOf('thief'))).replace('"obtained": 0', '"obtained": 5'),
  ],
  ['over a year ago', async () => signed(reportOf('dba', { daysAgo: 366 }))],
  ['but made through the door', async () => signed(reportOf('clerk'))],
])('R3.1.4 a report signed %s does not make it green', async (_, make) => {
  put('a.json', await make());
  expect((await card()).state).toBe('amber');
});

test('R3.1.4 one that got through makes it red, whoever signed', async () => {
  put('a.json', await signed(reportOf('thief')));
  put('b.json', signOnce(reportOf('stolen-token', { held: false })));
  expect((await card()).state).toBe('red');
  expect(await figures()).toContain(
    `Attack with a stolen session (not signed by this institution): ${day()} · 1 / 2`,
  );
});

test('what is no report, or too large, is passed over', async () => {
  put('a.json', '{');
  put('b.json', JSON.stringify({ format: 'other' }));
  put('c.json', ' '.repeat(300_000));
  put('d.txt', await signed(reportOf('thief')));
  expect((await card()).measured).toHaveLength(1);
});
