// Validators: the vectors of REQUIREMENTS 4.8, what is normalised, what is refused and with which words. No message may
// carry the value, and no input may hold a validator up.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type ItemInput,
  dictionary,
  findRegion,
  fromOldIdentityNumber,
  identityCheckDigit,
  isCreditCode,
  isFormula,
  isLei,
  isLuhn,
  isPlaceholder,
  knowsRegion,
  normaliseMobile,
  normaliseName,
  normaliseText,
  readIdentityNumber,
  validateItem,
} from './index.ts';

const today = '2026-11-23';
type Given = { input: ItemInput; kind?: string; channel?: 'counter' | 'bulk-import' };
const check = (id: string, { input, kind, channel = 'bulk-import' }: Given) =>
  validateItem({ id, input, today, channel, documentKind: kind });
const codes = (id: string, given: Given): string[] =>
  check(id, given).findings.map((row) => row.code);
const value = (id: string, given: Given) => check(id, given).value;

describe('R1.2.4 checksums (REQUIREMENTS 4.8)', () => {
  it.each(['110101199001011237', '440106200002290040', '310101194910010025'])(
    '%s is a right identity number',
    (input) => {
      expect(check('NP10', { input, kind: '01' })).toEqual({ value: input, findings: [] });
    },
  );

  it.each<[string, string, string]>([
    ['110101199001011238', '01', 'ID_CHECK_DIGIT'], ['110101199002301235', '01', 'ID_DATE'], ['110101900101123', '01', 'ID_OLD_FORM'],
    ['990101199001011237', '01', 'ID_REGION'], ['110101209001011230', '01', 'ID_FUTURE'], ['110101189001011230', '01', 'ID_TOO_OLD'],
    ['11010119900101123', '01', 'ID_LENGTH'], ['1101011990010112A7', '01', 'ID_CHARACTERS'], ['4.30721E+17', '01', 'ID_PRECISION_LOST'],
    ['110101199001011237', '08', 'ID_REGION'], ['K12345678', '06', 'NUMBER_FORMAT'], ['1234', '10', 'NUMBER_FORMAT'], ['91350100M000100Y44', '51', 'NUMBER_FORMAT'],
  ])('%s of kind %s: %s', (input, kind, code) => expect(codes('NP10', { input, kind })).toContain(code)); // prettier-ignore

  it.each<[string, string]>([
    ['810000199101010016', '08'], ['H12345678', '06'], ['12345678', '07'], ['E12345678', '10'], ['USA123456789012', '11'], ['军字第12345678号', '04'],
  ])('%s is a right number of kind %s', (input, kind) => expect(codes('NP10', { input, kind })).toEqual([])); // prettier-ignore

  it('names the check digit that would be right, and nothing else of the number', () => {
    const [finding] = check('NP10', { input: '110101199001011238', kind: '01' }).findings;
    expect(finding?.message).toEqual({
      zh: '证件号码第18位校验码应为 7，请核对证件',
      en: 'Character 18 of Document number, the check digit, should be 7: check the document',
    });
  });

  it('knows credit codes, bank cards and LEI', () => {
    expect(isCreditCode('91350100M000100Y43')).toBe(true);
    expect(isCreditCode('91350100M000100Y44')).toBe(false);
    for (const card of ['6222020000000000018', '6217000000000001234', '9999000000000004'])
      expect(isLuhn(card)).toBe(true);
    expect(isLuhn('6222020000000000019')).toBe(false);
    expect(isLei('5493001KJTIIGC8Y1R12')).toBe(true);
    expect(isLei('5493001KJTIIGC8Y1R13')).toBe(false);
  });

  it('finds every single wrong digit of an identity number', () => {
    const digits = fc
      .array(fc.integer({ min: 0, max: 9 }), { minLength: 17, maxLength: 17 })
      .map((all) => all.join(''));
    fc.assert(
      fc.property(digits, fc.nat(16), fc.integer({ min: 1, max: 9 }), (first, at, shift) => {
        const wrong = first.slice(0, at) + ((Number(first[at]) + shift) % 10) + first.slice(at + 1);
        expect(identityCheckDigit(wrong)).not.toBe(identityCheckDigit(first));
      }),
    );
  });

  it('derives birth date, sex, age and division, and only from a right number', () => {
    expect(readIdentityNumber('440106200002290040', today)).toEqual({
      birthDate: '2000-02-29',
      sex: '2',
      age: 26,
      isMinor: false,
      region: '440106',
    });
    expect(readIdentityNumber('440106200002290041', today)).toBeUndefined();
    expect(fromOldIdentityNumber('110101900101123')).toBe('110101199001011237');
  });
});

