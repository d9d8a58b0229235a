// Journey: what finding and using a customer leaves behind. Who looked can be read, nothing of what was typed or shown stands in
// the log, a value put back does not open, and a page costs no more waits than it must.
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { operations, type Purpose } from '@shouxin/contract';
import { rule } from '@shouxin/contract/items';
import { newId } from '../../src/kernel/crypto/index.ts';
import { testDatabase } from '../database.ts';
import { newNumber, personOf, registered, takenOver } from './people.ts';
import { actorOf, codeOf, openStage, units } from './stage.ts';

const database = await testDatabase();
const stage = await openStage(database);
const { customers } = operations;
const teller = actorOf('teller', 'teller');
const reviewer = actorOf('reviewer', 'reviewer');
const people = { teller, reviewer };
const purpose: Purpose = { code: 'P-ACCT', reference: 'YW-植入-7788' };
const ask = stage.ask(teller);

const open = (customer: string) => ask(customers.view, { customer, purpose });
const timeline = (customer: string, more: object = {}) =>
  ask(customers.timeline, { customer, purpose, ...more });

describe('R1.5.4 the timeline of a customer', () => {
  it('R1.4.1 tells all six stages, newest act first, in words and with people, units and purposes', async () => {
    const customer = await registered(stage, people);
    await open(customer);
    await ask(customers.reveal, { customer, items: ['NP01'], purpose });
    const { items, stages, band, next } = await timeline(customer);
    expect(items.slice(0, 2)).toMatchObject([
      {
        act: 'customers.reveal',
        title: { zh: '查看明文' },
        stage: 'use',
        post: 'teller',
        by: 'teller',
        unit: units.east.name,
        purpose: { zh: '开户与结算' },
        items: ['NP01'],
        shown: 'plain',
        result: 'done',
      },
      { act: 'customers.view', stage: 'use', shown: 'plain' },
    ]);
    const registration = items.find((it) => it.act === 'customers.register');
    expect(registration).toMatchObject({ stage: 'collect', by: 'reviewer' });
    expect(Object.keys(stages)).toEqual([
      'collect',
      'store',
      'use',
      'transfer',
      'share',
      'destroy',
    ]);
    expect(stages['collect']?.count).toBeGreaterThan(1);
    expect(stages['store']).toMatchObject({
      count: 1,
      last: expect.stringMatching(/^2026-11-23T/),
    });
    expect(stages['use']?.count).toBeGreaterThanOrEqual(2);
    expect(stages['destroy']).toEqual({ count: 0, last: null });
    expect([band, next]).toEqual(['1-10', undefined]);
    const again = await timeline(customer);
    expect(again.items[0]).toMatchObject({ act: 'customers.timeline', by: 'teller', items: [] });
  });

  it('answers who has seen one item, and how', async () => {
    const customer = await registered(stage, people);
    const stranger = actorOf('stranger', 'teller', units.west);
    await ask(customers.reveal, { customer, items: ['NP08'], purpose });
    await codeOf(stage.ask(stranger)(customers.reveal, { customer, items: ['NP08'], purpose }));
    await ask(customers.reveal, { customer, items: ['NP06'], purpose });
    const { items } = await timeline(customer, { item: 'NP08' });
    expect(items.every((it) => it.items.includes('NP08'))).toBe(true);
    const seen = items
      .filter((it) => it.act === 'customers.reveal')
      .map((it) => [it.by, it.shown, it.result]);
    expect(seen).toEqual([
      ['stranger', 'refused', 'refused'],
      ['teller', 'plain', 'done'],
    ]);
  });

  it('goes on where the page ended, filtered or not, without losing or repeating an act', async () => {
    const customer = await registered(stage, people);
    for (let times = 0; times < 4; times += 1) await open(customer);
    for (const filter of [{}, { item: 'NP08' }]) {
      const whole = await timeline(customer, { ...filter, limit: 100 });
      const paged: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await timeline(customer, { ...filter, limit: 3, ...(cursor && { cursor }) });
        paged.push(...page.items.map((it) => it.entry));
        cursor = page.next;
      } while (cursor !== undefined);
      const known = whole.items.map((it) => it.entry);
      expect(paged.filter((it) => known.includes(it))).toEqual(known);
      expect(new Set(paged).size).toBe(paged.length);
    }
    expect(await codeOf(timeline(customer, { cursor: 'elsewhere' }))).toBe('input.invalid');
  });

  it('import: a customer who was looked at is in use, and the batch cannot be undone', async () => {
    const [used, unused] = [newId(), newId()];
    const [seen = ''] = await takenOver(stage, [personOf(), personOf()], { batch: used });
    await takenOver(stage, [personOf()], { batch: unused });
    const undo = (batch: string) =>
      stage.runDuty('imports.undo', (call) => stage.customers.undoBatch(call, batch));
    await open(seen);
    expect(await codeOf(undo(used))).toBe('import.in-use');
    expect(await undo(unused)).toBe(1);
    const page = await open(seen);
    expect(page.items.every((it) => it.freshness.state === 'due')).toBe(true);
    expect(page.items[0]?.origin).toMatchObject({
      channel: 'bulk-import',
      source: '城东支行核心系统 · #1',
    });
  });
});

