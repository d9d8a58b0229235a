// Somebody who owns the database, against the running program: what was moved, put back, swapped or rewritten is noticed by the
// next read, nothing of it leaves, and the attempt to read stands in the log. Each test says by what it is noticed.
import { operations, type ItemValues } from '@shouxin/contract';
import { sql } from 'kysely';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { openDatabase } from '../../src/kernel/database.ts';
import { codeOf, openApp, openHarness } from '../harness.ts';
import { proposed, registered } from '../harness-steps.ts';
import { personOf } from '../journeys/people.ts';

const harness = await openHarness({ customers: 1 });
const owner = openDatabase(harness.urls.ownerUrl, { connectionsMax: 3 });
afterAll(() => owner.close());
/** The adversary: owns every table and has no key. */
const dba = owner.db;
const [teller, reviewer] = [await harness.as('teller'), await harness.as('reviewer')];
const { customers, approvals } = operations;
const purpose = { code: 'P-UPDATE', reference: 'YW-2026-000123' };

const register = (values: ItemValues = {}) =>
  registered({ teller, reviewer }, { values: personOf(values) });
const view = (customer: string) => teller.call(customers.view, { customer, purpose });
const reveal = (customer: string, items = ['NP01']) =>
  teller.call(customers.reveal, { customer, items, purpose });

/** What comes of reading: the answers, what the operational log names, and what the trail keeps of it. */
async function readingOf(customer: string) {
  const linesBefore = harness.lines.length;
  const answers = [await codeOf(view(customer)), await codeOf(reveal(customer))];
  const faults = harness.lines.slice(linesBefore).filter((line) => line.includes('"level":50'));
  const { entries } = await harness.app.audit.read({ act: 'customers.reveal' }, { limit: 1 });
  const names = faults.map((line) => (JSON.parse(line) as { name: string }).name);
  const trail = `${entries[0]?.entry.result} ${entries[0]?.entry.code}`;
  return { answers, names: [...new Set(names)], trail };
}

/** A fault: no value leaves, and the attempt is in the log. */
const noticed = (by: string) => ({
  answers: ['fault.internal', 'fault.internal'],
  names: [by],
  trail: 'failed fault.internal',
});

let [victim, other]: string[] = [];
const one = () => victim ?? '';
const two = () => other ?? '';
beforeEach(async () => {
  victim = await register({ CT02: 'first@example.com' });
  other = await register();
});

const sealed = (customer: string, item: string) =>
  sql`SELECT sealed FROM customers.value WHERE customer = ${customer} AND item = ${item}
      ORDER BY version DESC LIMIT 1`;

