// What a column's heading means, by the synonyms of the data dictionary: exactly, without the words around it
// (必填, 客户...), or by the longest synonym inside it. Other persons' columns are never taken for the customer's.
import { dictionary, labelKey } from '@shouxin/contract/items';

export type Confidence = 'exact' | 'synonym' | 'guess' | 'confirmed';
export type HeadingMatch = { target: string; confidence: Confidence };

const targets = new Map<string, string>();
for (const row of dictionary.otherHeadings)
  for (const heading of row.headings) targets.set(labelKey(heading), row.target);
for (const item of dictionary.items) {
  for (const part of item.parts ?? [])
    for (const heading of part.headings) targets.set(labelKey(heading), `${item.id}.${part.id}`);
  for (const heading of item.headings) targets.set(labelKey(heading), item.id);
}

/** Item ids themselves are headings too: `NP10`, `NP11.to`. */
for (const item of dictionary.items) {
  targets.set(labelKey(item.id), item.id);
  for (const part of item.parts ?? [])
    targets.set(labelKey(`${item.id}.${part.id}`), `${item.id}.${part.id}`);
}

const longestFirst = [...targets.keys()].toSorted((a, b) => b.length - a.length);
const isLongEnough = (key: string): boolean =>
  /^[\p{Script=Han}]+$/u.test(key) ? key.length >= 2 : key.length >= 5;

const bracketed = /[(【[][^)】\]]{0,40}[)】\]]/gu;
const affixes =
  /^(?:客户的?|个人|本人|存款人|申请人|开户人|持卡人|被保险人|投保人|主|原|现|新|cust(?:omer)?s?|client|person|party|primary|main)|(?:代码|编码|信息|名称|必填|选填|描述|内容|code|desc|text|value|required)$/gu;

/** Somebody else's name or number must not become the customer's by a likeness of words. */
const others =
  /监护|代理|配偶|家属|父母|子女|紧急|联系人|受益|担保|经办|法定代表|法人|推荐|介绍|单位|公司|guardian|agent|spouse|emergency|beneficiary|guarantor|referrer|parent|child|contactperson|legalrep|company|employer/u;

/** About an item, but not the item: 手机号归属地, 证件核验状态. */
const about =
  /归属|标志|标识|状态|校验|核验|验证|次数|数量|来源|更新|修改|等级|评级|积分|flag|verified|count|level|score/u;

type Concept = readonly [target: string, ...words: RegExp[]];

const starts = /起|始|生效|签发日|发证日|启用|start|begin|issue|effective|from/u;
const ends = /止|至|到期|截|失效|结束|终|过期|届满|expir|end|until|thru|due|invalid/u;
const document = /证件|身份证|证照|证明|有效|identity|document|cert|^id|valid/u;

/** Words that together leave no doubt, whatever else stands in the heading. The first that fits counts. */
const concepts: readonly Concept[] = [
  ['claim.marketing', /营销|广告|推广|marketing|promotion/u],
  ['NP26', /宗教|religio/u],
  ['NP27', /政治面貌|党派|politic/u],
  ['NP24.country', /税收|涉税|税务|tax/u, /国别|国家|国籍|居民国|country/u],
  ['NP24.tin', /税号|纳税人识别|taxpayer|taxid|taxno/u],
  ['NP24', /税收居民|税收身份|涉税|crs|taxresid|taxstatus/u],
  ['NP18', /户籍|户口|籍贯|hukou/u],
  ['AC05', /开户|开立|open/u, /日|时间|date|time/u],
  [
    'RK16',
    /目的|用途|原因|purpose|reason/u,
    /业务|开户|账户|开立|关系|acct|account|open|relation|business/u,
  ],
  ['NP12', /机关|机构|单位|authority|issuer/u, /签发|发证|issu/u],
  ['NP11.from', document, starts],
  ['NP11.to', document, ends],
  ['NP09', /证件|身份证明|证照|identi|document|cert/u, /种类|类型|类别|type|kind/u],
  ['NP10', /证件|身份证|证照|identi|document|cert/u, /号|number|no$/u],
  ['origin.branch', /机构|网点|支行|分行|营业部|branch|orgid|orgno/u],
  ['origin.teller', /柜员|操作员|经办|客户经理|teller|operator/u],
];

const conceptOf = (key: string): string | undefined =>
  concepts.find(([, ...words]) => words.every((word) => word.test(key)))?.[0];

const exact = (key: string): string | undefined => (key === '' ? undefined : targets.get(key));

function bare(heading: string): string[] {
  const plain = labelKey(heading.normalize('NFKC').replace(bracketed, ''));
  const numbered = plain.replace(/^\d{1,3}/u, '');
  const stripped = numbered.replace(affixes, '');
  return [
    plain,
    numbered,
    stripped,
    stripped.replace(affixes, ''),
    numbered.replace(/\d{1,2}$/u, ''),
  ];
}

const roles: readonly [words: RegExp, item: string][] = [
  [/^(?:法定)?监护人|^guardians?/u, 'NP22'],
  [/^代理人|^agents?/u, 'NP23'],
];

const roleParts: Record<string, string> = {
  NP01: 'name',
  NP08: 'mobile',
  NP09: 'documentKind',
  NP10: 'documentNumber',
};

/** 监护人名字, Agent's passport number: the rest of the heading read as if it were the customer's. */
function roleTarget(key: string): string | undefined {
  const role = roles.find(([words]) => words.test(key));
  if (!role) return undefined;
  const rest = key.replace(role[0], '');
  if (/关系|relation/u.test(rest)) return role[1] === 'NP22' ? 'NP22.relation' : undefined;
  const part = roleParts[exact(rest) ?? conceptOf(rest) ?? contained(rest) ?? ''];
  return part && `${role[1]}.${part}`;
}

function contained(key: string): string | undefined {
  if (others.test(key) || about.test(key)) return undefined;
  const found = longestFirst.find((synonym) => isLongEnough(synonym) && key.includes(synonym));
  return found === undefined ? undefined : targets.get(found);
}

function likely(heading: string): HeadingMatch | undefined {
  const key = labelKey(heading);
  const role = roleTarget(key);
  if (role !== undefined) return { target: role, confidence: 'synonym' };
  const isSomeoneElse = others.test(key.replace(/经办|单位|公司/gu, ''));
  const concept = isSomeoneElse || about.test(key) ? undefined : conceptOf(key);
  if (concept !== undefined) return { target: concept, confidence: 'synonym' };
  const inside = contained(key);
  return inside === undefined ? undefined : { target: inside, confidence: 'guess' };
}

/** The target a heading names, if any: `NP10`, `NP11.to`, `origin.branch`, `claim.marketing`, `ignored`. */
export function matchHeading(heading: string): HeadingMatch | undefined {
  if (heading.length > 120) return undefined;
  const whole = exact(labelKey(heading));
  if (whole !== undefined) return { target: whole, confidence: 'exact' };
  for (const key of bare(heading)) {
    const target = exact(key);
    if (target !== undefined) return { target, confidence: 'synonym' };
  }
  return likely(heading);
}
