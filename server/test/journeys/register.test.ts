// Journey: a customer comes to the counter. The teller shows the notice, captures, submits; the reviewer compares entry and
// image and decides; nothing that may not be collected gets in, and nothing that was typed stands anywhere in clear.
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { operations, type ItemValues } from '@shouxin/contract';
import { testDatabase } from '../database.ts';
import { jpeg, noticed, personOf, proposed, submissionOf } from './people.ts';
import { actorOf, codeOf, dumpOf, openStage, units } from './stage.ts';

const database = await testDatabase();
const stage = await openStage(database);
const { approvals, collection } = operations;
const teller = actorOf('teller', 'teller');
const colleague = actorOf('colleague', 'teller');
const reviewer = actorOf('reviewer', 'reviewer');
const elsewhere = actorOf('elsewhere', 'reviewer', units.west);
const asTeller = stage.ask(teller);
const asReviewer = stage.ask(reviewer);

async function customersNow(): Promise<number> {
  const { rows } = await sql<{ n: number }>`SELECT count(*) AS n FROM customers.customer`.execute(
    stage.db,
  );
  return rows[0]?.n ?? 0;
}

describe('a teller registers and a reviewer approves', () => {
  it('R2.4.2 makes no customer before the second person approved, and one customer then', async () => {
    const before = await customersNow();
    const { proposal, values, intake } = await proposed(stage, teller, {
      given: ['marketing-sms'],
    });
    expect(await customersNow()).toBe(before);

    const opened = await asReviewer(approvals.view, { proposal });
    const shown = Object.fromEntries(opened.items.map((it) => [it.item, it.proposed]));
    expect(shown).toMatchObject({ NP01: '诸葛青云', NP10: values['NP10'], NP08: '13900001234' });
    expect(opened.items.filter((it) => it.dualCheck).map((it) => it.item)).toEqual(
      expect.arrayContaining(['NP01', 'NP08', 'NP09', 'NP10', 'NP11']),
    );
    const [front] = opened.images;
    const file = await asReviewer(approvals.image, { proposal, image: front?.image });
    const pieces = await Array.fromAsync(file.content as AsyncIterable<Uint8Array>);
    expect(Buffer.concat(pieces).equals(jpeg())).toBe(true);

    const { card } = await asReviewer(approvals.approve, { proposal });
    expect(card).toMatchObject({ state: 'approved', decidedBy: { displayName: 'reviewer' } });
    expect(await customersNow()).toBe(before + 1);
    const done = await asTeller(collection.intake, { intake: intake.intake });
    expect(done.state).toBe('registered');
    expect(done.number).toMatch(/^C-/);
    expect(done.draft).toBeUndefined();
  });

  it('R2.1.3 records what was chosen, and what was not chosen as a refusal', async () => {
    const { proposal, intake } = await proposed(stage, teller, { given: ['marketing-sms'] });
    await asReviewer(approvals.approve, { proposal });
    const { rows } = await sql<{ customer: string }>`
      SELECT customer FROM intake.intake WHERE intake = ${intake.intake}`.execute(stage.db);
    const subject = rows[0]?.customer ?? '';
    const standings = (await stage.consent.standingsOf(stage.db, [subject])).get(subject) ?? [];
    const states = Object.fromEntries(standings.map((it) => [it.consent, it.state]));
    expect(states).toEqual({
      care: 'refused',
      'marketing-phone': 'refused',
      'marketing-sms': 'given',
      'marketing-app': 'refused',
    });
  });

  it('R2.4.2 refuses a second approval, and makes nothing twice', async () => {
    const { proposal } = await proposed(stage, teller);
    const both = [
      asReviewer(approvals.approve, { proposal }),
      asReviewer(approvals.approve, { proposal }),
    ];
    const codes = await Promise.all(both.map(codeOf));
    expect(codes.toSorted()).toEqual(['approvals.decided', 'no refusal']);
    const before = await customersNow();
    expect(await codeOf(asReviewer(approvals.approve, { proposal }))).toBe('approvals.decided');
    await database.owner.pool.query('DELETE FROM approvals.decision WHERE proposal = $1', [
      proposal,
    ]);
    expect(await codeOf(asReviewer(approvals.approve, { proposal }))).toBe('approvals.stale');
    expect(await customersNow()).toBe(before);
  });

  it('R2.4.2 refuses the proposer, another branch and another post as reviewer', async () => {
    const { proposal } = await proposed(stage, teller);
    const self = { ...teller, post: 'reviewer' } as const;
    expect(await codeOf(stage.ask(self)(approvals.approve, { proposal }))).toBe(
      'approvals.same-person',
    );
    expect(await codeOf(stage.ask(self)(approvals.view, { proposal }))).toBe(
      'approvals.same-person',
    );
    expect(await codeOf(stage.ask(elsewhere)(approvals.approve, { proposal }))).toBe(
      'approvals.not-reviewer',
    );
    expect(await codeOf(stage.ask(elsewhere)(approvals.view, { proposal }))).toBe(
      'approvals.not-reviewer',
    );
    expect(await codeOf(asTeller(approvals.approve, { proposal }))).toBe('identity.not-permitted');
    const owner = actorOf('owner', 'owner');
    expect(await codeOf(stage.ask(owner)(approvals.approve, { proposal }))).toBe(
      'approvals.not-reviewer',
    );
  });

  it('R2.4.2 rejects with a reason that the proposer reads, and gives the draft back', async () => {
    const { proposal, intake, values } = await proposed(stage, teller);
    const reason = '影像与姓名不符，请核对原件';
    await asReviewer(approvals.reject, { proposal, reason });
    const mine = await asTeller(approvals.mine, {});
    expect(mine.items.find((it) => it.proposal === proposal)).toMatchObject({
      state: 'rejected',
      reason,
    });
    const back = await asTeller(collection.intake, { intake: intake.intake });
    expect(back.state).toBe('rejected');
    expect(back.draft?.['NP10']).toBe(values['NP10']);
    const again = await asTeller(collection.submit, submissionOf(intake, values));
    await asReviewer(approvals.approve, { proposal: again.proposal });
    expect(await dumpOf(database.owner.db)).not.toContain(reason);
  });

  it('R2.4.2 drops a proposal that nobody decided in time', async () => {
    const { proposal, intake } = await proposed(stage, teller);
    stage.clock.advance({ hours: 73 });
    const listed = await asReviewer(approvals.list, {});
    expect(listed.items.map((it) => it.proposal)).not.toContain(proposal);
    expect(await codeOf(asReviewer(approvals.approve, { proposal }))).toBe('approvals.decided');
    expect(
      await stage.runDuty('approvals.expire', (call) => stage.approvals.expire(call)),
    ).toBeGreaterThan(0);
    expect((await asTeller(collection.intake, { intake: intake.intake })).state).toBe('rejected');
  });
});

