// Promise 1, R4.1.1: disclosure on real keys, vault, rules, consents and database, with the role of the server.
import { shownText } from '@shouxin/contract';
import { describe, expect, it } from 'vitest';
import { testDatabase } from '../../../test/database.ts';
import { openDisclosure, refusalOf, shownOf, values } from '../../../test/disclosure.ts';
import { newId, sha256 } from '../../kernel/crypto/index.ts';

const database = await testDatabase();
const { disclosure, policy, consent, clock, opened, sealed, callBy } = await openDisclosure(
  database.server.db,
);

const own = { relation: 'own' as const, trail: 'ab'.repeat(16) };

const append = () => {
  throw new Error('no entry');
};

describe('I4.4 browsing a customer', () => {
  it('shows masks, opens what has none, and refuses what rests on a consent that is not there', async () => {
    const subject = newId();
    const call = callBy();
    const items = await sealed(subject);
    const seen = await disclosure.disclose(call, { mode: 'view', subject, items, ...own });
    expect(shownOf(seen)).toEqual({
      NP01: 'masked 欧阳**',
      NP03: 'plain 女',
      NP06: 'masked 上海市浦东新区****',
      NP08: 'masked 138****8000',
      NP10: 'masked 110***********1237',
      NP11: 'plain 2016-03-01 至 长期',
      NP14: 'masked 1990-**-**',
      NP17: 'refused -',
    });
    expect(seen.items.find((it) => it.item === 'NP14')?.ageYears).toBe(36);
    expect(seen.items.some((it) => it.shown !== 'plain' && it.parts !== undefined)).toBe(false);
    expect(seen.items.map((it) => it.reveal)).toEqual([
      'purpose',
      'open',
      'purpose',
      'purpose',
      'reference',
      'open',
      'purpose',
      'never',
    ]);
  });

  it('R1.1.4, R1.5.3 leaves one entry with purpose, basis, rules and version, and never a value', async () => {
    const subject = newId();
    const call = callBy();
    const items = await sealed(subject);
    await disclosure.disclose(call, { mode: 'view', subject, items, ...own });
    expect(call.drafts).toMatchObject([
      {
        trail: own.trail,
        purpose: 'P-ACCT',
        decision: 'allow',
        basis: 'B2',
        policyVersion: policy.version,
        items: { NP01: 'masked', NP03: 'plain', NP17: 'refused' },
        facts: { mode: 'view', relation: 'own' },
      },
    ]);
    const said = JSON.stringify(call.drafts);
    for (const secret of ['欧阳', '13800138000', '110101199001011237', '演示路', '1990-01-01']) {
      expect(said).not.toContain(secret);
    }
  });

  it('R4.1.2 a customer of another branch is hidden where there is no mask', async () => {
    const subject = newId();
    const items = await sealed(subject, ['NP03', 'NP08', 'NP11']);
    const seen = await disclosure.disclose(callBy(), {
      mode: 'view',
      subject,
      items,
      relation: 'none',
    });
    expect(shownOf(seen)).toEqual({
      NP03: 'masked ****',
      NP08: 'masked 138****8000',
      NP11: 'masked ****',
    });
    expect(seen.items[0]?.why.rules.map((it) => it.id)).toContain('relation-none-is-masked');
  });

  it('opens nothing that is refused or hidden whole', async () => {
    const subject = newId();
    const items = await sealed(subject, ['NP03', 'NP17']);
    opened.count = 0;
    await disclosure.disclose(callBy(), { mode: 'view', subject, items, relation: 'none' });
    expect(opened.count).toBe(0);
  });

  it('promise 2: when the entry cannot be taken, nothing is opened', async () => {
    const subject = newId();
    const items = await sealed(subject, ['NP08']);
    opened.count = 0;
    const asked = disclosure.disclose(
      { ...callBy(), append },
      { mode: 'reveal', subject, items, ...own },
    );
    await expect(asked).rejects.toThrow(/no entry/);
    expect(opened.count).toBe(0);
  });

  it('many customers take one opening and one entry each', async () => {
    const requests = await Promise.all(
      Array.from({ length: 20 }, async () => {
        const subject = newId();
        return {
          subject,
          relation: 'own' as const,
          items: await sealed(subject, ['NP01', 'NP10']),
        };
      }),
    );
    const call = callBy();
    const seen = await disclosure.discloseMany(call, { mode: 'view', requests });
    expect(seen.map((it) => it.items[0]?.display)).toEqual(Array(20).fill('欧阳**'));
    expect(call.drafts.length).toBe(20);
  });
});

