// Journey: an institution goes from the international suite to 国密 while it works. Customers of both lie side by side: each is found, read in
// plain, amended, followed in its trail and never registered twice, also after bucket and index keys are rotated; an envelope of a suite
// that nobody knows is refused by name (R1.3.2a, SECURITY 4.3).
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { operations, type ItemValues } from '@shouxin/contract';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { testDatabase } from '../database.ts';
import { codeOf, movableClock, openHarness, type Harness } from '../harness.ts';
import { imported, proposed, registered } from '../harness-steps.ts';
import { personOf } from './people.ts';

const { approvals, audit, customers, keys } = operations;
const database = await testDatabase();
const dba = database.owner.db;
const keysFolder = mkdtempSync(join(tmpdir(), 'shouxin-suites-'));
afterAll(() => rmSync(keysFolder, { recursive: true, force: true }));
const clock = movableClock();
const purpose = { code: 'P-UPDATE', reference: 'YW-2026-000123' };

interface Known {
  readonly customer: string;
  readonly values: ItemValues;
}
const known: Record<'intl' | 'gm', Known[]> = { intl: [], gm: [] };
let house: Harness;

/** As the operator sets SHOUXIN_SUITE and starts again. */
async function started(suite: 'intl' | 'gm'): Promise<void> {
  house = await openHarness({ urls: database, keysFolder, clock, suite, customers: 2 });
  const [pair, others] = [await pairOf(), await othersOf()];
  for (const mobile of ['13900001001', '13900001002']) {
    const values = personOf({ NP08: suite === 'gm' ? mobile.replace('139', '138') : mobile });
    known[suite].push({ customer: await registered(pair, { values }), values });
  }
  expect((await imported(others, 3)).applied).toBe(3);
}

const pairOf = async () => ({
  teller: await house.as('teller'),
  reviewer: await house.as('reviewer'),
});
const othersOf = async () => ({ ops: await house.as('ops'), owner: await house.as('owner') });
const all = () => [...known.intl, ...known.gm];
const textOf = ({ values }: Known, item: string) => values[item] as string;

beforeAll(async () => {
  await started('intl');
  await house.close();
  await started('gm');
}, 120_000);

/** Suites by the head of each sealed value. */
async function suitesOf(list: readonly Known[]): Promise<number[]> {
  const ids = list.map(({ customer }) => customer);
  const { rows } = await sql<{ suite: number }>`
    SELECT DISTINCT get_byte(sealed, 2) AS suite FROM customers.value
    WHERE customer = ANY (${ids}::uuid[]) ORDER BY 1`.execute(dba);
  return rows.map(({ suite }) => suite);
}

/** At the pace that is allowed at a counter. */
async function expectAllServed(list: readonly Known[] = all()): Promise<void> {
  const teller = await house.as('teller');
  clock.advance({ minutes: 1 });
  for (const it of list) {
    const terms = { by: 'document' as const, documentNumber: textOf(it, 'NP10') };
    const { items } = await teller.call(customers.search, { terms, purpose });
    expect(items.map(({ customer }) => customer)).toEqual([it.customer]);
    const asked = { customer: it.customer, items: ['NP01', 'NP08'], purpose };
    const shown = (await teller.call(customers.reveal, asked)).items;
    expect(shown.map(({ display }) => display)).toEqual([textOf(it, 'NP01'), textOf(it, 'NP08')]);
  }
}

async function amended(it: Known, mobile: string): Promise<void> {
  const { teller, reviewer } = await pairOf();
  const input = { customer: it.customer, values: { NP08: mobile }, ground: '客户更正', purpose };
  const answer = await teller.call(customers.amend, input);
  if ('proposal' in answer) await reviewer.call(approvals.approve, { proposal: answer.proposal });
  it.values['NP08'] = mobile;
}

