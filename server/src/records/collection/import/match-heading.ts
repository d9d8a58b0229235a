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

const exact = (key: string): string | undefined => (key === '' ? undefined : targets.get(key));

function bare(heading: string): string[] {
  const plain = labelKey(heading.normalize('NFKC').replace(bracketed, ''));
  const numbered = plain.replace(/^\d{1,3}/u, '');
  const stripped = numbered.replace(affixes, '');
  return [plain, numbered, stripped, stripped.replace(affixes, '')];
}

function contained(heading: string): string | undefined {
  const key = labelKey(heading);
  if (others.test(key)) return undefined;
  const found = longestFirst.find((synonym) => isLongEnough(synonym) && key.includes(synonym));
  return found === undefined ? undefined : targets.get(found);
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
  const inside = contained(heading);
  return inside === undefined ? undefined : { target: inside, confidence: 'guess' };
}
