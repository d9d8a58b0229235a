// Whole records: missing, forbidden and unlisted items, contradictions between items, and what is left for later.
import { describe, expect, it } from 'vitest';
import { type ItemInput, type RecordQuestion, checkRecord, isRejected, listOf } from './index.ts';

const list = listOf('CS-01');
const today = '2026-11-23';

/** 1990-01-01, male, Beijing; 20 years from the age of 30. */
const right: Record<string, ItemInput> = {
  NP01: '张三', NP03: '男', NP04: '中国', NP05: '专业技术人员', NP06: '上海市浦东新区世纪大道100号', NP08: '13800138000', NP09: '居民身份证', NP10: '110101199001011237',
  NP11: { from: '2020-03-01', to: '2040-03-01' }, RK16: '日常储蓄结算', NP24: '仅为中国税收居民',
}; // prettier-ignore

const child: Record<string, ItemInput> = {
  ...right,
  NP10: '110101201604041232',
  NP05: '学生',
  NP11: { from: '2023-05-01', to: '2028-05-01' },
};
const guardian = {
  name: '张父',
  documentKind: '居民身份证',
  documentNumber: '110101199001011237',
  mobile: '13900139000',
  relation: '父亲',
  proof: '户口簿',
};

const check = (inputs: Record<string, ItemInput>, more: Partial<RecordQuestion> = {}) =>
  checkRecord({ list, inputs, channel: 'bulk-import', today, ...more });
const codes = (inputs: Record<string, ItemInput>, more: Partial<RecordQuestion> = {}): string[] =>
  check(inputs, more).findings.map((row) => `${row.item} ${row.code}`);