describe('R4.10 revealing', () => {
  it('T1 needs the purpose only; the value and its parts come back', async () => {
    const subject = newId();
    const items = await sealed(subject, ['NP06', 'NP08']);
    const seen = await disclosure.disclose(callBy(), { mode: 'reveal', subject, items, ...own });
    expect(shownOf(seen)).toEqual({
      NP06: 'plain 上海市浦东新区演示路1号2室',
      NP08: 'plain 13800138000',
    });
    expect(seen.items[0]?.parts).toEqual(values.NP06);
  });

  it.each([
    ['nothing', {}, 'policy.reference-required', 't2-needs-reference'],
    ['the reference', { reference: 'A-17' }, 'identity.step-up-required', 't2-needs-step-up'],
    ['step-up', { steppedUp: true }, 'policy.reference-required', 't2-needs-reference'],
    [
      'both, of a stranger',
      { steppedUp: true, reference: 'A-17' },
      'disclosure.refused',
      'relation-none-is-masked',
    ],
  ])('T2 with %s is refused with what is missing', async (...[name, who, code, rule]) => {
    const subject = newId();
    const items = await sealed(subject, ['NP10']);
    const relation = name.includes('stranger') ? ('none' as const) : ('own' as const);
    const call = callBy(who);
    opened.count = 0;
    const refusal = await refusalOf(
      disclosure.disclose(call, { mode: 'reveal', subject, items, relation }),
    );
    expect(refusal.code).toBe(code);
    expect(refusal.more.reasons?.[0]).toMatchObject({ item: 'NP10', code: rule });
    expect(refusal.more.remedy?.zh).toBeTruthy();
    expect(call.drafts).toMatchObject([
      { result: 'refused', decision: 'mask', items: { NP10: 'masked' } },
    ]);
    expect(opened.count).toBe(0);
  });

  it('T2 with both is shown', async () => {
    const subject = newId();
    const items = await sealed(subject, ['NP10']);
    const call = callBy({ steppedUp: true, reference: 'A-17' });
    const seen = await disclosure.disclose(call, { mode: 'reveal', subject, items, ...own });
    expect(shownOf(seen)).toEqual({ NP10: 'plain 110101199001011237' });
  });

  it('what may not be revealed stays masked beside what may, and says why', async () => {
    const subject = newId();
    const items = await sealed(subject, ['NP08', 'NP10']);
    const seen = await disclosure.disclose(callBy(), { mode: 'reveal', subject, items, ...own });
    expect(shownOf(seen)).toEqual({ NP08: 'plain 13800138000', NP10: 'masked 110***********1237' });
    expect(seen.items[1]?.why).toMatchObject({
      policyVersion: policy.version,
      basis: 'B3',
      notice: 'N-CS01@1',
    });
    expect(seen.items[1]?.why.wouldChange?.zh).toContain('动态口令');
  });

  it('threat 1: the daily budget of customers is refused beyond its end, the same customer again is free', async () => {
    const id = newId();
    const subjects = Array.from({ length: 4 }, () => newId());
    const reveal = async (subject: string) => {
      const items = await sealed(subject, ['NP08']);
      return disclosure.disclose(callBy({ id }), { mode: 'reveal', subject, items, ...own });
    };
    for (const subject of [...subjects.slice(0, 3), ...subjects.slice(0, 3)]) await reveal(subject);
    expect(await disclosure.budget(callBy({ id }))).toEqual({ used: 3, max: 3 });
    opened.count = 0;
    const refusal = await refusalOf(reveal(subjects[3] ?? ''));
    expect(refusal.code).toBe('disclosure.budget');
    expect(opened.count).toBe(0);
    expect(await disclosure.budget(callBy())).toEqual({ used: 0, max: 3 });
  });

  it('threat 1: twenty reveals at once do not pass the budget', async () => {
    const id = newId();
    const subjects = Array.from({ length: 20 }, () => newId());
    const done = await Promise.allSettled(
      subjects.map(async (subject) => {
        const items = await sealed(subject, ['NP08']);
        return disclosure.disclose(callBy({ id }), { mode: 'reveal', subject, items, ...own });
      }),
    );
    expect(done.filter((it) => it.status === 'fulfilled').length).toBe(3);
    expect(await disclosure.budget(callBy({ id }))).toEqual({ used: 3, max: 3 });
  });
});

describe('R2.3.5 uses that rest on consent', () => {
  const about = newId();
  const subject = newId();
  const notice = consent.notices.find('N-CS01');
  const hash = notice?.hash ?? '';

  it('follow the ledger: none, given, withdrawn', async () => {
    const items = await sealed(subject, ['NP08', 'NP17']);
    const see = (code: string) =>
      disclosure.disclose(callBy({ code }), { mode: 'view', subject, items, ...own });
    expect(shownOf(await see('P-MKT'))).toEqual({ NP08: 'refused -', NP17: 'refused -' });

    const shown = { language: 'zh' as const, shownSeconds: 9, reachedEnd: true, printed: false };
    await consent.recordDisplay(callBy(), { about, notice: 'N-CS01', hash, ...shown });
    const text = shownText(hash, consent.notices.consentsOf('N-CS01'));
    const choices = ['care', 'marketing-sms'].map((it) => ({ consent: it, given: true }));
    await consent.recordChoices(callBy(), {
      about,
      subject,
      notice: 'N-CS01',
      choices,
      channel: 'counter',
      shownHash: Buffer.from(sha256(Buffer.from(text))).toString('hex'),
    });
    expect(shownOf(await see('P-MKT'))).toEqual({ NP08: 'masked 138****8000', NP17: 'refused -' });
    const cared = await see('P-ACCT');
    expect(shownOf(cared).NP17).toBe('plain 大学本科');
    expect(cared.items[1]?.why.consent).toBe('given');

    const at = new Date(clock.now().getTime() + 1000);
    const taken = { subject, consent: 'marketing-sms', channel: 'counter' };
    await consent.withdraw({ ...callBy(), at }, taken);
    const after = await see('P-MKT');
    expect(after.items[0]).toMatchObject({ shown: 'refused', why: { consent: 'withdrawn' } });
    expect(after.items[0]?.why.reason.zh).toContain('撤回');
  });

  it('a basis that the dictionary does not allow for the item does not talk its way past consent', async () => {
    const other = newId();
    const [education] = await sealed(other, ['NP17']);
    const items = education ? [{ ...education, basis: 'B3' }] : [];
    const seen = await disclosure.disclose(callBy(), {
      mode: 'view',
      subject: other,
      items,
      ...own,
    });
    expect(shownOf(seen)).toEqual({ NP17: 'refused -' });
  });
});
