// An export as a core system writes it, of any number of acceptable records of people who do not exist: sequence codes 996 to
// 999 are nobody's. Written in pieces, so that a file of any size costs no memory here.
import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import excel from 'exceljs';
import { identityCheckDigit } from '@shouxin/contract/items';

const places = [
  ['湖南省常德市安乡县', '430721'],
  ['浙江省台州市天台县', '331023'],
  ['四川省广安市岳池县', '511621'],
  ['内蒙古自治区赤峰市宁城县', '150429'],
  ['广东省广州市越秀区', '440104'],
  ['北京市朝阳区', '110105'],
  ['上海市浦东新区', '310115'],
  ['广东省深圳市南山区', '440305'],
  ['浙江省杭州市西湖区', '330106'],
  ['四川省成都市锦江区', '510104'],
] as const;

export const headings = [
  '机构号',
  '柜员号',
  '客户姓名',
  '性别',
  '国籍',
  '职业',
  '住所地',
  '详细地址',
  '手机号码',
  '证件种类',
  '证件号码',
  '证件生效日',
  '证件到期日',
  '业务关系目的',
  '税收居民身份',
  '电子邮箱',
  '宗教信仰',
  '同意接收营销信息',
  '开户日期',
];

const names = ['晨', '静', '海燕', '建国', '思远', '梓涵', '雪', '浩然', '佳琪', '明'];
/** Days from 1930 on: with ten places and four sequence codes, 1.2 million people. */
const daysMax = 30_000;

export function recordOf(index: number): string[] {
  const [place, region] = places[index % places.length] ?? places[0];
  const step = Math.floor(index / places.length);
  const birth = new Date(Date.UTC(1925, 0, 1 + (Math.floor(step / 4) % daysMax)));
  const sequence = 996 + (step % 4);
  const first = `${region}${birth.toISOString().slice(0, 10).replaceAll('-', '')}${sequence}`;
  const name = `${'王李张刘陈'.charAt(index % 5)}${names[index % 10]}${names[(index >> 3) % 10]}`;
  return [
    `0101${index % 10}`,
    `T${100 + (index % 90)}`,
    name,
    sequence % 2 === 1 ? '男' : '女',
    '中国',
    '专业技术人员',
    place,
    `滨河东路${index}号`,
    `139${String(10_000_000 + index).padStart(8, '0')}`,
    '居民身份证',
    first + identityCheckDigit(first),
    '2021-05-27',
    '长期',
    '日常储蓄结算',
    '仅为中国税收居民',
    `u${index}@example.com`,
    '',
    index % 3 === 0 ? '是' : '否',
    '2025-08-14',
  ];
}

export interface Records {
  readonly path: string;
  readonly from: number;
  readonly count: number;
}

export async function writeCsv({ path, from, count }: Records): Promise<void> {
  const file = createWriteStream(path);
  file.write(headings.join(','));
  for (let index = from; index < from + count; index += 1) {
    const more = file.write(`\r\n${recordOf(index).join(',')}`);
    if (!more) await once(file, 'drain');
  }
  file.end();
  await once(file, 'finish');
}

export async function writeXlsx({ path, from, count }: Records): Promise<void> {
  const book = new excel.stream.xlsx.WorkbookWriter({ filename: path, useSharedStrings: false });
  const sheet = book.addWorksheet('客户');
  sheet.addRow(headings).commit();
  for (let index = from; index < from + count; index += 1) sheet.addRow(recordOf(index)).commit();
  sheet.commit();
  await book.commit();
}