describe('what stands in the way of a registration', () => {
  const draft = { NP01: '诸葛青云' };

  it('R2.1.2 refuses the first value before the notice was shown to its end', async () => {
    const begun = await asTeller(collection.begin, { list: 'CS-01', purpose: { code: 'P-ACCT' } });
    const { intake, notice } = begun;
    expect(await codeOf(asTeller(collection.saveDraft, { intake, values: draft }))).toBe(
      'consent.notice-not-shown',
    );
    const file = { type: 'image/jpeg', content: jpeg() };
    expect(await codeOf(asTeller(collection.addImage, { intake, side: 'front' }, file))).toBe(
      'consent.notice-not-shown',
    );
    const short = {
      intake,
      hash: notice.hash,
      language: 'zh',
      shownSeconds: 1,
      reachedEnd: false,
      printed: false,
    };
    expect((await asTeller(collection.showNotice, short)).noticeShown).toBe(false);
    expect(await codeOf(asTeller(collection.saveDraft, { intake, values: draft }))).toBe(
      'consent.notice-not-shown',
    );
    const other = { ...short, hash: '0'.repeat(64) };
    expect(await codeOf(asTeller(collection.showNotice, other))).toBe('consent.notice-changed');
  });

  it('R2.3.3 refuses choices made before another text than the one in force', async () => {
    const intake = await noticed(stage, teller);
    await asTeller(
      collection.addImage,
      { intake: intake.intake, side: 'front' },
      { type: 'image/jpeg', content: jpeg() },
    );
    const submission = { ...submissionOf(intake, personOf()), shownHash: 'f'.repeat(64) };
    expect(await codeOf(asTeller(collection.submit, submission))).toBe('consent.notice-changed');
  });

  const excessive: [string, ItemValues, string][] = [
    ['R1.2.3 a forbidden item', { NP26: '植入的宗教' }, 'collection.forbidden-item'],
    ['R1.2.3 an item this list forbids', { NP21: '植入的配偶' }, 'collection.forbidden-item'],
    ['R2.2.2 an unlisted item', { AC01: '6222020000000000018' }, 'collection.unlisted-item'],
    ['R1.2.3 an item that is never kept', { AU02: '植入的码' }, 'collection.never-persist'],
    ['R1.2.3 a forbidden part', { FN01: { amount: '8765432' } }, 'collection.forbidden-item'],
  ];
  it.each(excessive)(
    '%s is refused in draft and submission, reported, and kept nowhere',
    async (_, values, code) => {
      const intake = await noticed(stage, teller);
      expect(await codeOf(asTeller(collection.saveDraft, { intake: intake.intake, values }))).toBe(
        code,
      );
      const whole = submissionOf(intake, { ...personOf(), ...values });
      expect(await codeOf(asTeller(collection.submit, whole))).toBe(code);
      const cases = await stage.ask(actorOf('dpo', 'dpo'))(collection.overCollection, {
        limit: 100,
      });
      const [item = ''] = Object.keys(values);
      expect(cases.items.some((it) => it.item.startsWith(item) && it.count >= 2)).toBe(true);
      const dump = await dumpOf(database.owner.db);
      const planted = Object.values(values).flatMap((value) =>
        typeof value === 'string' ? value : Object.values(value),
      );
      for (const value of planted) expect(dump).not.toContain(value);
    },
  );

  it('R2.4.1 says how to mend what is wrong, and keeps nothing of it', async () => {
    const intake = await noticed(stage, teller);
    await asTeller(
      collection.addImage,
      { intake: intake.intake, side: 'front' },
      { type: 'image/jpeg', content: jpeg() },
    );
    const wrong = personOf({ NP10: '310115198801019971' });
    const refused = await asTeller(collection.submit, submissionOf(intake, wrong)).catch(
      (error: unknown) => error,
    );
    expect(refused).toMatchObject({
      code: 'collection.invalid-values',
      more: { reasons: [{ item: 'NP10', code: 'ID_CHECK_DIGIT' }] },
    });
  });

  it('I9.12 (PIPL 31) asks for the guardian of a child under 14', async () => {
    const intake = await noticed(stage, teller);
    await asTeller(
      collection.addImage,
      { intake: intake.intake, side: 'front' },
      { type: 'image/jpeg', content: jpeg() },
    );
    const child = personOf({
      NP10: '310115201601019975',
      NP05: { code: '8', text: '学生' },
      NP11: { from: '2024-05-01', to: '2029-05-01' },
    });
    const refused = await asTeller(collection.submit, submissionOf(intake, child)).catch(
      (error: unknown) => error,
    );
    expect(refused).toMatchObject({ code: 'collection.invalid-values' });
    expect(JSON.stringify(refused)).toContain('GUARDIAN_MISSING');
  });

  it('R2.4.4 (办法 49) asks for the image of the document, and for a file that is what it says', async () => {
    const intake = await noticed(stage, teller);
    expect(await codeOf(asTeller(collection.submit, submissionOf(intake, personOf())))).toBe(
      'collection.image-required',
    );
    const side = { intake: intake.intake, side: 'front' };
    const html = { type: 'image/jpeg', content: Buffer.from('<script>alert(1)</script>') };
    expect(await codeOf(asTeller(collection.addImage, side, html))).toBe('input.unsupported-type');
    const lying = { type: 'image/png', content: jpeg() };
    expect(await codeOf(asTeller(collection.addImage, side, lying))).toBe('input.unsupported-type');
    const empty = { type: 'image/jpeg', content: Buffer.alloc(0) };
    for (const file of [html, lying, empty]) {
      const why = await asTeller(collection.addImage, side, file).catch((it: unknown) => it);
      expect(why).toMatchObject({
        more: { remedy: { zh: expect.stringMatching(/JPG、PNG 或 PDF，不超过 8 MB/) } },
      });
    }
    const large = { type: 'image/jpeg', content: jpeg('large', 9 * 1024 * 1024) };
    expect(await codeOf(asTeller(collection.addImage, side, large))).toBe('input.too-large');
  });

  it('R1.2.5 refuses a document that is registered already', async () => {
    const { proposal, values } = await proposed(stage, teller);
    const twin = await proposed(stage, colleague, { values });
    await asReviewer(approvals.approve, { proposal });
    expect(await codeOf(asReviewer(approvals.approve, { proposal: twin.proposal }))).toBe(
      'customers.duplicate',
    );
    expect(await codeOf(proposed(stage, teller, { values }))).toBe('customers.duplicate');
  });

  it("shows an intake to nobody but its teller, and keeps the teller's draft", async () => {
    stage.clock.advance({ seconds: 1 });
    const { intake } = await noticed(stage, teller);
    await asTeller(collection.saveDraft, { intake, values: { ...draft, NP08: '13911112222' } });
    expect((await asTeller(collection.intake, { intake })).draft).toEqual({
      NP01: '诸葛青云',
      NP08: '13911112222',
    });
    expect(await codeOf(stage.ask(colleague)(collection.intake, { intake }))).toBe('not-found');
    expect(
      await codeOf(stage.ask(colleague)(collection.saveDraft, { intake, values: draft })),
    ).toBe('not-found');
    const mine = await asTeller(collection.intakes, { limit: 1 });
    expect(mine.items[0]?.intake).toBe(intake);
    await asTeller(collection.abandon, { intake });
    expect(await codeOf(asTeller(collection.saveDraft, { intake, values: draft }))).toBe(
      'collection.intake-closed',
    );
  });

  it('R2.1.1 opens no intake on a channel the list does not have, nor without a purpose', async () => {
    const begin = { list: 'CS-01', purpose: { code: 'P-ACCT' } };
    expect(await codeOf(asTeller(collection.begin, { ...begin, channel: 'app' }))).toBe(
      'collection.channel-closed',
    );
    expect(
      await codeOf(asTeller(collection.begin, { ...begin, purpose: { code: 'P-AUDIT' } })),
    ).toBe('policy.purpose-not-offered');
    expect(await codeOf(asTeller(collection.begin, { ...begin, list: 'CS-99' }))).toBe('not-found');
  });
});

