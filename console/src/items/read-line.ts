// Understands what a teller pastes: the text of an identity card, or `姓名 证件号码 电话 地址` in any order. Takes only what
// it is sure of and only items that the form asks for; the rest stays on the clipboard.
import {
  findRegion,
  longTerm,
  normaliseText,
  validateItem,
  type ItemInput,
} from '@shouxin/contract/items';

export interface ReadLine {
  readonly values: Readonly<Record<string, ItemInput>>;
}

const labels =
  /(姓\s*名|性\s*别|民\s*族|出\s*生|住\s*址|公民身份号码|身份证号码?|证件号码|签发机关|有效期限|电\s*话|手机(?:号码)?|联系方式|地\s*址)\s*[:：]?\s*/gu;
const itemOfLabel: Record<string, string> = {
  姓名: 'NP01',
  性别: 'NP03',
  住址: 'NP06',
  地址: 'NP06',
  公民身份号码: 'NP10',
  身份证号: 'NP10',
  身份证号码: 'NP10',
  证件号码: 'NP10',
  签发机关: 'NP12',
  有效期限: 'NP11',
  电话: 'NP08',
  手机: 'NP08',
  手机号码: 'NP08',
  联系方式: 'NP08',
};

/** `today` decides whether a number of a document is sound. Undefined when the text is one plain value. */
export function readLine(
  pasted: string,
  today: string,
  asked: ReadonlySet<string>,
): ReadLine | undefined {
  const text = pasted.slice(0, 600).replaceAll(/\s+/gu, ' ').trim();
  const read = { ...readTokens(text, today), ...readLabelled(text) };
  const values = Object.fromEntries(Object.entries(read).filter(([item]) => asked.has(item)));
  return Object.keys(values).length >= 2 ? { values } : undefined;
}

type Found = Record<string, ItemInput>;

function readLabelled(text: string): Found {
  const found: Found = {};
  const marks = Array.from(text.matchAll(labels));
  for (const [at, mark] of marks.entries()) {
    const item = itemOfLabel[(mark[1] ?? '').replaceAll(/\s/g, '')];
    const value = text.slice(mark.index + mark[0].length, marks[at + 1]?.index).trim();
    if (item && value !== '') Object.assign(found, inForm(item, value));
  }
  return found;
}

function inForm(item: string, value: string): Found {
  if (item === 'NP06') return { NP06: addressOf(value) };
  if (item === 'NP11') return { NP11: periodOf(value) };
  if (item === 'NP03')
    return value === '男' || value === '女' ? { NP03: value === '男' ? '1' : '2' } : {};
  return { [item]: item === 'NP10' ? value.replaceAll(' ', '').toUpperCase() : value };
}

function addressOf(value: string): Record<string, string> {
  const region = findRegion(normaliseText(value).replaceAll(' ', ''));
  if (!region) return { detail: value };
  return { region: region.name, regionCode: region.code, detail: region.rest };
}

const day = (text: string) =>
  text
    .trim()
    .replaceAll(/[./年月]/gu, '-')
    .replace(/日$/u, '');

function periodOf(value: string): Record<string, string> {
  const [from = '', to = ''] = value.split(/\s*(?:至|—|–|~|～|-(?=\s*\d{4}|\s*长))\s*/u);
  return { from: day(from), to: /长期/u.test(to) ? longTerm : day(to) };
}

/** Without labels: each word is what only it can be. */
function readTokens(text: string, today: string): Found {
  const found: Found = {};
  for (const token of text.split(/[\s,，;；|]+/u)) {
    const item = kindOf(token, today);
    if (item && !(item in found)) Object.assign(found, inForm(item, token));
  }
  if (found['NP10']) found['NP09'] ??= '01';
  return found;
}

function kindOf(token: string, today: string): string | undefined {
  if (isSound('NP10', token, today)) return 'NP10';
  if (/^1[3-9]\d{9}$/.test(token)) return 'NP08';
  if (findRegion(token)?.rest) return 'NP06';
  return /^\p{Script=Han}{2,4}(?:·\p{Script=Han}{2,12})?$/u.test(token) ? 'NP01' : undefined;
}

function isSound(item: string, input: string, today: string): boolean {
  if (!/^\d{17}[\dXx]$/.test(input)) return false;
  const { findings } = validateItem({
    id: item,
    input,
    today,
    channel: 'counter',
    documentKind: '01',
  });
  return findings.every((it) => it.severity !== 'reject');
}
