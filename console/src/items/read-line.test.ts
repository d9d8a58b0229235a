// What is pasted is understood, and nothing is guessed.
import { expect, test } from 'vitest';
import { readLine } from './read-line.ts';

const today = '2026-11-23';
const asked = new Set(['NP01', 'NP03', 'NP06', 'NP08', 'NP09', 'NP10', 'NP11', 'NP12']);
const read = (text: string) => readLine(text, today, asked)?.values;

test('the text of an identity card fills the items it names', () => {
  const card =
    '姓名 欧阳明月 性别 女 民族 汉 出生 1949年10月1日 住址 上海市浦东新区张杨路500号12楼 公民身份号码 310101194910010025';
  expect(read(card)).toMatchObject({
    NP01: '欧阳明月',
    NP03: '2',
    NP06: { region: '上海市浦东新区', regionCode: '310115', detail: '张杨路500号12楼' },
    NP10: '310101194910010025',
  });
});

test('the back of the card gives issuer and validity', () => {
  expect(read('签发机关 上海市公安局浦东分局 有效期限 2009.05.06-长期')).toMatchObject({
    NP12: '上海市公安局浦东分局',
    NP11: { from: '2009-05-06', to: 'long-term' },
  });
  expect(read('签发机关：上海市公安局 有效期限：2019.05.06-2039.05.06')).toMatchObject({
    NP11: { from: '2019-05-06', to: '2039-05-06' },
  });
});

test('name, number, telephone and address in any order', () => {
  const values = read('13800138000 欧阳明月 上海市浦东新区张杨路500号 310101194910010025');
  expect(values).toMatchObject({
    NP01: '欧阳明月',
    NP08: '13800138000',
    NP09: '01',
    NP10: '310101194910010025',
    NP06: { detail: '张杨路500号' },
  });
});

test.each(['欧阳明月', '13800138000', '  ', '今天 天气 很好 吗吗吗吗吗'])(
  'one plain value is left to the field: %s',
  (text) => {
    expect(read(text)).toBeUndefined();
  },
);

test('a number with a wrong check digit is not taken for a document', () => {
  expect(read('13800138000 310101194910010026')).toBeUndefined();
});

test('nothing that the form does not ask for is taken', () => {
  const few = readLine(
    '民族 汉 姓名 张三丰 公民身份号码 310101194910010025',
    today,
    new Set(['NP01', 'NP10']),
  );
  expect(Object.keys(few?.values ?? {}).toSorted()).toEqual(['NP01', 'NP10']);
});