describe('what is left in the log', () => {
  it('promise 2: every search, view, reveal, refusal and comparison is there, and no value of any', async () => {
    const number = newNumber();
    const planted = ['夏侯植入', '13577778888', number, '13577779999', '随手写下的话'];
    const customer = await registered(
      stage,
      people,
      personOf({ NP01: '夏侯植入', NP08: '13577778888', NP10: number }),
    );
    const find = (terms: object) => ask(customers.search, { terms, purpose });
    await find({ by: 'document', documentNumber: number });
    await find({ by: 'mobile', mobile: '13577779999' });
    await find({ by: 'name-branch', name: '夏侯植入' });
    await find({ by: 'number', number: '随手写下的话' });
    await open(customer);
    await ask(customers.reveal, { customer, items: ['NP01', 'NP08'], purpose });
    await ask(customers.verify, { customer, item: 'NP08', value: '13577779999', purpose });
    await timeline(customer, { item: '随手写下的话' });
    const typo = { customer, item: '夏侯植入', value: '13577778888', purpose };
    expect(await codeOf(ask(customers.verify, typo))).toBe('not-found');
    expect(await codeOf(find({ by: 'mobile', mobile: '13577779999', name: '夏侯植入' }))).toBe(
      'input.invalid',
    );
    const { rows } = await sql<{ act: string; body: string }>`
      SELECT act, convert_from(body, 'UTF8') AS body FROM audit.entry`.execute(database.owner.db);
    const acts = new Set(rows.map((row) => row.act));
    for (const act of ['search', 'view', 'reveal', 'verify', 'timeline']) {
      expect(acts).toContain(`customers.${act}`);
    }
    for (const { body } of rows) {
      for (const value of [...planted, '植入-7788']) {
        expect(body).not.toContain(value);
        expect(body).not.toContain(Buffer.from(value).toString('hex'));
        expect(body).not.toContain(Buffer.from(value).toString('base64').replace(/=+$/, ''));
      }
    }
  });
});

