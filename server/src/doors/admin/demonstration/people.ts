// Two hundred persons who do not exist (演示数据): numbers carry the sequence codes 996 to 999, which are kept for
// centenarians, so that they are nobody's; the same seed gives the same people on every machine. Among them are minors
// with guardians, expired documents, minority and rare-character names (REQUIREMENTS 7.2).
import { identityCheckDigit } from '@shouxin/contract/items';
import type { ItemValues } from '@shouxin/contract';

export interface Person {
  readonly values: ItemValues;
  /** 0, 1, 2: which branch. */
  readonly branch: number;
  readonly claimsMarketing: boolean;
}

const surnames =
  '王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高郑梁谢宋唐许韩冯邓曹彭曾萧田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈';
const compound = ['欧阳', '诸葛', '司马', '上官', '慕容'];
const given =
  '伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰春梅建国志远晓雨欣怡子涵梓轩思远若曦';
const special = ['买买提·艾力', '阿依古丽·吐尔逊', '𠮷田慧', '㛃雨', '龘明远', '卓玛央宗'];
const places: readonly (readonly [string, string, string, string])[] = [
  ['110105', '北京市', '北京市', '朝阳区'],
  ['310115', '上海市', '上海市', '浦东新区'],
  ['440305', '广东省', '深圳市', '南山区'],
  ['330106', '浙江省', '杭州市', '西湖区'],
  ['320583', '江苏省', '苏州市', '昆山市'],
  ['510104', '四川省', '成都市', '锦江区'],
  ['431102', '湖南省', '永州市', '零陵区'],
  ['650104', '新疆维吾尔自治区', '乌鲁木齐市', '新市区'],
];
const roads = [
  '滨河东路',
  '人民路',
  '解放大道',
  '建设街',
  '文化巷',
  '和平里',
  '中山北路',
  '科技园南路',
];

/** Small seeded generator (mulberry32): fictitious people need no secret randomness, they need to be the same again. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

interface Dice {
  readonly below: (max: number) => number;
  readonly of: <T>(from: readonly T[]) => T;
}

function diceOf(next: () => number): Dice {
  const below = (max: number) => Math.floor(next() * max);
  return { below, of: (from) => from[below(from.length)] as (typeof from)[number] };
}

const two = (n: number) => String(n).padStart(2, '0');

/** `count` persons as of `today` (YYYY-MM-DD). */
export function demonstrationPeople(count: number, today: string): Person[] {
  const dice = diceOf(seeded(20_261_123));
  return Array.from({ length: count }, (_, index) => personOf(dice, index, today));
}

function personOf(dice: Dice, index: number, today: string): Person {
  const thisYear = Number(today.slice(0, 4));
  const isChild = index % 67 === 13;
  const year = isChild ? thisYear - 9 : thisYear - 19 - dice.below(56);
  const sex = dice.below(2) === 0 ? '2' : '1';
  const place = dice.of(places);
  const number = numberOf({ region: place[0], year, sex }, dice);
  const values: ItemValues = {
    NP01: nameOf(dice, index),
    NP03: sex,
    NP04: 'CHN',
    NP05: {
      code: isChild ? '8' : dice.of(['1', '2', '3', '4', '5', '6']),
      ...(isChild && { text: '学生' }),
    },
    NP06: {
      region: `${place[1] === place[2] ? '' : place[1]}${place[2]}${place[3]}`,
      detail: `${dice.of(roads)}${1 + dice.below(400)}号${1 + dice.below(30)}栋${100 + dice.below(2800)}室`,
    },
    NP08: `1${dice.of(['38', '39', '50', '58', '77', '86', '99'])}${String(dice.below(100_000_000)).padStart(8, '0')}`,
    NP09: '01',
    NP10: number,
    NP11: periodOf({ born: year, thisYear, isExpired: index % 41 === 7, isChild }),
    RK16: { purpose: dice.of(['01', '02', '03']) },
    NP24: { status: '1' },
    ...(dice.below(3) === 0 && { CT02: `demo${1000 + index}@example.com` }),
    ...(isChild && { NP22: guardianOf(dice, thisYear) }),
  };
  return { values, branch: index % 3, claimsMarketing: index % 5 === 0 };
}

function nameOf(dice: Dice, index: number): string {
  if (index % 33 === 11) return special[Math.floor(index / 33) % special.length] ?? '买买提·艾力';
  const family = index % 29 === 3 ? dice.of(compound) : dice.of([...surnames]);
  const letters = [...given];
  return family + dice.of(letters) + (dice.below(3) > 0 ? dice.of(letters) : '');
}

/** Sequence codes 996 to 999; odd is male. */
function numberOf(
  { region, year, sex }: { region: string; year: number; sex: string },
  dice: Dice,
): string {
  const sequence = sex === '1' ? dice.of(['997', '999']) : dice.of(['996', '998']);
  const first17 = `${region}${year}${two(1 + dice.below(12))}${two(1 + dice.below(28))}${sequence}`;
  return first17 + identityCheckDigit(first17);
}

function periodOf({
  born,
  thisYear,
  isExpired,
  isChild,
}: {
  born: number;
  thisYear: number;
  isExpired: boolean;
  isChild: boolean;
}) {
  if (isExpired) return { from: `${thisYear - 11}-03-01`, to: `${thisYear - 1}-03-01` };
  const from = thisYear - 2;
  const age = from - born;
  if (isChild) return { from: `${from}-05-01`, to: `${from + 5}-05-01` };
  if (age >= 46) return { from: `${from}-05-01`, to: '长期' };
  return { from: `${from}-05-01`, to: `${from + (age >= 26 ? 20 : 10)}-05-01` };
}

function guardianOf(dice: Dice, thisYear: number) {
  const place = dice.of(places);
  return {
    name: dice.of([...surnames]) + dice.of([...given]),
    documentKind: '01',
    documentNumber: numberOf({ region: place[0], year: thisYear - 38, sex: '2' }, dice),
    mobile: `138${String(dice.below(100_000_000)).padStart(8, '0')}`,
    relation: '5',
    proof: '户口簿',
  };
}
