// The mapping of columns: synonyms in three languages, guesses from values, what is forbidden or not taken, and the
// refusal that names the required item without a column.
import { listOf } from '@shouxin/contract/items';
import { describe, expect, it } from 'vitest';
import { MappingMistake, confirmMapping, notTaken, proposeMapping } from './map-columns.ts';
import { matchHeading } from './match-heading.ts';

const list = listOf('CS-01');
const usual = ['客户姓名', '性别', '国籍', '职业', '住所地', '详细地址', '手机号码', '证件种类', '证件号码', '证件生效日', '证件到期日', '业务关系目的', '税收居民身份']; // prettier-ignore

const targets = (headings: readonly string[], sample?: string[][]): string[] =>
  proposeMapping({ headings, list, sample }).columns.map(
    (column) => `${column.kind}${column.target ? ` ${column.target}` : ''}`,
  );

describe('headings', () => {
  it.each([
    ['客户姓名*', 'NP01'], ['姓名（必填）', 'NP01'], ['KHXM', 'NP01'], ['Customer name', 'NP01'], ['ＩＤ＿ＮＯ', 'NP10'], ['身份证号码', 'NP10'], ['证件起始日', 'NP11.from'], ['证件有效期（止）', 'NP11.to'], ['Valid until', 'NP11.to'], ['证件过期日', 'NP11.to'],
    ['住所地', 'NP06'], ['街道门牌', 'NP06.detail'], ['省份', 'NP06.province'], ['宗教信仰情况', 'NP26'], ['机构编码(5位)', 'origin.branch'], ['经办人工号', 'origin.teller'], ['是否愿意接收营销短信', 'claim.marketing'],
    ['监护人名字', 'NP22.name'], ['代理人证件号码', 'NP23.documentNumber'], ['开户时间', 'AC05'], ['CVV2', 'AU02'],
  ])('%s is %s', (heading, target) => expect(matchHeading(heading)?.target).toBe(target)); // prettier-ignore

  it.each(['推荐人姓名', '法定代表人姓名', '手机号归属地', '联系人', '身高', '内部积分XYZ', ''])(
    '%s is nothing of the customer',
    (heading) => expect(matchHeading(heading)).toBeUndefined(),
  );
});

describe('a proposed mapping', () => {
  it('takes the usual columns, and reports what is origin, claim, forbidden and not taken', () => {
    const more = [
      '机构号',
      '柜员号',
      '宗教信仰',
      '微信号',
      '年收入',
      '同意接收营销信息',
      '开户日期',
      '工作单位',
      '序号',
      '内部积分',
    ];
    const mapping = proposeMapping({ headings: [...usual, ...more], list });
    expect(mapping.unmapped).toEqual([]);
    expect(mapping.columns.slice(usual.length).map((column) => [column.kind, column.target])).toEqual([
      ['origin', 'branch'], ['origin', 'teller'], ['forbidden', 'NP26'], ['forbidden', 'CT03'], ['forbidden', 'FN01.amount'], ['claim', 'marketing'],
      ['not-taken', 'AC05'], ['not-taken', 'CT06'], ['not-taken', undefined], ['not-taken', undefined],
    ]); // prettier-ignore
    expect(notTaken(mapping)).toEqual(['开户日期', '工作单位', '序号', '内部积分']);
  });

  it.each<[string, string]>([
    ['手机号码', 'NP08'],
    ['证件到期日', 'NP11'],
    ['业务关系目的', 'RK16'],
    ['客户姓名', 'NP01'],
    ['税收居民身份', 'NP24'],
    ['证件种类', 'NP09'],
  ])('without %s names %s as required', (heading, item) =>
    expect(
      proposeMapping({ headings: usual.filter((row) => row !== heading), list }).unmapped,
    ).toEqual([item]),
  );

  it('needs a residence or an employer address, not both', () => {
    const without = usual.filter((row) => row !== '住所地' && row !== '详细地址');
    expect(proposeMapping({ headings: without, list }).unmapped).toEqual(['NP06']);
    expect(proposeMapping({ headings: [...without, '单位地址'], list }).unmapped).toEqual([]);
  });

  it('knows the kind of document from the heading of its number', () => {
    const headings = usual
      .filter((row) => row !== '证件种类')
      .map((row) => (row === '证件号码' ? '身份证号码' : row));
    expect(proposeMapping({ headings, list })).toMatchObject({ unmapped: [], documentKind: '01' });
  });

  it('gives one target one column: the surer, or the first', () => {
    expect(targets(['移动电话1', '手机号码', '联系电话'])).toEqual([
      'not-taken',
      'item NP08',
      'not-taken',
    ]);
  });

  it('guesses columns by the look of their values', () => {
    const sample = Array.from({ length: 5 }, (_, i) => [
      '王静',
      '女',
      `1380013800${i}`,
      '110101199001011237',
      i === 0 ? '长期' : '2040-01-01',
      '湖南省常德市安乡县',
      '工资代发',
      'x',
    ]);
    expect(targets(['F1', 'F2', 'F3', 'F4', 'F5', 'F6', 'F7', 'F8'], sample)).toEqual([
      'item NP01',
      'item NP03',
      'item NP08',
      'item NP10',
      'item NP11.to',
      'item NP06',
      'item RK16',
      'not-taken',
    ]);
  });
});

describe('a confirmed mapping', () => {
  const headings = ['F1', 'F2', '宗教信仰'];

  it('takes the choice of a person and asks for what is required', () => {
    const mapping = confirmMapping({ headings, list }, [
      { column: 0, heading: 'F1', kind: 'item', target: 'NP01', confidence: 'confirmed' },
    ]);
    expect(mapping.columns[0]).toMatchObject({
      kind: 'item',
      target: 'NP01',
      confidence: 'confirmed',
    });
    expect(mapping.unmapped).toContain('NP10');
  });

  it('cannot make a forbidden item an item, nor two columns one item, nor name what is not in the dictionary', () => {
    const choose =
      (...choices: [number, string][]) =>
      () =>
        confirmMapping(
          { headings, list },
          choices.map(([column, target]) => ({
            column,
            heading: '',
            kind: 'item',
            target,
            confidence: 'confirmed',
          })),
        );
    expect(choose([2, 'NP26'])().columns[2]?.kind).toBe('forbidden');
    expect(choose([0, 'NP01'], [1, 'NP01'])).toThrow(MappingMistake);
    expect(choose([0, 'ZZ99'])).toThrow(MappingMistake);
  });
});
