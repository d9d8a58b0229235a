// Journey: a customer stands at the desk. The teller finds them, reads what the business needs, and nobody else sees more than
// their post, branch and purpose allow; every "no" says why and what would change it.
import { describe, expect, it } from 'vitest';
import { operations, type ItemValues, type Post, type Purpose } from '@shouxin/contract';
import { fromOldIdentityNumber, rule } from '@shouxin/contract/items';
import { addToDate, businessDate } from '../../src/kernel/clock.ts';
import { testDatabase } from '../database.ts';
import { personOf, proposed, registered, takenOver } from './people.ts';
import { actorOf, codeOf, openStage, units } from './stage.ts';

const database = await testDatabase();
const stage = await openStage(database);
const { approvals, customers, consent } = operations;
const teller = actorOf('teller', 'teller');
const reviewer = actorOf('reviewer', 'reviewer');
const stranger = actorOf('stranger', 'teller', units.west);
const dpo = actorOf('dpo', 'dpo', units.west);
const people = { teller, reviewer };
const account = { code: 'P-ACCT' };
const ticket = { code: 'P-ACCT', reference: 'YW-2026-000123' };
const steppedUp = { ...teller, steppedUp: true };

const zhuge: ItemValues = personOf({ NP01: '诸葛青云', NP08: '13900005678' });
const customer = await registered(stage, people, zhuge);

const find = (terms: object, as = teller, purpose: Purpose = account) =>
  stage.ask(as)(customers.search, { terms, purpose });
const open = (as = teller, purpose: Purpose = account, whom = customer) =>
  stage.ask(as)(customers.view, { customer: whom, purpose });
const reveal = (items: string[], as = teller, purpose: Purpose = account) =>
  stage.ask(as)(customers.reveal, { customer, items, purpose });
const verify = (item: string, value: string, as = teller) =>
  stage.ask(as)(customers.verify, { customer, item, value, purpose: account });

/** Another account each time: pace and budget are counted per account. */
const fresh = (post: Post = 'teller', unit: (typeof units)[keyof typeof units] = units.east) =>
  actorOf(`${post}-${crypto.randomUUID().slice(0, 8)}`, post, unit);

async function lastEntry(it: { receipt: { entry: string } }) {
  const found = await stage.audit.findByReceipt(it.receipt.entry);
  if (!found) throw new Error('the receipt names no entry');
  return found.entry;
}