describe('normalising', () => {
  it.each<[string, ItemInput, unknown]>([
    ['NP08', ' １５８２３８７８４７２\u3000', '15823878472'], ['NP08', '+86 150-3086-7553', '15030867553'], ['NP08', '008613800138000', '13800138000'], ['NP08', '+852 9123 4567', '+85291234567'],
    ['NP01', '阿不都热依木•买买提', '阿不都热依木·买买提'], ['NP01', '张 三', '张三'], ['NP01', '周\uE863'.replace('\uE863', '䶮'), '周䶮'], ['NP01', '李\uE81E', '李\u9FB4'], ['NP01', "John  O'Neil", "John O'Neil"],
    ['NP03', '女', '2'], ['NP03', 'M', '1'], ['NP03', '1-男', '1'], ['NP04', '中华人民共和国', 'CHN'], ['NP04', '中国、美国', 'CHN,USA'], ['NP09', '第二代居民身份证', '01'],
    ['CT02', 'Zhang.San@Example.COM', 'Zhang.San@example.com'], ['NP12', '="上海市公安局"', '上海市公安局'],
    ['NP11', '2019.01.08-2039.01.08', { from: '2019-01-08', to: '2039-01-08' }], ['NP11', '20190108至长期', { from: '2019-01-08', to: 'long-term' }], ['NP11', { from: '2020/1/2', to: '99991231' }, { from: '2020-01-02', to: 'long-term' }],
    ['NP06', '湖南省常德市安乡县滨河东路140号', { region: '湖南省常德市安乡县', regionCode: '430721', detail: '滨河东路140号' }],
    ['NP06', { region: '430721', detail: '滨河东路140号\n(东门)' }, { region: '湖南省常德市安乡县', regionCode: '430721', detail: '滨河东路140号(东门)' }],
    ['NP06', { province: '上海市', city: '市辖区', county: '浦东新区', detail: '世纪大道100号' }, { region: '上海市浦东新区', regionCode: '310115', detail: '世纪大道100号' }],
    ['NP05', '办事人员和有关人员', { code: '3' }], ['RK16', '代发工资', { purpose: '02' }], ['NP24', '仅为中国税收居民', { status: '1' }],
  ])('%s %j', (id, input, expected) => {
    const outcome = check(id, { input });
    expect(outcome.value).toEqual(expected);
    expect(outcome.findings.filter((row) => row.severity === 'reject')).toEqual([]);
  }); // prettier-ignore

  it('is idempotent', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), (text) => {
        for (const normalise of [normaliseText, normaliseName, normaliseMobile])
          expect(normalise(normalise(text))).toBe(normalise(text));
      }),
      { examples: [['ﾠ·ﾠ'], ['+86+8613800138000'], ['a . 中']] },
    );
  });
});

