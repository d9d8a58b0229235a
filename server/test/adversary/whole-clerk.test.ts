// The curious clerk (SECURITY threats 1 and 7): a colleague's intake, another branch's customer, a guessed id, another's receipt,
// more customers than a day allows. What is not theirs looks like what is not there, and every attempt bears their name.
import { operations, type Operation, type Post } from '@shouxin/contract';
import { rule } from '@shouxin/contract/items';
import { sql } from 'kysely';
import { afterAll, describe, expect, test } from 'vitest';
import { newId } from '../../src/kernel/crypto/index.ts';
import { openDatabase } from '../../src/kernel/database.ts';
import { codeOf, openHarness, type Session } from '../harness.ts';
import { captured, checked, image, proposed, registered, shownInput } from '../harness-steps.ts';
import { personOf, submissionOf } from '../journeys/people.ts';

const harness = await openHarness({ customers: 5 });
const owner = openDatabase(harness.urls.ownerUrl, { connectionsMax: 1 });
afterAll(() => owner.close());
const [teller, reviewer, ops] = [
  await harness.as('teller'),
  await harness.as('reviewer'),
  await harness.as('ops'),
];
const colleague = await harness.hire({ account: 'colleague', post: 'teller', branch: '01001' });
const stranger = await harness.hire({ account: 'stranger', post: 'teller', branch: '01002' });
const elsewhere = await harness.hire({ account: 'elsewhere', post: 'reviewer', branch: '01002' });
const otherOps = await harness.hire({ account: 'other.ops', post: 'ops', branch: '01002' });
const { collection, customers, approvals, imports, audit } = operations;
const purpose = { code: 'P-UPDATE', reference: 'YW-2026-000123' };
const nobody = () => newId(harness.clock.now());

const values = personOf({ NP01: '皇甫远道', NP08: '13912340000' });
const customer = await registered({ teller, reviewer }, { values });

type Attempt = readonly [operation: Operation, input: object, file?: Blob];

const attempt = (who: Session, [operation, input, file]: Attempt) =>
  codeOf(who.call(operation, input, file && { file }));

/** Refusals of one account, by code, since the beginning. */
async function refusalsOf(account: string): Promise<Record<string, number>> {
  const { rows } = await sql<{ code: string; n: number }>`
    SELECT e.b ->> 'code' AS code, count(*)::int AS n
    FROM (SELECT convert_from(body, 'UTF8')::jsonb AS b FROM audit.entry) e
    WHERE e.b -> 'actor' ->> 'account' = ${account} AND e.b ->> 'result' = 'refused'
    GROUP BY 1`.execute(owner.db);
  return Object.fromEntries(rows.map(({ code, n }) => [code, n]));
}

describe("a colleague's intake", () => {
  test('is not there for anybody else, in any operation, and the same as one that never was', async () => {
    const intake = await captured(teller);
    await teller.call(collection.saveDraft, { intake: intake.intake, values });
    const on = (id: string): Attempt[] => [
      [collection.intake, { intake: id }],
      [collection.showNotice, { ...shownInput(intake), intake: id }],
      [collection.saveDraft, { intake: id, values: {} }],
      [collection.addImage, { intake: id, side: 'back' }, image()],
      [collection.submit, { ...submissionOf(intake, personOf()), intake: id }],
      [collection.abandon, { intake: id }],
    ];
    for (const who of [colleague, stranger]) {
      for (const id of [intake.intake, nobody()]) {
        for (const one of on(id)) expect(await attempt(who, one), one[0].id).toBe('not-found');
      }
      expect((await who.call(collection.intakes, {})).items).toEqual([]);
    }
    expect((await teller.call(collection.intake, { intake: intake.intake })).draft).toEqual(values);
    expect(await refusalsOf('stranger')).toEqual({ 'not-found': 12 });
  });
});