describe('R1.3.2a a DBA against the values of a customer', () => {
  test('negative control: who was not touched is shown', async () => {
    expect((await view(one())).items.length).toBeGreaterThan(10);
    expect((await reveal(one())).items).toMatchObject([{ display: '诸葛青云', shown: 'plain' }]);
  });

  test('moves a ciphertext to another customer: the row seal', async () => {
    await sql`UPDATE customers.value SET sealed = (${sealed(two(), 'NP01')})
      WHERE customer = ${one()} AND item = 'NP01'`.execute(dba);
    expect(await readingOf(one())).toEqual(noticed('SealBroken'));
    expect((await reveal(two())).items).toHaveLength(1);
  });

  test('swaps two values of one customer: the row seal', async () => {
    await sql`UPDATE customers.value v SET sealed = (
        SELECT o.sealed FROM customers.value o WHERE o.customer = v.customer
          AND o.item = CASE v.item WHEN 'NP01' THEN 'NP08' ELSE 'NP01' END)
      WHERE customer = ${one()} AND item IN ('NP01', 'NP08')`.execute(dba);
    expect(await readingOf(one())).toEqual(noticed('SealBroken'));
  });

  test('gives one customer all rows of another, seals included: the associated data', async () => {
    for (const table of ['value', 'revision'] as const) {
      await sql`DELETE FROM ${sql.table(`customers.${table}`)} WHERE customer = ${one()}`.execute(
        dba,
      );
      await sql`UPDATE ${sql.table(`customers.${table}`)} SET customer = ${one()}
        WHERE customer = ${two()}`.execute(dba);
    }
    expect(await readingOf(one())).toEqual(noticed('KeyRefused'));
  });

  test('puts an old value back after an amendment: the row seal', async () => {
    await amend(one(), 'second@example.com');
    await sql`DELETE FROM customers.value WHERE customer = ${one()} AND item = 'CT02'
      AND version = 2`.execute(dba);
    expect(await readingOf(one())).toEqual(noticed('SealBroken'));
  });

  test('puts the old ciphertext under the new version: the row seal', async () => {
    await amend(one(), 'second@example.com');
    await sql`UPDATE customers.value v SET sealed = o.sealed FROM customers.value o
      WHERE v.customer = ${one()} AND v.item = 'CT02' AND v.version = 2
        AND o.customer = v.customer AND o.item = v.item AND o.version = 1`.execute(dba);
    expect(await readingOf(one())).toEqual(noticed('SealBroken'));
  });

  test('takes the whole amendment away: the seal differs from the last one in the log', async () => {
    await amend(one(), 'second@example.com');
    const sealNow = () =>
      sql<{ seal: string }>`
      SELECT encode(seal, 'hex') AS seal FROM customers.revision WHERE customer = ${one()}
      ORDER BY revision DESC LIMIT 1`.execute(dba);
    const committed = async () => {
      const { rows } = await sql<{ trail: string }>`SELECT encode(trail, 'hex') AS trail
        FROM customers.customer WHERE customer = ${one()}`.execute(dba);
      const { entries } = await harness.app.audit.read(
        { trail: rows[0]?.trail ?? '' },
        { limit: 50 },
      );
      return entries.find(({ entry }) => entry.commitments?.['row'])?.entry.commitments?.['row'];
    };
    expect((await sealNow()).rows[0]?.seal).toBe(await committed());
    await sql`DELETE FROM customers.value WHERE customer = ${one()} AND revision = 2`.execute(dba);
    await sql`DELETE FROM customers.revision WHERE customer = ${one()} AND revision = 2`.execute(
      dba,
    );
    expect((await sealNow()).rows[0]?.seal).not.toBe(await committed());
  });

  test('lowers the class of a value so that it would show: the row seal', async () => {
    await sql`UPDATE customers.value SET retention = 'C' WHERE customer = ${one()}
      AND item = 'NP01'`.execute(dba);
    expect(await readingOf(one())).toEqual(noticed('SealBroken'));
  });

  test.each([
    ['the basis, so that no consent is asked for', 'value', "basis = 'law'"],
    ['the grade', 'value', "class = 'C1'"],
    ['where a value came from', 'value', 'revision = 7'],
    ['the notice under which it was collected', 'revision', "notice = 'N-CS01@9'"],
    ['the branch', 'customer', 'unit = gen_random_uuid()'],
    ['the standing', 'customer', "standing = 'restricted'"],
    ['the number', 'customer', "number = 'C-0000-0000'"],
    [
      'the pseudonym, so that reading leaves no trail',
      'customer',
      "trail = decode(md5('x'), 'hex')",
    ],
  ])('changes %s: the row seal', async (_, table, change) => {
    const set = sql.raw(change);
    await sql`UPDATE ${sql.table(`customers.${table}`)} SET ${set} WHERE customer = ${one()}`.execute(dba); // prettier-ignore
    expect((await readingOf(one())).names).toEqual(['SealBroken']);
  });
});

async function amend(customer: string, mail: string): Promise<void> {
  const ground = '客户要求更正电子邮箱';
  const input = { customer, values: { CT02: mail }, ground, purpose };
  expect(await teller.call(customers.amend, input)).toMatchObject({ state: 'applied' });
}

/** Another process on the same database: no key is leased, so all come from the tables. */
async function afterRestart(customer: string): Promise<string> {
  const { keysFolder, clock, urls } = harness;
  const app = await openApp({ serverUrl: urls.serverUrl, keysFolder, clock, lines: harness.lines });
  try {
    const url = `/v1/customers/${customer}/view`;
    const answer = await app.http.inject({
      method: 'POST',
      url,
      headers: await teller.headersFor('POST', url),
      payload: { purpose },
    });
    return answer.json<{ code?: string }>().code ?? 'shown';
  } finally {
    await app.stop();
  }
}

