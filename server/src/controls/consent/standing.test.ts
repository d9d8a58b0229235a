// R2.3.3, R2.3.4: what acts add up to.
import consentData from '@shouxin/contract/data/consents.json' with { type: 'json' };
import noticeCs01 from '@shouxin/contract/data/notices/n-cs01.json' with { type: 'json' };
import list from '@shouxin/contract/data/lists/cs-01.json' with { type: 'json' };
import dictionary from '@shouxin/contract/data/dictionary.json' with { type: 'json' };
import purposes from '@shouxin/contract/data/purposes.json' with { type: 'json' };
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readNotices } from './notices.ts';
import { coverOf, standings, type ConsentAct } from './standing.ts';

const notices = readNotices([noticeCs01], consentData);
const sms = 'marketing-sms';

type Short = readonly [kind: ConsentAct['kind'], given: boolean, evidence?: ConsentAct['evidence']];

const act = ([kind, given, evidence = 'none']: Short, index: number): ConsentAct => ({
  id: `01890000-0000-7000-8000-00000000000${index}`,
  consent: sms,
  kind,
  given,
  evidence,
  chosenAt: new Date(Date.UTC(2026, 2, 1 + index)),
});
const of = (acts: readonly ConsentAct[]) =>
  standings(notices.consents, acts).find((row) => row.consent === sms);

const yes: Short = ['record', true, 'counter-display'];
const signed: Short = ['record', true, 'signed-image'];
const no: Short = ['record', false, 'counter-display'];
const claim: Short = ['claim', true];
const claimedNo: Short = ['claim', false];
const withdraw: Short = ['withdraw', false];

const cover = (acts: ConsentAct[], use: { item: string; purpose?: string }) =>
  coverOf({ consents: notices.consents, standings: standings(notices.consents, acts) }, use);
const withConsent = (change: object) => ({
  ...consentData,
  consents: consentData.consents.map((row, index) => (index ? row : { ...row, ...change })),
});
const nameOf = (item: string, language: 'zh' | 'en') =>
  dictionary.items.find((row) => row.id === item)?.name[language] ?? item;

describe('R2.3.4 the standing of a consent', () => {
  it.each<[string, Short[], string, boolean]>([
    ['nothing happened', [], 'none', false],
    ['given at the counter', [yes], 'given', true],
    ['given with a signed image', [signed], 'given', true],
    ['refused', [no], 'refused', false],
    ['given, then withdrawn', [yes, withdraw], 'withdrawn', false],
    ['withdrawn, then given anew', [yes, withdraw, yes], 'given', true],
    ['only claimed', [claim], 'claimed', false],
    ['claimed after a withdrawal', [yes, withdraw, claim], 'withdrawn', false],
    ['claimed after a refusal', [no, claim], 'refused', false],
    ['claimed after it was given', [yes, claim], 'given', true],
    ['a refusal that is only claimed is respected', [yes, claimedNo], 'refused', false],
    ['a claim that became evidence', [claim, signed], 'given', true],
    ['withdrawn without ever being given', [withdraw], 'withdrawn', false],
  ])('%s: %o is %s', (...[, acts, state, permits]) => {
    expect(of(acts.map(act))).toMatchObject({ state, permits });
  });

  it('does not depend on the order in which acts are read', () => {
    const acts = [claim, yes, withdraw, claim, signed].map(act);
    expect(of(acts.toReversed())).toEqual(of(acts));
  });

  it('a choice taken before a withdrawal does not undo it when it is recorded later', () => {
    const late = { ...act(yes, 9), chosenAt: new Date(Date.UTC(2026, 1, 1)) };
    expect(of([act(withdraw, 1), late])).toMatchObject({ state: 'withdrawn' });
  });

  it('R2.3.3 no history of claims alone ever permits', () => {
    const anyAct = fc.constantFrom(claim, claimedNo, withdraw, no);
    fc.assert(
      fc.property(fc.array(anyAct, { maxLength: 8 }), (acts) => {
        expect(of(acts.map(act))?.permits).toBe(false);
      }),
    );
  });
});

describe('what a use rests on', () => {
  it.each([
    ['the mobile for marketing after consent to text messages', 'NP08', 'P-MKT', 'given'],
    ['the document number for marketing', 'NP10', 'P-MKT', 'none'],
    ['the mobile for another purpose', 'NP08', 'P-CARE', 'none'],
  ])('%s', (...[, item, purpose, state]) => {
    expect(cover([act(yes, 1)], { item, purpose })).toBe(state);
  });

  it('the best channel counts, and a claim is only a claim', () => {
    const refusedPhone = { ...act(no, 1), consent: 'marketing-phone' };
    expect(cover([refusedPhone, act(yes, 2)], { item: 'NP08', purpose: 'P-MKT' })).toBe('given');
    expect(cover([refusedPhone, act(claim, 2)], { item: 'NP08', purpose: 'P-MKT' })).toBe(
      'claimed',
    );
  });
});

