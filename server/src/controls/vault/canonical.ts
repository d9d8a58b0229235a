// One spelling for what a person may write in many ways, before a fingerprint is made: full width, spaces, dashes, +86,
// middle dots, 15-digit numbers (SECURITY 4.5.1, R2.2.4). Versioned: a change here makes new fingerprints.

export const canonicalVersion = 1;

/** Resident identity card, temporary card, household register: the same 18-digit number (GB 11643). */
const residentKinds = new Set(['01', '02', '03']);

/** Dashes, dots and spaces of any width, and what cannot be seen. */
const separators = /[\s\p{Pd}\p{Cf}.·•・‧∙⋅]/gu;

/** The dots that separate the parts of a transliterated name; NFKC leaves them four different characters. */
const middleDots = /[·•・‧∙⋅ㆍ]/gu;

/** Characters that GB 18030-2005 kept in the private use area and GB 18030-2022 encodes properly. */
const privateUse = new Map([
  ['\ue81e', '\u9fb4'],
  ['\ue826', '\u9fb5'],
  ['\ue82b', '\u9fb6'],
  ['\ue82c', '\u9fb7'],
  ['\ue832', '\u9fb8'],
  ['\ue843', '\u9fb9'],
  ['\ue854', '\u9fba'],
  ['\ue864', '\u9fbb'],
]);

const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const checkDigits = '10X98765432';

/** 15 digits of the 1980s become 18: century 19 and the check digit of ISO 7064 MOD 11-2. */
function withCentury(old: string): string {
  const body = `${old.slice(0, 6)}19${old.slice(6)}`;
  const sum = weights.reduce((total, weight, index) => total + weight * Number(body[index]), 0);
  return body + (checkDigits[sum % 11] ?? '');
}

/** What every one of the steps of folding but upper case leaves as it is: most numbers and codes. */
const plain = /^[\x20-\x7e]*$/;

/** One width, one case, nothing invisible; normalised again because upper case can decompose. */
function fold(text: string): string {
  if (plain.test(text)) return text.toUpperCase();
  return text
    .replace(/\p{Cf}/gu, '')
    .normalize('NFKC')
    .toUpperCase()
    .normalize('NFKC');
}

/** What every step leaves as it is: how most numbers and codes are kept. */
const settled = /^[0-9A-Z]*$/;

/** Folded without separators; folded again because what stood apart may now combine. */
function compact(text: string): string {
  return settled.test(text) ? text : fold(fold(text).replace(separators, ''));
}

export function canonicalDocument(kind: string, number: string): string {
  const written = compact(number);
  const isOld = written.length === 15 && residentKinds.has(kind) && /^\d{15}$/.test(written);
  return isOld ? withCentury(written) : written;
}

/** Mainland numbers as 11 digits; others as written, with their country code. */
export function canonicalMobile(number: string): string {
  const written = compact(number.normalize('NFKC').replaceAll(/[()]/g, ''));
  return written.replace(/^(\+|00)?86(?=1\d{10}$)/, '').replace(/^00/, '+');
}

/** A dot typed as a full stop between Han characters means the middle dot. */
const fullStopInHan = /(?<=\p{Script=Han})[.。．](?=\p{Script=Han})/gu;

export function canonicalName(name: string): string {
  const known = Array.from(name, (character) => privateUse.get(character) ?? character).join('');
  const spaced = fold(known).replace(/\s+/gu, ' ').trim();
  const written = /\p{Script=Han}/u.test(spaced) ? spaced.replaceAll(' ', '') : spaced;
  return fold(written.replace(fullStopInHan, '·').replace(middleDots, '·'));
}

/** A code or a date: width and case do not matter. */
export function canonicalCode(code: string): string {
  return settled.test(code) ? code : fold(code).trim();
}