describe("another branch's customer", () => {
  test('is masked on the page, revealed and verified to nobody, changed by nobody', async () => {
    const { items, card } = await stranger.call(customers.view, { customer, purpose });
    expect(card.relation).toBe('none');
    expect(items.filter((it) => it.shown === 'plain' && it.tier !== 'T0')).toEqual([]);
    const shown = JSON.stringify([items, card]);
    for (const secret of ['皇甫远道', '13912340000', values['NP10'] as string, '世纪大道'])
      expect(shown).not.toContain(secret);
    await stranger.stepUp();
    const ground = '客户持新证件到柜面';
    const no: [Attempt, string][] = [
      [[customers.reveal, { customer, items: ['NP01'], purpose }], 'disclosure.refused'],
      [
        [customers.verify, { customer, item: 'NP01', value: '皇甫远道', purpose }],
        'disclosure.refused',
      ],
      [
        [customers.amend, { customer, values: { NP08: '13912340001' }, ground, purpose }],
        'policy.denied',
      ],
      [[customers.addImage, { customer, side: 'back' }, image()], 'policy.denied'],
    ];
    for (const [one, code] of no) expect(await attempt(stranger, one), one[0].id).toBe(code);
  });

  test('is not found by name from another branch', async () => {
    const terms = { by: 'name-branch' as const, name: '皇甫远道' };
    expect((await stranger.call(customers.search, { terms, purpose })).items).toEqual([]);
    expect((await colleague.call(customers.search, { terms, purpose })).items).toHaveLength(1);
  });

  test('neither reviewed from there', async () => {
    const { proposal } = await proposed(teller);
    for (const operation of [approvals.view, approvals.approve]) {
      expect(await attempt(elsewhere, [operation, { proposal }])).toBe('approvals.not-reviewer');
    }
    const reason = '影像不清晰，请重拍';
    expect(await attempt(elsewhere, [approvals.reject, { proposal, reason }])).toBe(
      'approvals.not-reviewer',
    );
    const waiting = await elsewhere.call(approvals.list, { limit: 100 });
    expect(waiting.items).toEqual([]);
    const { images } = await reviewer.call(approvals.view, { proposal });
    const front = images[0]?.image ?? '';
    expect(await attempt(elsewhere, [approvals.image, { proposal, image: front }])).toBe(
      'approvals.not-reviewer',
    );
    const another = await proposed(teller);
    const mixed = { proposal: another.proposal, image: front };
    expect(await attempt(reviewer, [approvals.image, mixed])).toBe('not-found');
  });
});

describe('guessed ids', () => {
  test('answer like nothing, whatever they are put into', async () => {
    const id = nobody();
    const ground = '客户持新证件到柜面';
    const tried: [Session, Attempt][] = [
      [teller, [customers.view, { customer: id, purpose }]],
      [teller, [customers.reveal, { customer: id, items: ['NP01'], purpose }]],
      [teller, [customers.verify, { customer: id, item: 'NP01', value: 'x', purpose }]],
      [teller, [customers.timeline, { customer: id, purpose }]],
      [
        teller,
        [customers.amend, { customer: id, values: { NP08: '13912340001' }, ground, purpose }],
      ],
      [teller, [customers.addImage, { customer: id, side: 'back' }, image()]],
      [teller, [audit.receipt, { entry: id }]],
      [reviewer, [approvals.view, { proposal: id }]],
      [reviewer, [approvals.approve, { proposal: id }]],
      [ops, [imports.batch, { batch: id }]],
      [ops, [imports.rows, { batch: id }]],
      [ops, [imports.corrections, { batch: id }]],
    ];
    for (const [who, one] of tried) expect(await attempt(who, one), one[0].id).toBe('not-found');
  });
});

describe("another's receipt and another's batch", () => {
  test('the proof of an act goes to who acted, and to the auditor', async () => {
    const { receipt } = await teller.call(customers.view, { customer, purpose });
    const { entry } = receipt;
    await harness.app.audit.integrateAll();
    expect(await attempt(teller, [audit.receipt, { entry }])).toBe('no refusal');
    for (const who of [colleague, stranger, reviewer]) {
      expect(await attempt(who, [audit.receipt, { entry }])).toBe('not-found');
    }
    const auditor = await harness.as('auditor');
    expect(await attempt(auditor, [audit.evidence, { entry }])).toBe('no refusal');
  });

  test('a batch is worked on where it was brought, and only there', async () => {
    const { batch } = await checked(ops);
    const on: Attempt[] = [
      [imports.map, { batch, columns: [] }],
      [imports.check, { batch }],
      [imports.propose, { batch }],
      [imports.corrections, { batch }],
      [imports.undo, { batch, reason: '不是我的批次' }],
    ];
    for (const one of on) expect(await attempt(otherOps, one), one[0].id).toBe('not-found');
    // Counts and reasons are for every clerk to see; they hold no value.
    const card = JSON.stringify(await otherOps.call(imports.batch, { batch }));
    for (const value of ['滨河东路', '1390000', '王晨']) expect(card).not.toContain(value);
  });
});

