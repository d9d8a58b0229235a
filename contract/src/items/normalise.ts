// What people and other systems write, in one form: full-width to half-width, odd spaces, the family of middle dots,
// private-use code points of old GB 18030 editions. Comparison and fingerprints rest on it, so it must be idempotent.

/** GB 18030-2022 gave these characters real code points; older systems still send the private-use ones. */
const privateUse: Record<string, string> = {
  '\uE816': '\u{20087}',
  '\uE817': '\u{20089}',
  '\uE818': '\u{200CC}',
  '\uE831': '\u{215D7}',
  '\uE83B': '\u{2298F}',
  '\uE855': '\u{241FE}', // prettier-ignore
  '\uE81E': '\u9FB4',
  '\uE826': '\u9FB5',
  '\uE82B': '\u9FB6',
  '\uE82C': '\u9FB7',
  '\uE832': '\u9FB8',
  '\uE843': '\u9FB9',
  '\uE854': '\u9FBA',
  '\uE864': '\u9FBB', // prettier-ignore
};
const privateUsePattern = new RegExp(`[${Object.keys(privateUse).join('')}]`, 'gu');

/** Everything seen between the parts of a minority name; the identity card prints U+00B7. */
const middleDots = /[\u00B7\u0387\u1427\u16EB\u2022\u2024\u2027\u2218\u2219\u22C5\u2E31\u2E33\u30FB\uFF65\u25CF\u2981]/gu; // prettier-ignore
const dotInsideHan = /(?<=\p{Script=Han})\s*\.\s*(?=\p{Script=Han})/gu;
const spaceBesideHan = /(?<=[\p{Script=Han}·])\s+|\s+(?=[\p{Script=Han}·])/gu;
/** Control and format characters except TAB, LF and CR, which are blanks. */
const invisible = /(?![\t\n\r])[\p{Cc}\p{Cf}]/gu;

/** Printing ASCII and common Chinese characters without a blank are what they should be: most values by far. */
const settled = /^[!-~\u4E00-\u9FB3]*$/u;

/** NFKC, invisible characters dropped, runs of white space (line breaks too) made one blank, trimmed. */
export function normaliseText(text: string): string {
  if (settled.test(text)) return text;
  const known = text.replace(privateUsePattern, (c) => privateUse[c] ?? c);
  return known.normalize('NFKC').replace(invisible, '').replace(/\s+/gu, ' ').trim();
}

/** `="0123"` and `'0123` are how exports keep a spreadsheet from turning text into a number: take the text. */
export function unwrapCell(text: string): string {
  const trimmed = text.trim();
  if (trimmed.startsWith('="') && trimmed.endsWith('"') && trimmed.length >= 3) {
    const inner = trimmed.slice(2, -1);
    return inner.includes('"') ? text : inner;
  }
  return /^['‘’]\d/u.test(trimmed) ? trimmed.slice(1) : text;
}

/** Nothing but common Chinese characters: most names, already in their one form. */
const plainHan = /^[\u4E00-\u9FB3]*$/u;

export function normaliseName(text: string): string {
  if (plainHan.test(text)) return text;
  return normaliseText(text.replace(middleDots, '·')).replace(middleDots, '·').replace(dotInsideHan, '·').replace(spaceBesideHan, ''); // prettier-ignore
}

/** Document numbers: no blanks or dashes, capital letters. */
export const normaliseNumber = (text: string): string =>
  normaliseText(text)
    .replace(/[\s\-‐-―]/gu, '')
    .toUpperCase();

/** A line break inside an address joins two Chinese lines without a blank. */
export function normaliseAddress(text: string): string {
  const plain = normaliseText(text);
  return plain.includes(' ') ? plain.replace(spaceBesideHan, '') : plain;
}

/** Mainland mobiles as 11 digits, everything else as written with `+` and digits only. */
export function normaliseMobile(text: string): string {
  const plain = normaliseText(text).replace(/[\s()\-‐-―.]/gu, '');
  const international = plain.startsWith('00') ? `+${plain.slice(2)}` : plain;
  const mainland = /^\+?86(1\d{10})$/.exec(international);
  return mainland?.[1] ?? international;
}

export function normaliseEmail(text: string): string {
  const plain = normaliseText(text).replace(/\s/gu, '');
  const at = plain.lastIndexOf('@');
  return at < 0 ? plain : plain.slice(0, at) + plain.slice(at).toLowerCase();
}

/** Small letters, digits and common Chinese characters alone are their own key. */
const settledKey = /^[a-z0-9\u4E00-\u9FB3]*$/u;

/** Labels and headings are compared by letters and digits alone: `ID_NO`, `Id No.` and `ＩＤ－ＮＯ` are one. */
export function labelKey(text: string): string {
  if (settledKey.test(text)) return text;
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');
}

const placeholders = new Set(
  `不详 无 无无 未知 不明 未填 未填写 没有 暂无 暂缺 暂未提供 未提供 未登记 未采集 待补 待补充 待定 待完善 待核实 空 空白 不清楚 不知道 不适用 匿名 无名 无名氏 某某 某人 测试 测试数据 测试客户 测试用户 演示 示例 样例
  na null none nil test testing unknown undefined nan notapplicable notavailable tbd empty xx xxx xxxx xxxxx 客户姓名 姓名`.split(
    /\s+/,
  ),
);

const placeholderMax = Math.max(...[...placeholders].map((key) => key.length));

/** A filler in place of a value: 不详, 无, N/A, ---, ***, 测试... */
export function isPlaceholder(text: string): boolean {
  const plain = normaliseText(text);
  if (plain === '') return false;
  const key = labelKey(plain);
  return key === '' || (key.length <= placeholderMax && placeholders.has(key));
}

const formulaStart = /^[=+\-@]/u;
const dialled = /^\+[\d\s()-]+$/u;

/** A spreadsheet would run it (OWASP CSV injection): = + - @ after any leading blanks, TAB and CR, full-width too. */
export function isFormula(text: string): boolean {
  const plain = settled.test(text) ? text : text.normalize('NFKC').replace(invisible, '').trim();
  return (
    formulaStart.test(plain) && plain.length > 1 && !dialled.test(plain) && !isPlaceholder(plain)
  );
}