describe('what is refused', () => {
  it.each<[string, ItemInput, string]>([
    ['NP01', '不详', 'PLACEHOLDER'], ['NP01', 'N/A', 'PLACEHOLDER'], ['NP01', '测试', 'PLACEHOLDER'], ['NP01', '=HYPERLINK("http://127.0.0.1/"&A1,"x")', 'FORMULA'], ['NP01', '＝1+1', 'FORMULA'], ['NP01', '\t=1+1', 'FORMULA'], ['NP01', '-1+1', 'FORMULA'],
    ['NP01', '张三2', 'HAS_DIGITS'], ['NP01', '周?', 'BAD_CHARACTERS'], ['NP01', '周\uE123', 'BAD_CHARACTERS'], ['NP01', '张', 'TOO_SHORT'], ['NP01', '张'.repeat(51), 'TOO_LONG'],
    ['NP08', '12345', 'MOBILE_FORMAT'], ['NP08', '0571-88888888', 'MOBILE_FORMAT'], ['NP08', '+86 12345678901', 'MOBILE_FORMAT'], ['NP09', '会员卡', 'UNKNOWN_CODE'], ['NP04', '火星', 'UNKNOWN_CODE'],
    ['NP11', { from: '2020-01-02', to: '2001-01-01' }, 'PERIOD_ORDER'], ['NP11', { from: '2020-02-30', to: '长期' }, 'DATE_IMPOSSIBLE'], ['NP11', { from: '2020-01-01' }, 'MISSING'], ['NP11', { from: '2027-01-01', to: '长期' }, 'PERIOD_START_FUTURE'], ['NP11', 'soon', 'DATE_UNREADABLE'],
    ['NP05', '其他', 'NEEDS_TEXT'], ['RK16', '其他', 'NEEDS_TEXT'], ['CT02', 'a@b', 'EMAIL_FORMAT'], ['CT02', '..@example.com', 'EMAIL_FORMAT'], ['NP26', '无', 'FORBIDDEN'], ['AU02', '123', 'FORBIDDEN'], ['NP06', '门', 'TOO_SHORT'],
  ])('%s %j: %s', (id, input, code) => {
    const outcome = check(id, { input });
    expect(outcome.findings.map((row) => row.code)).toContain(code);
    expect(outcome.value).toBeUndefined();
  }); // prettier-ignore

  it('is stricter at the counter than in a migration', () => {
    const expired = { from: '2005-03-01', to: '2025-03-01' };
    expect(codes('NP11', { input: expired })).toEqual(['DOCUMENT_EXPIRED']);
    expect(codes('NP11', { input: expired, channel: 'counter' })).toEqual([
      'DOCUMENT_EXPIRED_COUNTER',
    ]);
    expect(check('NP05', { input: '占星师' })).toMatchObject({
      value: { text: '占星师' },
      findings: [{ code: 'UNKNOWN_LABEL', severity: 'warn' }],
    });
    expect(codes('NP05', { input: '占星师', channel: 'counter' })).toEqual(['UNKNOWN_CODE']);
  });

  it('takes no lawful value for a filler or a formula', () => {
    for (const text of ['吴', '无锡市', '空军', '+8613800138000', '+852 9123 4567', '测试路1号']) {
      expect(isPlaceholder(text), text).toBe(false);
      expect(isFormula(text), text).toBe(false);
    }
  });
});

describe('divisions (GB/T 2260)', () => {
  it.each([
    ['吉林市昌邑区重庆街1号', '220202'], ['重庆江津区几江街', '500116'], ['东莞市南城街道1号', '441900'], ['湖北省仙桃市龙华山1号', '429004'], ['北京市宣武区1号', '110104'], ['新疆石河子市一路', '659001'], ['贵州省黔西南布依族苗族自治州望谟县', '522326'],
  ])('%s is in %s', (address, code) => expect(findRegion(address)?.code).toBe(code)); // prettier-ignore

  it('knows divisions that were abolished, and none that never were', () => {
    for (const code of ['110103', '142201', '510229', '460001', '330103', '610118'])
      expect(knowsRegion(code), code).not.toBe('none');
    expect(knowsRegion('142201')).toBe('county');
    expect(knowsRegion('990000')).toBe('none');
  });
});

describe('any input', () => {
  const ids = dictionary.items.map((row) => row.id);
  const hostile = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 80 }),
    fc
      .constantFrom('a', ' ', '1', '-', '中', '.', 'a@', '1-', '=', '\u3000', '1.')
      .map((unit) => unit.repeat(4000)),
  );

  it('is answered quickly and never repeated in a message', { timeout: 60_000 }, () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...ids),
        hostile,
        fc.constantFrom('counter', 'bulk-import'),
        (id, input, channel) => {
          const start = performance.now();
          const { findings } = validateItem({
            id,
            input,
            today,
            channel,
            documentKind: '01',
          });
          expect(performance.now() - start).toBeLessThan(250);
          const said = findings.map((row) => row.message.zh + row.message.en).join('');
          expect([...input].length > 8 && said.includes(input)).toBe(false);
        },
      ),
      { numRuns: 600 },
    );
  });
});

it('keeps what it found: a value that is returned carries no rejection', () => {
  expect(value('NP10', { input: '110101199001011238', kind: '01' })).toBeUndefined();
});