describe('R2.2.4 finding a customer', () => {
  const number = zhuge['NP10'] as string;
  const written: [string, object][] = [
    ['the document number', { by: 'document', documentNumber: number }],
    ['in full width', { by: 'document', documentNumber: toFullWidth(number) }],
    ['with blanks', { by: 'document', documentNumber: number.replace(/(.{6})/, '$1 ') }],
    ['with dashes', { by: 'document', documentNumber: number.replace(/^(.{6})(.{8})/, '$1-$2-') }],
    ['the mobile', { by: 'mobile', mobile: '13900005678' }],
    ['with +86 and dashes', { by: 'mobile', mobile: '+86 139-0000-5678' }],
    ['with 0086', { by: 'mobile', mobile: '00861390000 5678' }],
    ['name and birth date', { by: 'name-birth', name: '诸葛 青云', birthDate: birthOf(number) }],
    ['name at this branch', { by: 'name-branch', name: '诸葛青云' }],
  ];
  it.each(written)('by %s', async (_, terms) => {
    const { items } = await find(terms, fresh());
    expect(items.map((it) => it.customer)).toContain(customer);
    const card = items.find((it) => it.customer === customer);
    expect(card).toMatchObject({
      maskedName: '诸葛**',
      maskedDocument: `310***********${number.slice(-4)}`,
      documentKind: { zh: '居民身份证' },
      branch: units.east.name,
      relation: 'same-branch',
      standing: 'normal',
    });
  });

  it('by the customer number as people read it out', async () => {
    const { card } = await open();
    expect(card.relation).toBe('own');
    const spoken = card.number.toLowerCase().replaceAll('-', ' ').replaceAll('0', 'o');
    const { items } = await find({ by: 'number', number: spoken });
    expect(items).toMatchObject([{ customer, number: card.number, maskedName: '诸葛**' }]);
  });

  it('by the 15 digits of an old card', async () => {
    const old = '310115600101001';
    const whom = await registered(
      stage,
      people,
      personOf({ NP10: fromOldIdentityNumber(old) ?? '', NP08: '13911110015' }),
    );
    const { items } = await find({ by: 'document', documentNumber: old });
    expect(items.map((it) => it.customer)).toEqual([whom]);
  });

  it('not by a name alone, nor by a name at another branch, nor by part of a number', async () => {
    expect(await codeOf(find({ by: 'name', name: '诸葛青云' }))).toBe('input.invalid');
    expect((await find({ by: 'name-branch', name: '诸葛青云' }, stranger)).items).toEqual([]);
    const part = number.slice(0, 14);
    expect((await find({ by: 'document', documentNumber: part })).items).toEqual([]);
    const other = { by: 'document', documentKind: '03', documentNumber: number };
    expect((await find(other)).items).toEqual([]);
  });

  it('answers a miss like a hit: same shape, same kind of receipt, nothing that tells more', async () => {
    const hit = await find({ by: 'mobile', mobile: '13900005678' });
    const miss = await find({ by: 'mobile', mobile: '13900005679' });
    expect(Object.keys(miss).toSorted()).toEqual(Object.keys(hit).toSorted());
    expect(miss).toMatchObject({ items: [], band: '0' });
    const [found, missed] = [await lastEntry(hit), await lastEntry(miss)];
    expect(Object.keys(missed).toSorted()).toEqual(Object.keys(found).toSorted());
    expect(missed).toMatchObject({ act: 'customers.search', count: 0, facts: { by: 'mobile' } });
    expect(found.count).toBe(1);
  });

  it('returns at most so many, a page at a time, and says that there are more', async () => {
    const name = '东方同名';
    const whole = rule('search.results_max');
    await takenOver(
      stage,
      Array.from({ length: whole + 1 }, () => personOf({ NP01: name })),
    );
    const clerk = stage.ask(fresh());
    const terms = { by: 'name-branch', name };
    const first = await clerk(customers.search, { terms, purpose: account, limit: 15 });
    expect(first.items).toHaveLength(15);
    expect(first.band).toBe('11-50');
    const rest = await clerk(customers.search, {
      terms,
      purpose: account,
      limit: 15,
      cursor: first.next,
    });
    expect(rest.items).toHaveLength(whole - 15);
    expect(rest.next).toBeUndefined();
    const both = [...first.items, ...rest.items].map((it) => it.customer);
    expect(new Set(both).size).toBe(whole);
  });

  it('threat 21: stops who tries numbers one after another, and only them', async () => {
    const prober = fresh();
    const terms = { by: 'mobile', mobile: '13900005678' };
    for (let tries = 0; tries < rule('search.per_minute_max'); tries += 1)
      await find(terms, prober);
    expect(await codeOf(find(terms, prober))).toBe('rate.exceeded');
    expect(await codeOf(find(terms, fresh()))).toBe('no refusal');
    stage.clock.advance({ minutes: 1 });
    expect(await codeOf(find(terms, prober))).toBe('no refusal');
  });
});

