// What is planted: fictitious names, numbers, mobiles, addresses, references, passwords, codes and free texts, each used nowhere
// else in the repository, so that one found in a log or an error can only have come from a request.
import { identityCheckDigit } from '@shouxin/contract/items';
import type { Planted } from './hygiene-forms.ts';

/** Sequence 999: nobody's. */
function numberOf(day: string): string {
  const first = `650104${day}999`;
  return first + identityCheckDigit(first);
}

export const names = [
  '澹台子羽',
  '宇文植木',
  '尉迟恭敬',
  '百里奚望',
  '呼延灼见',
  '皇甫嵩岳',
  '独孤求是',
  '南宫问天',
] as const;
export const numbers = [
  '19710203',
  '19720304',
  '19730405',
  '19740506',
  '19750607',
  '19760708',
  '19770809',
  '19780910',
].map(numberOf);
export const brokenNumbers = [
  '650104197912129990',
  '650104198013139991',
  '65010419811414',
] as const;
export const mobiles = [
  '18877300411',
  '18877300412',
  '18877300413',
  '18877300414',
  '18877300415',
  '18877300416',
] as const;
export const addresses = [
  '雁栖湖植树路77号9栋301室',
  '鹿鸣巷植被街18号2单元',
  '听涛里植物园5号楼',
  '落霞坊植棉路6号院',
] as const;
export const emails = ['tantai.ziyu@plant.example', 'yuwen.zhimu@plant.example'] as const;
export const references = [
  'TS-PLANT-770041',
  '投诉植入七七号',
  'YW-PLANT-770042',
  'QQ-PLANT-770043',
] as const;
export const passwords = [
  'Planted-Heron-901',
  'Planted-Otter-902',
  'Planted-Finch-903',
  'plantedweak904',
] as const;
export const codes = ['738291', '738292', '738293', '738294'] as const;
export const notes = [
  '客户称植入理由其一',
  '退回植入理由其二',
  '更正植入理由其三',
  '撤回植入理由其四',
  '办结植入理由其五',
  '撤销植入理由其六',
  '植入的宗教信仰',
  '植入的配偶姓名',
  '植入的机构名称',
  '植入的员工姓名',
] as const;
export const sqlTexts = [
  "'; DROP TABLE customers.value; -- 植入甲",
  "' OR '1'='1' /* 植入乙 */",
  '$$; SELECT pg_sleep(9); -- 植入丙',
] as const;
export const fileNames = ['植入客户名单甲.csv', '植入客户名单乙.csv'] as const;
export const images = ['PLANTED-FACE-77', 'PLANTED-BACK-78'] as const;

const groups = {
  name: names,
  number: numbers,
  'broken number': brokenNumbers,
  mobile: mobiles,
  address: addresses,
  email: emails,
  reference: references,
  password: passwords,
  code: codes,
  note: notes,
  sql: sqlTexts,
  'file name': fileNames,
  image: images,
};

export const planted: readonly Planted[] = Object.entries(groups).flatMap(([group, values]) =>
  values.map((value, at) => ({ name: `${group} ${at}`, value })),
);