describe('R1.2.4 a record under CS-01', () => {
  it('R2.2.2 is accepted with only the required items; image and online check stay as tasks', () => {
    const result = check(right);
    expect(result.findings).toEqual([]);
    expect(result.tasks).toEqual(['NP13', 'AU11']);
    expect(result.values).toMatchObject({
      NP01: '张三',
      NP03: '1',
      NP04: 'CHN',
      NP05: { code: '2' },
      NP09: '01',
      NP14: '1990-01-01',
      RK16: { purpose: '01' },
    });
    expect(result.derived).toMatchObject({ age: 36, isMinor: false, sex: '1' });
  });

  it.each(['NP01', 'NP03', 'NP04', 'NP05', 'NP06', 'NP08', 'NP09', 'NP10', 'NP11', 'RK16', 'NP24'])(
    'is rejected without %s',
    (id) => {
      for (const blank of [undefined, '', ' \u3000']) {
        const inputs = { ...right, [id]: blank ?? '' };
        const { findings } = check(inputs);
        expect(isRejected(findings)).toBe(true);
        expect(findings.find((row) => row.item === id)?.code).toBe('MISSING');
      }
    },
  );

  it('takes the employer address instead of the residence', () => {
    expect(codes({ ...right, NP06: '', NP07: '上海市浦东新区世纪大道100号' })).toEqual([]);
  });

  it('asks for the image at the counter', () => {
    expect(codes(right, { channel: 'counter' })).toEqual(['NP13 MISSING']);
    expect(codes(right, { channel: 'counter', present: ['NP13'] })).toEqual([]);
  });

  it('R1.2.3 never keeps a forbidden item: a warning in an import, a refusal at the counter', () => {
    const inputs = { ...right, NP26: '佛教', FN01: { amount: '120000' }, AU02: '123' };
    const result = check(inputs);
    expect(result.overCollected).toEqual(['NP26', 'FN01.amount', 'AU02']);
    expect(isRejected(result.findings)).toBe(false);
    expect(JSON.stringify(result.values)).not.toMatch(/佛教|120000|123"/u);
    expect(isRejected(check(inputs, { channel: 'counter' }).findings)).toBe(true);
  });

  it('refuses an unlisted or unknown item at the counter', () => {
    const inputs = { ...right, NP15: '汉族', ZZ99: 'x', CT06: '某公司' };
    expect(codes(inputs, { channel: 'counter', present: ['NP13'] }).toSorted()).toEqual([
      'CT06 UNLISTED',
      'NP15 UNLISTED',
      'ZZ99 UNLISTED',
    ]);
  });

  it('asks for source of funds only of a customer of higher risk', () => {
    const missing = codes(right, { flags: ['edd'] });
    for (const id of ['FN05', 'CT06', 'CT07', 'FN01', 'NP19'])
      expect(missing).toContain(`${id} MISSING`);
  });

  it('loses a wrong optional item in an import, not the customer', () => {
    const result = check({ ...right, CT02: 'no at sign' });
    expect(result.findings).toMatchObject([
      { item: 'CT02', code: 'EMAIL_FORMAT', severity: 'warn' },
    ]);
    expect(result.values['CT02']).toBeUndefined();
    expect(codes({ ...right, CT02: '无' })).toEqual([]);
    expect(
      isRejected(check({ ...right, CT02: 'no at sign' }, { channel: 'counter' }).findings),
    ).toBe(true);
  });
});

describe('values that contradict each other (4.8)', () => {
  it.each<[string, Record<string, ItemInput>, string[]]>([
    ['sex against number', { ...right, NP03: '女' }, ['NP03 SEX_MISMATCH']],
    ['birth date against number', { ...right, NP14: '1991-01-01' }, ['NP14 BIRTH_MISMATCH']],
    ['foreigner with a resident card', { ...right, NP04: '美国' }, ['NP04 NATIONALITY_MISMATCH']],
    ['Chinese with a foreign passport', { ...right, NP09: '护照', NP10: 'E12345678', NP12: '出入境管理局', NP02: 'ZHANG SAN' }, ['NP04 NATIONALITY_UNUSUAL']],
    ['ten years at thirty', { ...right, NP11: { from: '2020-03-01', to: '2030-03-01' } }, ['NP11 PERIOD_AGE']],
    ['unlimited at thirty', { ...right, NP11: { from: '2020-03-01', to: '长期' } }, ['NP11 PERIOD_AGE']],
    ['issued before birth', { ...right, NP11: { from: '1980-03-01', to: '2040-03-01' } }, ['NP11 PERIOD_BEFORE_BIRTH']],
    ['expired', { ...right, NP11: { from: '2006-01-02', to: '2016-01-02' } }, ['NP11 DOCUMENT_EXPIRED']],
    ['retired at thirty-six', { ...right, NP05: '退休人员' }, ['NP05 OCCUPATION_AGE']],
    ['household register at thirty-six', { ...right, NP09: '户口簿' }, ['NP09 KIND_AGE']],
    ['a kind that opens no account', { ...right, NP09: '其他个人证件' }, ['NP09 KIND_NOT_ALLOWED']],
    ['an entity document', { ...right, NP09: '营业执照', NP10: '91350100M000100Y43' }, ['NP09 KIND_NOT_ALLOWED']],
    ['agent is the customer', { ...right, NP23: { name: '张三', documentKind: '01', documentNumber: '110101199001011237', mobile: '13900139000' } }, ['NP23 SAME_PERSON']],
    ['residence abroad without country', { ...right, NP24: '仅为非居民' }, ['NP24 TAX_COUNTRY_MISSING']],
  ])('%s', (_name, inputs, expected) => expect(codes(inputs)).toEqual(expected)); // prettier-ignore

  it('asks a child under 14 for a guardian, whole and another person (PIPL 31)', () => {
    expect(codes(child)).toEqual(['NP22 GUARDIAN_MISSING']);
    expect(codes({ ...child, NP22: guardian })).toEqual([]);
    expect(codes({ ...child, NP22: { ...guardian, mobile: '' } })).toEqual(['NP22 MISSING']);
    expect(
      codes({ ...child, NP22: { ...guardian, documentNumber: '110101201604041232' } }),
    ).toEqual(['NP22 SAME_PERSON']);
    expect(check({ ...child, NP22: guardian }).derived?.isMinor).toBe(true);
  });

  it('takes a birth date for documents that carry none, and knows a child by it', () => {
    const passport = {
      ...right,
      NP04: '美国',
      NP09: '外国护照',
      NP10: 'E12345678',
      NP02: 'JOHN DOE',
      NP12: 'Department of State',
      NP14: '2016-04-04',
      NP05: '学生',
    };
    expect(codes(passport)).toContain('NP22 GUARDIAN_MISSING');
  });
});