describe('R1.3.2a a DBA against the keys', () => {
  test('negative control: after a restart everybody is shown', async () => {
    expect(await afterRestart(one())).toBe('shown');
  });

  test.each(['wrapped', 'wrapped, kid', 'wrapped, kid, bucket, epoch'])(
    'swaps %s of two customers: the wrapping is bound to the customer',
    async (columns) => {
      const set = columns
        .split(', ')
        .map((name) => `${name} = o.${name}`)
        .join(', ');
      await sql`UPDATE keys.customer_key k SET ${sql.raw(set)} FROM keys.customer_key o
        WHERE k.subject = ${one()} AND o.subject = ${two()} AND o.class = k.class`.execute(dba);
      expect(await afterRestart(one())).toMatch(/^(fault\.internal|keys\.unavailable)$/);
      expect(await afterRestart(two())).toBe('shown');
    },
  );
});

describe('R2.4.2 a DBA against what waits for review', () => {
  const customersNow = async () =>
    (await sql<{ n: number }>`SELECT count(*)::int AS n FROM customers.customer`.execute(dba))
      .rows[0]?.n;

  test('negative control: an untouched proposal is approved', async () => {
    const { proposal } = await proposed(teller);
    expect(await codeOf(reviewer.call(approvals.approve, { proposal }))).toBe('no refusal');
  });

  test.each([0, 30, 60, 200])(
    'edits the sealed proposal at byte %i: it cannot be opened, and nothing of it happens',
    async (at) => {
      const { proposal } = await proposed(teller);
      const before = await customersNow();
      await sql`UPDATE approvals.proposal SET sealed = set_byte(sealed, ${at},
        get_byte(sealed, ${at}) # 1) WHERE proposal = ${proposal}`.execute(dba);
      expect(await codeOf(reviewer.call(approvals.view, { proposal }))).toBe('fault.internal');
      expect(await codeOf(reviewer.call(approvals.approve, { proposal }))).toBe('fault.internal');
      expect(await customersNow()).toBe(before);
      const { rows } = await sql`SELECT FROM approvals.decision
        WHERE proposal = ${proposal}`.execute(dba);
      expect(rows).toEqual([]);
    },
  );

  test('gives a proposal the content of another: sealed to its own place', async () => {
    const [mine, theirs] = [await proposed(teller), await proposed(teller)];
    await sql`UPDATE approvals.proposal p SET sealed = o.sealed, subject = o.subject
      FROM approvals.proposal o
      WHERE p.proposal = ${mine.proposal} AND o.proposal = ${theirs.proposal}`.execute(dba);
    const { proposal } = mine;
    expect(await codeOf(reviewer.call(approvals.approve, { proposal }))).toBe('fault.internal');
  });

  test('writes a decision himself: no customer comes of it, and the log knows of none', async () => {
    const { proposal } = await proposed(teller);
    const before = await customersNow();
    await sql`INSERT INTO approvals.decision
      SELECT ${proposal}, 'approved', proposed_by, proposer, now(), NULL
      FROM approvals.proposal WHERE proposal = ${proposal}`.execute(dba);
    expect(await codeOf(reviewer.call(approvals.approve, { proposal }))).toBe('approvals.decided');
    expect(await customersNow()).toBe(before);
    const { entries } = await harness.app.audit.read({ act: 'approvals.approve' }, { limit: 20 });
    const ofIt = entries.filter(({ entry }) => entry.facts?.['proposal'] === proposal);
    expect(ofIt.some(({ entry }) => entry.result === 'approved')).toBe(false);
  });

  test('takes a decision back, to have it run again: the intake has ended', async () => {
    const { proposal } = await proposed(teller);
    await reviewer.call(approvals.approve, { proposal });
    const before = await customersNow();
    await sql`DELETE FROM approvals.decision WHERE proposal = ${proposal}`.execute(dba);
    expect(await codeOf(reviewer.call(approvals.approve, { proposal }))).toBe('approvals.stale');
    expect(await customersNow()).toBe(before);
  });
});