describe('what is left behind', () => {
  it('R3.1.4 (promise 1) no value that was typed or photographed stands anywhere in the tables', async () => {
    const number = personOf()['NP10'] as string;
    const values = personOf({ NP01: '司马植入', NP08: '13655554444', NP10: number });
    const { proposal } = await proposed(stage, teller, { values });
    const waiting = await dumpOf(database.owner.db);
    await asReviewer(approvals.approve, { proposal });
    const registered = await dumpOf(database.owner.db);
    for (const dump of [waiting, registered]) {
      for (const planted of ['司马植入', '13655554444', number, 'image image', '世纪大道1501号']) {
        expect(dump).not.toContain(planted);
        expect(dump).not.toContain(Buffer.from(planted).toString('hex'));
        expect(dump).not.toContain(Buffer.from(planted).toString('base64').slice(0, -2));
      }
    }
  });

  it('promise 2: every step is in the log under the pseudonym of the customer', async () => {
    const { proposal, intake } = await proposed(stage, teller);
    await asReviewer(approvals.view, { proposal });
    await asReviewer(approvals.approve, { proposal });
    const { rows } = await sql<{ trail: string }>`
      SELECT encode(c.trail, 'hex') AS trail FROM customers.customer c JOIN intake.intake i USING (customer)
      WHERE i.intake = ${intake.intake}`.execute(stage.db);
    const { entries } = await stage.audit.read({ trail: rows[0]?.trail ?? '' }, { limit: 100 });
    expect(new Set(entries.map((it) => it.entry.act))).toEqual(
      new Set([
        'collection.begin',
        'collection.add-image',
        'collection.submit',
        'disclosure.open',
        'approvals.view',
        'approvals.approve',
        'customers.register',
        'consent.record',
      ]),
    );
  });
});

describe('I9.7 (PIPL 15) withdrawing', () => {
  it('takes effect at once, is as easy as giving, and keeps the words sealed', async () => {
    const { proposal, intake } = await proposed(stage, teller, { given: ['marketing-sms'] });
    const { card } = await asReviewer(approvals.approve, { proposal });
    const customer = card.subject.id ?? '';
    stage.clock.advance({ seconds: 1 });
    const input = { customer, consent: 'marketing-sms', channel: 'counter', note: '植入的原话' };
    const { standing } = await asTeller(operations.consent.withdraw, input);
    expect(standing).toMatchObject({ state: 'withdrawn', permits: false });
    expect(intake.consents.map((it) => it.consent)).toContain('marketing-sms');
    expect(await dumpOf(database.owner.db)).not.toContain('植入的原话');
    const nobody = { ...input, customer: proposal };
    expect(await codeOf(asTeller(operations.consent.withdraw, nobody))).toBe('not-found');
  });
});