describe('SECURITY 2: limits and an owner of the database who bends values', () => {
  it('threat 1: one account reveals so many customers a day, also with many requests at once', async () => {
    const max = rule('read.budget.customers_per_day');
    const all = await takenOver(
      stage,
      Array.from({ length: max + 1 }, () => personOf()),
    );
    const clerk = stage.ask(actorOf('eager', 'teller'));
    const reveal = (customer: string) =>
      clerk(customers.reveal, { customer, items: ['NP01'], purpose });
    const used: number[] = [];
    for (let from = 0; from < max; from += 20) {
      const some = all.slice(from, Math.min(from + 20, max));
      const answers = await Promise.all(some.map(reveal));
      used.push(...answers.map((it) => it.revealsToday.used));
    }
    expect(Math.max(...used)).toBe(max);
    const [first = '', last = ''] = [all[0], all.at(-1)];
    expect(await codeOf(reveal(last))).toBe('disclosure.budget');
    expect(await codeOf(reveal(first))).toBe('no refusal');
    stage.clock.advance({ hours: 24 });
    expect((await reveal(last)).revealsToday).toEqual({ used: 1, max });
  });

  it('threat 3: an older value put back opens nowhere, and the attempt to read it is an entry', async () => {
    const mobile = '13499990001';
    const values = personOf({ CT02: 'before@example.com', NP08: mobile });
    const customer = await registered(stage, people, values);
    await ask(customers.amend, {
      customer,
      values: { CT02: 'after@example.com' },
      ground: '客户更换邮箱',
      purpose: { code: 'P-UPDATE' },
    });
    expect((await open(customer)).items.find((it) => it.item === 'CT02')?.display).toMatch(/^a/);
    const bend = database.owner.pool;
    await bend.query(
      `UPDATE customers.value v SET sealed = old.sealed FROM customers.value old
       WHERE v.customer = $1 AND old.customer = $1 AND v.item = 'CT02' AND old.item = 'CT02'
         AND v.version = 2 AND old.version = 1`,
      [customer],
    );
    const attempts = [
      () => open(customer),
      () => ask(customers.reveal, { customer, items: ['NP01'], purpose }),
      () => ask(customers.verify, { customer, item: 'CT02', value: 'before@example.com', purpose }),
      () => ask(customers.search, { terms: { by: 'mobile', mobile }, purpose }),
    ];
    for (const attempt of attempts) await expect(attempt()).rejects.toThrow(/seal/);
    await bend.query(
      `DELETE FROM customers.value WHERE customer = $1 AND item = 'CT02' AND version = 2`,
      [customer],
    );
    for (const attempt of attempts) await expect(attempt()).rejects.toThrow(/seal/);
    const { items } = await timeline(customer);
    expect(items[0]).toMatchObject({ result: 'failed' });
  });
});

describe('round trips', () => {
  /** Runs with a database that answers in waves: whatever is asked before the last answers came is one wait. */
  async function waitsOf(work: () => Promise<unknown>): Promise<number> {
    const { pool } = database.server;
    const connect = pool.connect.bind(pool);
    let waiting: (() => void)[] = [];
    let waits = 0;
    let timer: NodeJS.Timeout | undefined;
    const release = () => {
      waits += 1;
      for (const go of waiting.splice(0)) go();
    };
    const held = async () => {
      clearTimeout(timer);
      await new Promise<void>((go) => {
        waiting.push(go);
        timer = setTimeout(release, 60);
      });
      return connect();
    };
    Object.assign(pool, { connect: held });
    try {
      await work();
    } finally {
      Object.assign(pool, { connect });
      waiting = [];
    }
    return waits;
  }

  it('a page takes at most three waits beside its entry, and two when its keys are leased', async () => {
    const customer = await registered(stage, people, personOf({ NP17: '20' }));
    const entry = 1;
    stage.keyring.forget(['A10', 'C'].map((it) => ({ subject: customer, class: it })));
    expect(await waitsOf(() => open(customer))).toBe(3 + entry);
    expect(await waitsOf(() => open(customer))).toBe(2 + entry);
    const bare = await registered(stage, people);
    expect(await waitsOf(() => open(bare))).toBe(1 + entry);
  });

  it('counts what it should: one wait after another, and none for what goes at once', async () => {
    const one = () => sql`SELECT 1`.execute(stage.db);
    expect(await waitsOf(() => Promise.all([one(), one(), one()]))).toBe(1);
    expect(await waitsOf(async () => [await one(), await one()])).toBe(2);
  });
});
