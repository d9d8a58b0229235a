// Journey: something about a customer changes. What identifies the person waits, masked, on the row until a second person
// compared old and new; what does not is changed at once; both leave the old version, a new seal and an entry.
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { operations, type ItemValues } from '@shouxin/contract';
import { testDatabase } from '../database.ts';
import { sealedRowOf } from '../../src/records/customers/index.ts';
import { jpeg, newNumber, personOf, registered } from './people.ts';
import { actorOf, codeOf, dumpOf, openStage, units } from './stage.ts';

const database = await testDatabase();
const stage = await openStage(database);
const { approvals, customers } = operations;
const teller = actorOf('teller', 'teller');
const colleague = actorOf('colleague', 'teller');
const stranger = actorOf('stranger', 'teller', units.west);
const reviewer = actorOf('reviewer', 'reviewer');
const asReviewer = stage.ask(reviewer);
const purpose = { code: 'P-UPDATE' };
const people = { teller, reviewer };

const register = (values?: ItemValues) => registered(stage, people, values);

async function kept(customer: string) {
  const [found] = await stage.customers.load(stage.db, { by: 'customer', customers: [customer] });
  if (!found) throw new Error('no such customer');
  return found;
}

const versionOf = async (customer: string, item: string) =>
  (await kept(customer)).values.find((value) => value.item === item)?.version;

function amend(customer: string, values: ItemValues, as = teller) {
  return stage.ask(as)(customers.amend, {
    customer,
    values,
    ground: '客户持新证件到柜面',
    purpose,
  });
}

async function proposedBy(work: ReturnType<typeof amend>): Promise<string> {
  const answer = await work;
  if (!('proposal' in answer)) throw new Error('nothing was proposed');
  return answer.proposal;
}

async function foundBy(sought: { index: 'mobile'; number: string }): Promise<string[]> {
  const tags = await stage.vault.fingerprint.candidates(sought);
  const asked = [{ index: 'mobile', tags, max: 50 }];
  const found = await stage.customers.find(stage.db, { by: 'tag', asked });
  return found.map((it) => it.customer);
}

describe('R2.4.2 amending what identifies a person', () => {
  it('waits on the row for a second person, who sees old and new side by side', async () => {
    const customer = await register(personOf({ NP08: '13911110001' }));
    const proposal = await proposedBy(amend(customer, { NP08: '139 1111 0002' }));
    expect(await versionOf(customer, 'NP08')).toBe(1);
    const { pending } = await kept(customer);
    expect(pending).toMatchObject([{ item: 'NP08', version: 2, proposal, by: 'teller' }]);
    const opened = await asReviewer(approvals.view, { proposal });
    expect(opened.items).toMatchObject([
      { item: 'NP08', dualCheck: true, current: '13911110001', proposed: '13911110002' },
    ]);
    expect(opened.images).toHaveLength(1);

    await asReviewer(approvals.approve, { proposal });
    const after = await kept(customer);
    expect(after.pending).toEqual([]);
    expect(after.values.find((value) => value.item === 'NP08')).toMatchObject({
      version: 2,
      revision: 2,
      origin: { account: teller.id, proposal },
    });
    await expect(
      stage.vault.sealer.checkRows(stage.db, [sealedRowOf(after)]),
    ).resolves.toBeUndefined();
    expect(await foundBy({ index: 'mobile', number: '13911110002' })).toContain(customer);
    expect(await foundBy({ index: 'mobile', number: '13911110001' })).not.toContain(customer);
  });

  it('a new document takes the place of the old one, which becomes free again', async () => {
    const old = newNumber();
    const customer = await register(personOf({ NP10: old }));
    const passport = { NP09: '10', NP10: 'E12345678', NP12: '测试签发机关', NP02: 'ZHUGE QINGYUN' };
    const proposal = await proposedBy(
      amend(customer, { ...passport, NP04: 'SGP', NP11: { from: '2021-01-01', to: '2031-01-01' } }),
    );
    const { items } = await asReviewer(approvals.view, { proposal });
    const kinds = items.find((it) => it.item === 'NP09');
    expect(kinds).toMatchObject({
      current: { zh: '居民身份证', en: 'Resident identity card' },
      proposed: { en: expect.stringContaining('passport') as string },
    });
    await asReviewer(approvals.approve, { proposal });
    expect(await stage.customers.isRegistered(stage.db, { NP09: '10', NP10: 'E12345678' })).toBe(
      true,
    );
    expect(await stage.customers.isRegistered(stage.db, { NP09: '01', NP10: old })).toBe(false);
  });

  it('refuses a document that is somebody else’s, and changes nothing', async () => {
    const number = newNumber();
    await register(personOf({ NP10: number }));
    const customer = await register();
    const proposal = await proposedBy(amend(customer, { NP10: number }));
    expect(await codeOf(asReviewer(approvals.approve, { proposal }))).toBe('customers.duplicate');
    expect(await versionOf(customer, 'NP10')).toBe(1);
    expect((await kept(customer)).revision).toBe(1);
  });

  it('refuses the proposer as reviewer, and a second change of an item that waits already', async () => {
    const customer = await register();
    const proposal = await proposedBy(amend(customer, { NP01: '诸葛青山' }));
    const self = { ...teller, post: 'reviewer' } as const;
    expect(await codeOf(stage.ask(self)(approvals.approve, { proposal }))).toBe(
      'approvals.same-person',
    );
    expect(await codeOf(amend(customer, { NP01: '诸葛青海' }, colleague))).toBe(
      'customers.pending',
    );
    const both = ['13900009991', '13900009992'].map((NP08) => amend(customer, { NP08 }, colleague));
    expect((await Promise.all(both.map(codeOf))).toSorted()).toEqual([
      'customers.pending',
      'no refusal',
    ]);
  });

  it('is stale when the item moved in between, whoever moved it', async () => {
    const customer = await register();
    const proposal = await proposedBy(amend(customer, { NP01: '诸葛青山' }));
    await database.owner.pool.query(
      `INSERT INTO customers.value SELECT customer, item, version + 1, revision, sealed, class, retention, basis, verified_at, method
       FROM customers.value WHERE customer = $1 AND item = 'NP01'`,
      [customer],
    );
    expect(await codeOf(asReviewer(approvals.approve, { proposal }))).toBe('approvals.stale');
  });

  it('takes the pending change off the row when it is rejected', async () => {
    const customer = await register();
    const proposal = await proposedBy(amend(customer, { NP01: '诸葛青山' }));
    await asReviewer(approvals.reject, { proposal, reason: '影像上不是这个名字' });
    expect((await kept(customer)).pending).toEqual([]);
    expect(await versionOf(customer, 'NP01')).toBe(1);
    await expect(amend(customer, { NP01: '诸葛青山' })).resolves.toMatchObject({
      state: 'pending',
    });
  });

  it('is not undone by approving it again after somebody deleted the decision', async () => {
    const customer = await register();
    const proposal = await proposedBy(amend(customer, { NP01: '诸葛青山' }));
    await asReviewer(approvals.approve, { proposal });
    await database.owner.pool.query('DELETE FROM approvals.decision WHERE proposal = $1', [
      proposal,
    ]);
    expect(await codeOf(asReviewer(approvals.approve, { proposal }))).toBe('approvals.stale');
    expect(await versionOf(customer, 'NP01')).toBe(2);
  });
});

