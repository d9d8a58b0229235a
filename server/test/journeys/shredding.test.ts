// Journey: a customer, or one retention class of one, is destroyed by order of two persons. Nobody finds or opens it from then on,
// whoever has the link is told so, and a certificate that anybody can check comes last (R3.3.2).
import { verifyCertificate } from '../../../client/src/verify/index.ts';
import { operations, type ShreddingCard } from '@shouxin/contract';
import { sql } from 'kysely';
import { afterAll, describe, expect, it } from 'vitest';
import { openDatabase } from '../../src/kernel/database.ts';
import { proposed, registered } from '../harness-steps.ts';
import { codeOf, openHarness } from '../harness.ts';
import { numberOf } from '../keys-steps.ts';
import { personOf } from './people.ts';

const harness = await openHarness({ customers: 3 });
const owner = openDatabase(harness.urls.ownerUrl, { connectionsMax: 1 });
afterAll(() => owner.close());
const { approvals, customers, shredding } = operations;
const [security, dpo, teller, reviewer] = [
  await harness.as('security'),
  await harness.as('dpo'),
  await harness.as('teller'),
  await harness.as('reviewer'),
];
const pair = { teller, reviewer };
const purpose = { code: 'P-ACCT' };

async function order(number: string, only?: string): Promise<string> {
  await security.stepUp();
  const input = { number, ground: '客户要求删除', ...(only && { class: only }) };
  return (await security.call(shredding.propose, input)).proposal;
}

const newest = async (): Promise<ShreddingCard | undefined> =>
  (await dpo.call(shredding.list, { limit: 1 })).items[0];

