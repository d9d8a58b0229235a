// What a column probably holds, from the look of its first values, when its heading says nothing. Only targets whose
// values have an unmistakable form are guessed; a guess is shown as one and confirmed by a person.
import { findRegion, lookupCode, normaliseMobile, normaliseName, normaliseNumber, readDate } from '@shouxin/contract/items'; // prettier-ignore

type Look = { target: string; fits: (text: string) => boolean };

/** Codes such as `1` and `2` could be anything: only words count. */
const isWordIn =
  (table: string) =>
  (text: string): boolean =>
    !/^[\dA-Za-z]{0,3}$/.test(text.trim()) && lookupCode(table, text) !== undefined;

const isDate = (text: string): boolean => 'date' in readDate(text.trim());
const isLong = (text: string): boolean => /长期|永久/u.test(text);
const surnames = new Set('王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文欧司诸上尉慕'); // prettier-ignore

const looks: readonly Look[] = [
  { target: 'NP10', fits: (text) => /^\d{17}[\dX]$/.test(normaliseNumber(text)) },
  { target: 'NP08', fits: (text) => /^1[3-9]\d{9}$/.test(normaliseMobile(text)) },
  { target: 'CT02', fits: (text) => /^[^@\s]{1,64}@[^@\s]{1,200}$/.test(text.trim()) },
  { target: 'NP03', fits: (text) => /^(?:男|女)性?$|^(?:fe)?male$/iu.test(text.trim()) },
  { target: 'NP24', fits: (text) => /税收居民|非居民/u.test(text) },
  { target: 'RK16', fits: isWordIn('relation-purpose') },
  { target: 'NP09', fits: isWordIn('document-kind') },
  { target: 'NP05', fits: isWordIn('occupation') },
  { target: 'NP04', fits: isWordIn('country') },
  { target: 'NP06', fits: (text) => findRegion(text) !== undefined },
  {
    target: 'NP01',
    fits: (text) =>
      /^\p{Script=Han}{2,4}$/u.test(normaliseName(text)) && surnames.has(text.trim().charAt(0)),
  },
];

const shareMin = 0.7;
const valuesMin = 3;

const share = (texts: readonly string[], fits: (text: string) => boolean): number =>
  texts.filter(fits).length / Math.max(1, texts.length);

/** An end of validity shows itself by 长期 among dates. */
const isValidityEnd = (texts: readonly string[]): boolean =>
  texts.some(isLong) && share(texts, (text) => isDate(text) || isLong(text)) >= shareMin;

export function guessTarget(
  texts: readonly string[],
  isFree: (target: string) => boolean,
): string | undefined {
  if (texts.length < valuesMin) return undefined;
  const short = texts.map((text) => text.slice(0, 300));
  if (isFree('NP11.to') && isFree('NP11') && isValidityEnd(short)) return 'NP11.to';
  return looks.find((look) => isFree(look.target) && share(short, look.fits) >= shareMin)?.target;
}