describe('R1.3.2a customers under two suites', () => {
  test('lie side by side, by counter and by import', async () => {
    expect(await suitesOf(known.intl)).toEqual([1]);
    expect(await suitesOf(known.gm)).toEqual([2]);
    const { rows } = await sql<{ suite: number; count: number }>`
      SELECT suite, count(DISTINCT subject)::int AS count FROM keys.customer_key
      WHERE subject IN (SELECT customer FROM customers.customer WHERE batch IS NOT NULL)
      GROUP BY 1 ORDER BY 1`.execute(dba);
    expect(rows).toEqual([
      { suite: 1, count: 3 },
      { suite: 2, count: 3 },
    ]);
  });

  test('are found, read in plain and amended; what is amended stays with its customer’s key', async () => {
    await expectAllServed();
    for (const [at, it] of all().entries()) await amended(it, `1370000300${at}`);
    await expectAllServed();
    expect(await suitesOf(known.intl)).toEqual([1]);
    expect(await suitesOf(known.gm)).toEqual([2]);
  });

  test('are never registered twice, whichever suite the first was under', async () => {
    const { teller } = await pairOf();
    for (const it of all()) {
      const again = proposed(teller, { values: personOf({ NP10: textOf(it, 'NP10') }) });
      expect(await codeOf(again)).toBe('customers.duplicate');
    }
  });

  test('have a trail each, and the log is whole over both', async () => {
    const [{ teller }, auditor] = [await pairOf(), await house.as('auditor')];
    for (const { customer } of all()) {
      const { items } = await teller.call(customers.timeline, { customer, purpose });
      expect(items.length).toBeGreaterThan(1);
    }
    expect((await auditor.call(audit.check, {})).findings).toEqual([]);
  });

  async function rotated(kind: 'index' | 'bucket' | 'customer'): Promise<void> {
    const [security, dpo] = [await house.enter('security'), await house.enter('dpo')];
    await security.stepUp();
    const { proposal } = await security.call(keys.rotate, { kind, ground: '年度轮换' });
    await dpo.call(approvals.approve, { proposal });
    for (const served of [known.intl, known.gm]) await expectAllServed(served);
    for (;;) {
      const [newest] = (await security.call(keys.rotations, { limit: 1 })).items;
      if (newest?.state === 'ended') break;
      // Keys put out of use are waited for; here it is as if that time had passed.
      await sql`UPDATE keys.customer_key SET changed_at = changed_at - interval '10 minutes'
        WHERE state = 'deactivated' AND reencrypted_at IS NULL`.execute(dba);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    await expectAllServed();
  }

  test.each(['index', 'bucket'] as const)(
    'are served while and after %s keys are rotated',
    async (kind) => {
      await rotated(kind);
      expect([await suitesOf(known.intl), await suitesOf(known.gm)]).toEqual([[1], [2]]);
    },
    120_000,
  );

  test('are of one suite once their own keys are replaced', async () => {
    await rotated('customer');
    const current = sql<{ suite: number }>`
      SELECT DISTINCT get_byte(sealed, 2) AS suite FROM customers.value`;
    expect((await current.execute(dba)).rows).toEqual([{ suite: 2 }]);
  }, 120_000);
});

/** Names of the faults of one act; an operational log has the name and never the message. */
async function faultsOf(act: () => Promise<unknown>): Promise<string[]> {
  const from = house.lines.length;
  expect(await codeOf(act())).toBe('fault.internal');
  const faults = house.lines.slice(from).filter((line) => line.includes('"level":50'));
  return faults.map((line) => (JSON.parse(line) as { name: string }).name);
}

describe('R1.3.2a an envelope of a suite that nobody knows', () => {
  test('is refused by name where it is read by itself', async () => {
    const suiteTo = (suite: number) => sql`
      UPDATE identity.credential SET totp_sealed = set_byte(totp_sealed, 2, ${suite})
      WHERE account_id = (SELECT id FROM identity.account WHERE name = 'compliance')`;
    await suiteTo(9).execute(dba);
    expect(await faultsOf(() => house.enter('compliance'))).toEqual(['UnknownSuite']);
    // Negative control: under the suite it was sealed with, it opens.
    await suiteTo(1).execute(dba);
    expect(await codeOf(house.enter('compliance'))).toBe('no refusal');
  });

  test('is a broken seal where more is sealed than the envelope, and nothing of it leaves', async () => {
    const [teller, reviewer] = [await house.enter('teller'), await house.enter('reviewer')];
    const { proposal } = await proposed(teller, { values: personOf({ NP08: '13600009999' }) });
    const suiteTo = (suite: number) => sql`
      UPDATE approvals.proposal SET sealed = set_byte(sealed, 2, ${suite})
      WHERE proposal = ${proposal}`;
    const view = () => reviewer.call(approvals.view, { proposal });
    await suiteTo(9).execute(dba);
    expect(await faultsOf(view)).toEqual(['SealBroken']);
    await suiteTo(2).execute(dba);
    expect(await codeOf(view())).toBe('no refusal');
  });
});