describe('R1.4.4 the page of a customer', () => {
  it('promise 7: every masked item says why, by which rule, and what would change it', async () => {
    const { items } = await open();
    const masked = items.filter((it) => it.shown !== 'plain');
    expect(masked.map((it) => it.item)).toEqual(
      expect.arrayContaining(['NP01', 'NP06', 'NP08', 'NP10', 'NP13', 'NP14', 'NP24']),
    );
    for (const it of masked) {
      expect(it.why.rules.length, it.item).toBeGreaterThan(0);
      expect(it.why.reason.zh, it.item).not.toBe('');
      expect(it.why.wouldChange?.zh, it.item).toBeTruthy();
    }
    const shown = Object.fromEntries(items.map((it) => [it.item, it]));
    expect(shown).toMatchObject({
      NP01: { display: '诸葛**', tier: 'T1', reveal: 'purpose', why: { basis: 'B3' } },
      NP03: { display: { zh: '男', en: 'Male' }, tier: 'T0', reveal: 'open', shown: 'plain' },
      NP08: { display: '139****5678', tier: 'T1' },
      NP10: { tier: 'T2', reveal: 'reference', why: { notice: 'N-CS01@1' } },
      NP13: { display: { zh: '正面 1 张', en: '1 front' }, tier: 'T3', reveal: 'approval' },
    });
    expect(JSON.stringify(items)).not.toContain('世纪大道');
  });

  it('R0.1 names origin, freshness and what keeps each value, in the order of the dictionary', async () => {
    const { items, ageYears, minor } = await open();
    expect(items.map((it) => it.item).slice(0, 3)).toEqual(['NP01', 'NP03', 'NP04']);
    const number = items.find((it) => it.item === 'NP10');
    expect(number).toMatchObject({
      version: 1,
      origin: { channel: 'counter', list: 'CS-01', listVersion: 1, by: 'teller' },
      freshness: { state: 'fresh', validUntil: '2040-05-01', method: { zh: '柜面核对证件原件' } },
      retention: { code: 'A10', until: { zh: expect.stringMatching(/10年.*· .*第\d+条/) } },
    });
    expect(ageYears).toBe(38);
    expect(minor).toBe(false);
  });

  it('shows a change that waits beside the value it would replace, masked, with who may decide', async () => {
    const whom = await registered(stage, people, personOf({ NP08: '13622220001' }));
    const ask = stage.ask(teller);
    await ask(customers.amend, {
      customer: whom,
      values: { NP08: '13622229999', CT02: 'new@example.com' },
      ground: '客户更换号码',
      purpose: { code: 'P-UPDATE' },
    });
    const { items, card } = await open(teller, account, whom);
    expect(card.standing).toBe('pending');
    const mobile = items.find((it) => it.item === 'NP08');
    expect(mobile).toMatchObject({
      display: '136****0001',
      version: 1,
      pending: {
        proposed: '136****9999',
        by: 'teller',
        reviewers: { zh: expect.stringContaining('复核员') },
      },
    });
    const coming = items.find((it) => it.item === 'CT02');
    expect(coming).toMatchObject({ version: 0, pending: { by: 'teller' } });
    expect(coming?.display).toBeUndefined();
    const found = await find({ by: 'mobile', mobile: '13622220001' }, fresh());
    expect(found.items).toMatchObject([{ customer: whom, standing: 'pending' }]);
  });

  it('refuses an unknown customer, and posts that see no customer at all', async () => {
    expect(await codeOf(open(teller, account, crypto.randomUUID()))).toBe('not-found');
    const outsiders: Post[] = ['sysadmin', 'security', 'auditor', 'ops', 'owner', 'compliance'];
    for (const post of outsiders) {
      const as = fresh(post);
      const codes = await Promise.all([
        codeOf(open(as)),
        codeOf(reveal(['NP01'], as)),
        codeOf(find({ by: 'mobile', mobile: '13900005678' }, as)),
        codeOf(verify('NP01', '诸葛青云', as)),
        codeOf(stage.ask(as)(customers.timeline, { customer, purpose: account })),
      ]);
      expect(new Set(codes), post).toEqual(new Set(['identity.not-permitted']));
    }
  });

  it('R4.1.2 shows a teller of another branch masked values only, and reveals nothing to them', async () => {
    const { card, items } = await open(stranger);
    expect(card.relation).toBe('none');
    expect(card.branch).toEqual(units.east.name);
    expect(items.find((it) => it.item === 'NP08')?.display).toBe('139****5678');
    expect(items.filter((it) => it.shown === 'plain')).toEqual([]);
    expect(items.every((it) => it.why.wouldChange)).toBe(true);
    expect(await codeOf(reveal(['NP01'], stranger))).toBe('disclosure.refused');
    expect(await codeOf(verify('NP01', '诸葛青云', stranger))).toBe('disclosure.refused');
  });

  it('R2.3.3 shows nothing to marketing without evidence of consent, and what it covers with it', async () => {
    const marketing = { code: 'P-MKT' };
    const before = await open(teller, marketing);
    expect(new Set(before.items.map((it) => it.shown))).toEqual(new Set(['refused']));
    expect(before.items.every((it) => it.display === undefined)).toBe(true);
    expect(before.card).toMatchObject({ maskedName: '****', maskedDocument: '****' });
    expect(before.ageYears).toBeNull();
    const timeline = stage.ask(teller)(customers.timeline, { customer, purpose: marketing });
    expect(await codeOf(timeline)).toBe('policy.denied');

    const { proposal } = await proposed(stage, teller, {
      values: personOf(),
      given: ['marketing-sms'],
    });
    const { card } = await stage.ask(reviewer)(approvals.approve, { proposal });
    const willing = card.subject.id ?? '';
    const after = await open(teller, marketing, willing);
    expect(after.card.maskedName).toBe('诸葛**');
    expect(after.consents.find((it) => it.consent === 'marketing-sms')?.permits).toBe(true);
    stage.clock.advance({ seconds: 1 });
    await stage.ask(teller)(consent.withdraw, {
      customer: willing,
      consent: 'marketing-sms',
      channel: 'counter',
      note: '不想再收到短信',
    });
    const ended = await open(teller, marketing, willing);
    expect(ended.card.maskedName).toBe('****');
    expect(ended.items[0]?.why.consent).toBe('withdrawn');
  });
});