async function reached(state: ShreddingCard['state']): Promise<ShreddingCard> {
  for (let tries = 0; tries < 400; tries += 1) {
    const card = await newest();
    if (card?.state === state) return card;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error(`no shredding came to ${state}`);
}

/** Until the leases have ended, and what runs by the clock has run. */
async function certified(): Promise<ShreddingCard> {
  const { effectiveAt } = await reached('waiting');
  await harness.app.shredding.certifyDue();
  expect((await newest())?.state).toBe('waiting');
  expect(effectiveAt).not.toBeNull();
  harness.clock.advance({ seconds: 61 });
  await harness.app.shredding.certifyDue();
  return reached('certified');
}

async function rowsOf(customer: string): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    SELECT (SELECT count(*) FROM customers.customer WHERE customer = ${customer})
      + (SELECT count(*) FROM customers.value WHERE customer = ${customer})
      + (SELECT count(*) FROM customers.revision WHERE customer = ${customer})
      + (SELECT count(*) FROM customers.fingerprint WHERE customer = ${customer})
      + (SELECT count(*) FROM customers.document WHERE customer = ${customer})
      + (SELECT count(*) FROM vault.object WHERE subject = ${customer})
      + (SELECT count(*) FROM vault.chunk WHERE subject = ${customer}) AS n`.execute(owner.db);
  return rows[0]?.n ?? -1;
}

async function certificateOf(id: string): Promise<string> {
  const file = await security.call(shredding.certificate, { shredding: id });
  return (await file.blob()).text();
}

describe('R3.3.2 a whole customer', () => {
  const values = personOf({ NP08: '13900007788', CT02: 'zhuge@example.com' });
  let [customer, number, registration] = ['', '', ''];

  it('is proposed with a fresh code by its number, and shown to the officer by what keeps it', async () => {
    const it = await proposed(teller, { values });
    registration = it.proposal;
    const { card } = await reviewer.call(approvals.approve, { proposal: it.proposal });
    customer = card.subject.id ?? '';
    number = await numberOf(pair, customer);
    const input = { number, ground: '客户要求删除' };
    expect(await codeOf(security.call(shredding.propose, input))).toBe('identity.step-up-required');
    const proposal = await order(number.toLowerCase().replaceAll('-', ''));
    expect(await codeOf(security.call(approvals.approve, { proposal }))).toMatch(/^approvals\./);
    const { items } = await dpo.call(approvals.view, { proposal });
    const text = JSON.stringify(items);
    for (const word of [number, '反洗钱法第34条', '同意撤回或目的实现即止', '客户要求删除'])
      expect(text).toContain(word);
    for (const word of ['诸葛', '13900007788']) expect(text).not.toContain(word);
    await dpo.call(approvals.reject, { proposal, reason: '尚在业务关系中' });
    expect(await newest()).toBeUndefined();
    expect(await rowsOf(customer)).toBeGreaterThan(10);
  });

  it('is gone with the approval; the certificate comes when no lease can be in use, and verifies offline', async () => {
    await dpo.call(approvals.approve, { proposal: await order(number) });
    expect(await rowsOf(customer)).toBe(0);
    expect(await codeOf(security.call(shredding.certificate, { shredding: (await newest())?.shredding ?? '' }))).toBe('shredding.not-certified'); // prettier-ignore
    const card = await certified();
    expect(card).toMatchObject({ number, class: null });
    const { certificate } = await dpo.call(shredding.view, { shredding: card.shredding });
    expect(certificate).toMatchObject({ customer: number, proposedBy: 'security', approvedBy: 'dpo' }); // prettier-ignore
    expect(certificate?.keys.map((key) => key.class).toSorted()).toEqual(['A10', 'C']);
    const { rows } = await sql<{ state: string; wrapped: Buffer | null }>`
      SELECT state, wrapped FROM keys.customer_key WHERE subject = ${customer}`.execute(owner.db);
    expect(rows.every((row) => row.state === 'destroyed' && row.wrapped === null)).toBe(true);
    const text = await certificateOf(card.shredding);
    const trust = { vkey: harness.app.verificationKey };
    expect(verifyCertificate(Buffer.from(text), trust)).toMatchObject({
      kind: 'valid',
      statement: { customer: number },
    });
    const bent = text.replaceAll(number, 'C-0000-0000');
    expect(bent).not.toBe(text);
    expect(verifyCertificate(Buffer.from(bent), trust).kind).toBe('refused');
  });

  it('is found by nothing; the link says that it was destroyed, and when', async () => {
    for (const terms of [
      { by: 'mobile' as const, mobile: '13900007788' },
      { by: 'number' as const, number },
    ]) {
      const { items } = await teller.call(customers.search, { terms, purpose });
      expect(items).toEqual([]);
    }
    const opening = teller.call(customers.view, { customer, purpose });
    await expect(opening).rejects.toMatchObject({
      code: 'customers.destroyed',
      problem: { facts: { destroyedOn: expect.stringMatching(/^2026-11-2\d$/) } },
    });
    const ask = { customer, items: ['NP01'], purpose };
    expect(await codeOf(teller.call(customers.reveal, ask))).toBe('not-found');
    expect(await codeOf(order(number))).toBe('customers.destroyed');
  });

  it('frees the document; what was decided about it before still opens, and the log verifies', async () => {
    const again = await registered(pair, { values });
    expect(again).not.toBe(customer);
    const before = await reviewer.call(approvals.view, { proposal: registration });
    expect(before.card.state).toBe('approved');
    const auditor = await harness.as('auditor');
    const report = await auditor.call(operations.audit.check, {});
    expect(report).toMatchObject({ intact: true, findings: [] });
  });
});

describe('R3.3.2 one retention class', () => {
  it('goes alone: the rest opens under a new seal, and nothing of the class is kept again', async () => {
    const values = personOf({ NP08: '13900007799', CT02: 'kept@example.com' });
    const customer = await registered(pair, { values });
    const number = await numberOf(pair, customer);
    expect(await codeOf(order(number, 'A10'))).toBe('shredding.whole-only');
    expect(await codeOf(order(number, 'S20'))).toBe('shredding.not-held');
    await dpo.call(approvals.approve, { proposal: await order(number, 'C') });
    const card = await certified();
    expect(card).toMatchObject({ class: 'C' });
    const view = await teller.call(customers.view, { customer, purpose });
    expect(view.items.map(({ item }) => item)).not.toContain('CT02');
    const shown = await teller.call(customers.reveal, { customer, items: ['NP01'], purpose });
    expect(shown.items[0]?.display).toBe(values['NP01']);
    const terms = { by: 'mobile' as const, mobile: '13900007799' };
    expect((await teller.call(customers.search, { terms, purpose })).items).toHaveLength(1);
    const change = { customer, ground: '客户补充', purpose: { code: 'P-UPDATE' } };
    const returning = { ...change, values: { CT02: 'again@example.com' } };
    expect(await codeOf(teller.call(customers.amend, returning))).toBe('customers.destroyed');
    await teller.call(customers.amend, { ...change, values: { NP08: '13900007800' } });
    const text = await certificateOf(card.shredding);
    const trust = { vkey: harness.app.verificationKey };
    expect(verifyCertificate(Buffer.from(text), trust).kind).toBe('valid');
  });
});

describe('R3.3.2 what is refused', () => {
  it('a number of nobody, no number, a change that waits, and an approval that comes twice', async () => {
    expect(await codeOf(order('C-0000-0000'))).toBe('not-found');
    expect(await codeOf(order('诸葛青云'))).toBe('input.invalid');
    const customer = await registered(pair);
    const number = await numberOf(pair, customer);
    const [first, second] = [await order(number), await order(number)];
    const { NP10 } = personOf();
    const change = {
      values: { NP10: NP10 ?? '' },
      ground: '换发证件',
      purpose: { code: 'P-UPDATE' },
    };
    const amend = await teller.call(customers.amend, { customer, ...change });
    expect(await codeOf(order(number))).toBe('customers.pending');
    expect(await codeOf(dpo.call(approvals.approve, { proposal: first }))).toBe(
      'customers.pending',
    );
    const waiting = 'proposal' in amend ? amend.proposal : '';
    await reviewer.call(approvals.reject, { proposal: waiting, reason: '证件影像不清' });
    await dpo.call(approvals.approve, { proposal: first });
    expect(await codeOf(dpo.call(approvals.approve, { proposal: second }))).toBe('not-found');
    await certified();
  });

  it('a row of the ledgers: the server adds and never changes, and takes out only what is ordered', async () => {
    const server = openDatabase(harness.urls.serverUrl, { connectionsMax: 1 });
    const denied = [
      sql`UPDATE shredding.shredding SET number = 'C-1111-1111'`,
      sql`DELETE FROM shredding.certificate`,
      sql`DELETE FROM customers.customer`,
    ];
    for (const one of denied)
      await expect(one.execute(server.db)).rejects.toThrow('permission denied');
    const unordered = sql`SELECT shredding.erase(gen_random_uuid())`.execute(server.db);
    await expect(unordered).rejects.toThrow('SQLSTATE P0002');
    await server.close();
  });
});