describe('posts that see no customer', () => {
  test.each(['sysadmin', 'security', 'auditor', 'compliance', 'owner', 'ops'] as Post[])(
    '%s is refused at every operation on customers, and the log says who tried',
    async (post) => {
      const who = await harness.as(post);
      const before = (await refusalsOf(post))['identity.not-permitted'] ?? 0;
      const all = Object.values(customers);
      for (const operation of all) {
        const input = { customer, purpose, side: 'front', items: ['NP01'] };
        const file = operation.takes ? image() : undefined;
        expect(await attempt(who, [operation, input, file])).toBe('identity.not-permitted');
      }
      const after = (await refusalsOf(post))['identity.not-permitted'] ?? 0;
      expect(after - before).toBe(all.length);
    },
  );
});

/** Customers of the branch, as an import brings them. */
async function broughtIn(count: number): Promise<string[]> {
  const at = harness.clock.now();
  const origin = {
    channel: 'bulk-import',
    list: 'CS-01',
    listVersion: 1,
    source: '核心系统A',
    batch: undefined,
    account: nobody(),
    accountName: 'ops',
    at,
  };
  const its = Array.from({ length: count }, (_, index) => ({
    customer: nobody(),
    values: personOf({ NP08: `1380001${1000 + index}` }),
    origin: { ...origin, record: index + 1 },
    unit: teller.me.unit.id,
    manager: null,
  }));
  await harness.app.runDuty('imports.apply', (call) =>
    harness.app.customers.registerMany(call, its),
  );
  return its.map((it) => it.customer);
}

describe('reading in bulk (threat 1)', async () => {
  const many = await broughtIn(210);

  test('ends at the budget of the day: 200 customers revealed, none after', async () => {
    const codes: Record<string, number> = {};
    for (const one of many) {
      const code = await attempt(colleague, [
        customers.reveal,
        { customer: one, items: ['NP01'], purpose },
      ]);
      codes[code] = (codes[code] ?? 0) + 1;
    }
    expect(codes).toEqual({ 'no refusal': 200, 'disclosure.budget': many.length - 200 });
    expect((await refusalsOf('colleague'))['disclosure.budget']).toBe(many.length - 200);
    const first = many[0] ?? '';
    expect(
      await attempt(colleague, [customers.reveal, { customer: first, items: ['NP01'], purpose }]),
    ).toBe('no refusal');
  });

  test('a mobile number is not guessed by trying: the limit of the day for one item', async () => {
    const max = rule('verify.per_item_per_day_max');
    const guesses = Array.from({ length: max + 1 }, (_, at) => `1391234${1000 + at}`);
    const codes: string[] = [];
    for (const value of guesses) {
      codes.push(
        await attempt(colleague, [customers.verify, { customer, item: 'NP08', value, purpose }]),
      );
      // Slower than the pace: the day's limit holds all the same.
      harness.clock.advance({ seconds: 20 });
    }
    expect(codes.slice(0, max)).toEqual(Array.from({ length: max }, () => 'no refusal'));
    expect(codes[max]).toBe('rate.exceeded');
  });

  test('nor by asking about many customers at once: the pace of a minute', async () => {
    const max = rule('verify.per_minute_max');
    const some = many.slice(-max - 1);
    // From the start of a minute, so that all of them fall into it.
    harness.clock.advance({ milliseconds: 60_000 - (harness.clock.now().getTime() % 60_000) });
    const codes: string[] = [];
    for (const one of some) {
      const input = { customer: one, item: 'NP08', value: '13912340000', purpose };
      codes.push(await attempt(colleague, [customers.verify, input]));
    }
    expect(codes.slice(0, max)).toEqual(Array.from({ length: max }, () => 'no refusal'));
    expect(codes[max]).toBe('rate.exceeded');
  });
});