describe('notices and consents as data', () => {
  it('7.1 refuses a consent that is ticked beforehand', () => {
    expect(() => readNotices([noticeCs01], withConsent({ preset: true }))).toThrow(/preset/);
    expect(() => readNotices([noticeCs01], withConsent({ preset: undefined }))).toThrow(/preset/);
    expect(() => readNotices([noticeCs01], withConsent({ checked: true }))).toThrow(/checked/);
  });

  it('refuses a consent of no notice and a code that is used twice', () => {
    expect(() => readNotices([noticeCs01], withConsent({ notice: 'N-NONE' }))).toThrow(/no notice/);
    expect(() => readNotices([noticeCs01], withConsent({ consent: sms }))).toThrow(/one code/);
  });

  it('R2.1.3 marketing is a choice of its own for every channel', () => {
    const marketing = notices.consents.filter((row) => row.purpose === 'P-MKT');
    expect(marketing.map((row) => row.channel)).toEqual(['phone', 'sms', 'app']);
    expect(marketing.every((row) => row.separate)).toBe(true);
  });

  it('every consent belongs to a published purpose that rests on consent and uses the items it names', () => {
    for (const row of notices.consents) {
      const purpose = purposes.purposes.find((it) => it.code === row.purpose);
      expect(purpose?.basis).toBe('B1');
      expect(purpose?.items).toEqual(expect.arrayContaining(row.items));
    }
  });
});

describe('R2.3.2 the notice of CS-01', () => {
  const notice = notices.find('N-CS01');
  const text = (language: 'zh' | 'en') =>
    (notice?.sections ?? [])
      .map((row) => `${row.heading[language]}\n${row.body[language]}`)
      .join('\n');

  it.each(['zh', 'en'] as const)(
    'names every item, purpose and retention of the list (%s)',
    (language) => {
      const wanted = [
        ...list.items.map((row) => nameOf(row.item, language)),
        ...list.purposes.map((row) => row.name[language]),
        ...[...new Set(list.items.map((row) => row.retention))].map(
          (code) => dictionary.retentions.find((row) => row.code === code)?.name[language] ?? code,
        ),
      ];
      expect(wanted.filter((it) => !text(language).includes(it))).toEqual([]);
    },
  );

  it('says who handles, who receives, which rights there are, how to reach us, and what a refusal means', () => {
    for (const word of [
      '个人信息保护负责人',
      '联系方式',
      '接收方',
      '撤回',
      '查阅',
      '不影响',
      '投诉',
      '境外',
    ]) {
      expect(text('zh')).toContain(word);
    }
    expect(notice?.covers.recipients.length).toBeGreaterThan(0);
  });

  it('R2.3.1 has an enhanced part that names what is sensitive, why it is needed and what it may mean', () => {
    const enhanced = notice?.sections.filter((row) => row.enhanced) ?? [];
    const said = enhanced.map((row) => row.body.zh).join('\n');
    for (const item of list.notice.enhancedItems) expect(said).toContain(nameOf(item, 'zh'));
    expect(said).toMatch(/为什么必须收集/);
    expect(said).toMatch(/对您的影响/);
  });

  it('is the notice and version that the list asks for, and covers what the list holds', () => {
    expect(notice).toMatchObject({ version: list.notice.version, list: list.id });
    expect(notice?.covers.items.toSorted()).toEqual(list.items.map((row) => row.item).toSorted());
    expect(notice?.covers.purposes).toEqual(list.purposes.map((row) => row.code));
  });

  it('every purpose of the list is published under the same name', () => {
    for (const row of list.purposes) {
      expect(purposes.purposes.find((it) => it.code === row.code)?.name).toEqual(row.name);
    }
  });

  it('one changed character is another notice', () => {
    const changed = structuredClone(noticeCs01);
    const [first] = changed.sections;
    if (first) first.body.zh += '。';
    const other = readNotices([changed], consentData).find('N-CS01');
    expect(other?.hash).not.toBe(notice?.hash);
    expect(notice?.hash).toMatch(/^[0-9a-f]{64}$/);
  });
});