describe('R4.1.1 revealing and verifying', () => {
  it('T1 asks for a purpose, T2 for a reference and a fresh code, T3 stays closed', async () => {
    const named = await reveal(['NP01', 'NP08']);
    expect(named.items).toMatchObject([
      { item: 'NP01', shown: 'plain', display: '诸葛青云', parts: '诸葛青云' },
      { item: 'NP08', shown: 'plain', display: '13900005678' },
    ]);
    expect(named.closesInSeconds).toBe(rule('reveal.t1.seconds'));
    expect(named.revealsToday).toEqual({ used: 1, max: rule('read.budget.customers_per_day') });
    expect(await codeOf(reveal(['NP10']))).toBe('policy.reference-required');
    expect(await codeOf(reveal(['NP10'], teller, ticket))).toBe('identity.step-up-required');
    const opened = await reveal(['NP10'], steppedUp, ticket);
    expect(opened.items[0]?.parts).toBe(zhuge['NP10']);
    expect(opened.closesInSeconds).toBe(rule('reveal.t2.seconds'));
    expect(await codeOf(reveal(['NP13'], steppedUp, ticket))).toBe('disclosure.refused');
    expect(await lastEntry(opened)).toMatchObject({
      act: 'customers.reveal',
      items: { NP10: 'plain' },
      purpose: 'P-ACCT',
      decision: 'allow',
    });
  });

  it('answers each of several items, the plain and the masked', async () => {
    const mixed = await reveal(['NP01', 'NP10', 'NP01']);
    expect(mixed.items.map((it) => `${it.item} ${it.shown}`)).toEqual([
      'NP01 plain',
      'NP10 masked',
    ]);
    expect(mixed.items[1]?.parts).toBeUndefined();
  });

  it('refuses a purpose of another post, an item that is not kept, and a reviewer', async () => {
    expect(await codeOf(reveal(['NP01'], teller, { code: 'P-RIGHTS', reference: 'R1' }))).toBe(
      'policy.purpose-not-offered',
    );
    expect(await codeOf(reveal(['NP17']))).toBe('not-found');
    expect(await codeOf(reveal(['NP01'], reviewer))).toBe('identity.not-permitted');
    const complaint = { code: 'P-COMPLAINT', reference: 'TS-2026-0009' };
    expect((await reveal(['NP01'], dpo, complaint)).items[0]?.shown).toBe('plain');
  });

  it('verifies in any writing without showing or spending, and slows down who guesses', async () => {
    const clerk = fresh();
    expect(await verify('NP08', '+86 139 0000 5678', clerk)).toMatchObject({ matches: true });
    expect(await verify('NP08', '13900005670', clerk)).toMatchObject({ matches: false });
    const answer = await verify('NP10', (zhuge['NP10'] as string).toLowerCase(), clerk);
    expect(answer.matches).toBe(true);
    expect((await lastEntry(answer)).items).toEqual({ NP10: 'none' });
    expect((await open(clerk)).revealsToday.used).toBe(0);
    for (let tries = 3; tries < rule('verify.per_minute_max'); tries += 1) {
      await verify(['NP08', 'NP10', 'NP01'][tries % 3] ?? '', '13900005670', clerk);
    }
    expect(await codeOf(verify('NP08', '13900005678', clerk))).toBe('rate.exceeded');
  });

  it('threat 21: one item of one customer is verified so often a day, whatever the pace', async () => {
    const clerk = fresh();
    const max = rule('verify.per_item_per_day_max');
    for (let tries = 0; tries < max; tries += 1) {
      expect((await verify('NP03', '1', clerk)).matches).toBeTypeOf('boolean');
      stage.clock.advance({ minutes: 1 });
    }
    const day = businessDate(stage.clock.now());
    const againOn = addToDate(day, { days: 1 });
    await expect(verify('NP03', '2', clerk)).rejects.toMatchObject({
      code: 'rate.exceeded',
      more: {
        remedy: { zh: expect.stringContaining(againOn), en: expect.stringContaining(againOn) },
        facts: { rule: 'verify.per_item_per_day_max', max, againOn },
      },
    });
    expect((await verify('NP08', '13900005678', clerk)).matches, 'another item').toBe(true);
    expect((await verify('NP03', '1', fresh())).item, 'another account').toBe('NP03');
    const next = Temporal.Instant.from(`${againOn}T00:00:00+08:00`).epochMilliseconds;
    stage.clock.advance({ milliseconds: next - stage.clock.now().getTime() - 1 });
    expect(await codeOf(verify('NP03', '1', clerk))).toBe('rate.exceeded');
    stage.clock.advance({ milliseconds: 1 });
    expect((await verify('NP03', '1', clerk)).item).toBe('NP03');
  });
});

function birthOf(number: string): string {
  return `${number.slice(6, 10)}-${number.slice(10, 12)}-${number.slice(12, 14)}`;
}

function toFullWidth(text: string): string {
  return text.replaceAll(/[0-9X]/g, (it) =>
    String.fromCodePoint((it.codePointAt(0) ?? 0) + 0xfee0),
  );
}