describe('R1.4.3 amending the rest', () => {
  it('applies at once, keeps the version before, and says who and why in the log', async () => {
    const customer = await register();
    const answer = await amend(customer, { CT02: 'Zhuge@EXAMPLE.com', NP05: { code: '4' } });
    expect(answer).toMatchObject({ state: 'applied' });
    const after = await kept(customer);
    expect(after.revision).toBe(2);
    const { rows } = await sql<{ version: number }>`
      SELECT version FROM customers.value WHERE customer = ${customer} AND item = 'NP05' ORDER BY version`.execute(
      stage.db,
    );
    expect(rows.map((row) => row.version)).toEqual([1, 2]);
    const { entries } = await stage.audit.read(
      { trail: after.trail, act: 'customers.amend' },
      { limit: 5 },
    );
    expect(entries[0]?.entry).toMatchObject({
      items: { CT02: 'written', NP05: 'written' },
      commitments: { row: Buffer.from(after.seal).toString('hex') },
    });
    expect(entries[0]?.entry.detail).toBeDefined();
    expect(await dumpOf(database.owner.db)).not.toContain('客户持新证件到柜面');
  });

  it('adds an image of the new document, which the reviewer can open', async () => {
    const customer = await register();
    const ask = stage.ask(teller);
    const file = { type: 'image/jpeg', content: jpeg('second', 70_000) };
    await ask(customers.addImage, { customer, side: 'back' }, file);
    const { image } = await ask(customers.addImage, { customer, side: 'back' }, file);
    const values = { NP11: { from: '2026-05-01', to: '2046-05-01' } };
    const images = [{ image, side: 'back' }];
    const proposal = await proposedBy(
      ask(customers.amend, { customer, values, images, ground: '换证', purpose }),
    );
    const seen = await asReviewer(approvals.view, { proposal });
    expect(seen.images.map((it) => [it.side, it.isNew])).toEqual([
      ['back', true],
      ['front', undefined],
    ]);
    expect(seen.items.find((it) => it.item === 'NP13')).toMatchObject({
      current: { zh: '正面 1 张' },
      proposed: { zh: '反面 1 张', en: '1 back' },
    });
    const opened = await asReviewer(approvals.image, { proposal, image });
    expect(
      Buffer.concat(await Array.fromAsync(opened.content as AsyncIterable<Uint8Array>)),
    ).toHaveLength(70_000);
    await asReviewer(approvals.approve, { proposal });
    expect(await versionOf(customer, 'NP13')).toBe(2);
    const alien = [{ image: customer, side: 'back' }];
    expect(
      await codeOf(
        ask(customers.amend, { customer, values, images: alien, ground: '换证', purpose }),
      ),
    ).toBe('not-found');
  });

  it('R2.4.2 an image alone waits for the reviewer as well, and leaves the other side as it was', async () => {
    const customer = await register();
    const ask = stage.ask(teller);
    const file = { type: 'image/jpeg', content: jpeg('renewed') };
    const propose = async (side: 'front' | 'back') => {
      const { image } = await ask(customers.addImage, { customer, side }, file);
      const images = [{ image, side }];
      const ground = '补拍证件影像';
      return proposedBy(ask(customers.amend, { customer, values: {}, images, ground, purpose }));
    };
    const first = await propose('back');
    expect((await kept(customer)).pending).toMatchObject([{ item: 'NP13' }]);
    await asReviewer(approvals.approve, { proposal: first });
    const second = await propose('front');
    const { items } = await asReviewer(approvals.view, { proposal: second });
    expect(items).toMatchObject([{ item: 'NP13', current: { en: '1 front, 1 back' } }]);
  });

  it('R2.4.4 takes so many images a day, and not so many a lifetime', async () => {
    const customer = await register();
    const add = () =>
      stage.ask(teller)(
        customers.addImage,
        { customer, side: 'front' },
        { type: 'image/jpeg', content: jpeg('again') },
      );
    const outcomes = [];
    for (let count = 0; count < 6; count += 1) outcomes.push(await codeOf(add()));
    expect(new Set(outcomes.slice(0, 5))).toEqual(new Set(['no refusal']));
    expect(outcomes[5]).toBe('input.too-large');
    stage.clock.advance({ hours: 25 });
    expect(await codeOf(add())).toBe('no refusal');
  });

  it('promise 1: shows no value and no image of a proposal that is decided', async () => {
    const customer = await register(personOf({ NP08: '13911110011' }));
    const proposal = await proposedBy(amend(customer, { NP08: '13911110012' }));
    const { images } = await asReviewer(approvals.view, { proposal });
    await asReviewer(approvals.reject, { proposal, reason: '与证件不符' });
    const opened = await asReviewer(approvals.view, { proposal });
    expect(opened.card).toMatchObject({ state: 'rejected', reason: '与证件不符' });
    expect([...opened.items, ...opened.images]).toEqual([]);
    const image = images[0]?.image ?? '';
    expect(await codeOf(asReviewer(approvals.image, { proposal, image }))).toBe(
      'approvals.decided',
    );
  });

  it('R2.4.1 checks what is amended, and not what is not', async () => {
    const customer = await register(personOf({ NP11: { from: '2016-11-24', to: '2026-11-24' } }));
    stage.clock.advance({ hours: 72 });
    await expect(amend(customer, { NP08: '13911119999' })).resolves.toMatchObject({
      state: 'pending',
    });
    expect(await codeOf(amend(customer, { NP11: { from: '2016-11-24', to: '2026-11-24' } }))).toBe(
      'collection.invalid-values',
    );
    expect(await codeOf(amend(customer, { CT02: 'not an address' }))).toBe(
      'collection.invalid-values',
    );
  });

  it('R2.4.1 checks against the whole record, which only the review opens', async () => {
    const customer = await register();
    const proposal = await proposedBy(amend(customer, { NP03: '2' }));
    expect(await codeOf(asReviewer(approvals.approve, { proposal }))).toBe(
      'collection.invalid-values',
    );
    expect(await versionOf(customer, 'NP03')).toBe(1);
  });

  it('R1.2.3 refuses what may not be collected here either, and reports it', async () => {
    const customer = await register();
    expect(await codeOf(amend(customer, { NP26: '植入的信仰' }))).toBe('collection.forbidden-item');
    expect(await codeOf(amend(customer, { AC01: '6222020000000000018' }))).toBe(
      'collection.unlisted-item',
    );
    expect(await codeOf(amend(customer, { AU04: '植入的密码' }))).toBe('collection.never-persist');
    const { rows } = await sql<{
      item: string;
    }>`SELECT item FROM collection.over_collection`.execute(stage.db);
    expect(rows.map((row) => row.item).toSorted()).toEqual(['AC01', 'AU04', 'NP26']);
    const dump = await dumpOf(database.owner.db);
    expect(dump).not.toContain('植入');
  });

  it('R4.1.2 is for tellers of the customer’s branch', async () => {
    const customer = await register();
    expect(await codeOf(amend(customer, { CT02: 'a@example.com' }, stranger))).toBe(
      'policy.denied',
    );
    await expect(amend(customer, { CT02: 'a@example.com' }, colleague)).resolves.toMatchObject({
      state: 'applied',
    });
    const file = { type: 'image/jpeg', content: jpeg() };
    expect(
      await codeOf(stage.ask(stranger)(customers.addImage, { customer, side: 'front' }, file)),
    ).toBe('policy.denied');
  });
});
