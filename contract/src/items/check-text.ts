// One value as text, by format: normalised value and findings. Every format is linear in the length of its input, which
// is bounded before any pattern runs (SECURITY threat 31).
import { readDate } from './calendar.ts';
import { readDocumentNumber } from './document-number.ts';
import { type Finding, type FindingCode, finding } from './findings.ts';
import * as normal from './normalise.ts';
import { lookupCode } from './tables.ts';

export type TextInput = {
  target: string;
  text: string;
  format: string;
  length: { min: number; max: number };
  today: string;
  table?: string;
  /** Needed by document numbers: the code of the kind, when that is known. */
  documentKind?: string;
};

export type TextOutcome = { value?: string; findings: Finding[] };

type Check = (input: TextInput) => TextOutcome;

const wrong = (input: TextInput, code: FindingCode, detail?: string): TextOutcome => ({
  findings: [finding(input.target, code, detail)],
});
const right = (value: string): TextOutcome => ({ value, findings: [] });

const nameForm = /^[\p{L}\p{M}〇][\p{L}\p{M}〇·'’. -]*$/u;

const checkName: Check = (input) => {
  const name = normal.normaliseName(input.text);
  if (/\p{Nd}/u.test(name)) return wrong(input, 'HAS_DIGITS');
  return nameForm.test(name) ? right(name) : wrong(input, 'BAD_CHARACTERS');
};

const checkLatinName: Check = (input) => {
  const name = normal.normaliseText(input.text).toUpperCase();
  if (/\d/.test(name)) return wrong(input, 'HAS_DIGITS');
  return /^[A-Z][A-Z '.,/<-]*$/.test(name) ? right(name) : wrong(input, 'BAD_CHARACTERS');
};

const checkCode: Check = (input) => {
  const table = input.table ?? '';
  const row =
    lookupCode(table, input.text, input.today) ?? lookupCode(table, labelAfterCode(input.text));
  if (row) return right(row.code);
  const several = input.table === 'country' ? severalCountries(input) : undefined;
  return several ? right(several) : wrong(input, 'UNKNOWN_CODE');
};

/** `01-居民身份证`, `1:男`: code and label in one cell. */
export const labelAfterCode = (text: string): string =>
  /^\s*[\dA-Z]{1,6}\s*[-.:：、|/]\s*(.{1,80})$/u.exec(text.slice(0, 100))?.[1] ?? '';

/** More than one nationality in one cell (NP04). */
function severalCountries(input: TextInput): string | undefined {
  const names = normal
    .normaliseText(input.text)
    .slice(0, 200)
    .split(/[,;、/|]/u);
  const codes = names
    .map((name) => lookupCode('country', name)?.code)
    .filter((code) => code !== undefined);
  return names.length > 1 && codes.length === names.length ? codes.join(',') : undefined;
}

const mainland = /^1[3-9]\d{9}$/;
const abroad = /^\+[1-9]\d{6,14}$/;
const dubious = /^(?:1\d(\d)\1{8}|1[3-9]123456789|1[3-9]012345678|1[3-9]987654321)$/;

const checkMobile: Check = (input) => {
  const mobile = normal.normaliseMobile(input.text);
  const known = mainland.test(mobile) || (abroad.test(mobile) && !mobile.startsWith('+86'));
  if (!known) return wrong(input, 'MOBILE_FORMAT');
  const findings = dubious.test(mobile) ? [finding(input.target, 'MOBILE_DUBIOUS')] : [];
  return { value: mobile, findings };
};

const checkPhone: Check = (input) => {
  const phone = normal.normaliseMobile(input.text);
  if (mainland.test(phone) || abroad.test(phone) || /^0?\d{7,12}$/.test(phone)) return right(phone);
  return wrong(input, 'PHONE_FORMAT');
};

const emailForm =
  /^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.){1,8}[a-z]{2,63}$/;

const checkEmail: Check = (input) => {
  const email = normal.normaliseEmail(input.text);
  const local = email.slice(0, email.lastIndexOf('@'));
  const dotted = local.startsWith('.') || local.endsWith('.') || local.includes('..');
  return emailForm.test(email) && !dotted ? right(email) : wrong(input, 'EMAIL_FORMAT');
};

const checkDocumentNumber: Check = (input) => {
  const read = readDocumentNumber(input.documentKind ?? '', input.text, input.today);
  const findings = read.faults.map((fault) => finding(input.target, fault.code, fault.detail));
  return findings.some((f) => f.severity === 'reject')
    ? { findings }
    : { value: read.number, findings };
};

const checkDate: Check = (input) => {
  const read = readDate(normal.normaliseText(input.text));
  if ('date' in read) return right(read.date);
  return wrong(input, read.fault === 'impossible' ? 'DATE_IMPOSSIBLE' : 'DATE_UNREADABLE');
};

export const longTerm = 'long-term';
const longTermWords = new Set(['长期', '长期有效', '永久', '永久有效', '终身', '终身有效', '无期限', '无固定期限', 'longterm', 'permanent', 'forever', 'indefinite', 'unlimited', 'lifelong', '99991231', '20991231', '99990101', '29991231']); // prettier-ignore

/** 长期, and the far dates that other systems write for it. */
export const isLongTerm = (text: string): boolean => longTermWords.has(normal.labelKey(text));

const checkDateOrLong: Check = (input) => {
  const day = readDate(normal.normaliseText(input.text));
  if ('date' in day && isLongTerm(day.date)) return right(longTerm);
  return isLongTerm(input.text) ? right(longTerm) : checkDate(input);
};

const checkPlain: Check = (input) => {
  const text = normal.normaliseText(input.text);
  return /[\uFFFD\p{Co}]/u.test(text) ? wrong(input, 'BAD_CHARACTERS') : right(text);
};

const checkTin: Check = (input) => right(normal.normaliseNumber(input.text));

const checks: Record<string, Check> = {
  name: checkName,
  'latin-name': checkLatinName,
  code: checkCode,
  mobile: checkMobile,
  phone: checkPhone,
  email: checkEmail,
  'document-number': checkDocumentNumber,
  date: checkDate,
  'date-or-long': checkDateOrLong,
  tin: checkTin,
};

const isBlank = (text: string): boolean => normal.normaliseText(text) === '';

function lengthFault(input: TextInput, value: string): TextOutcome | undefined {
  const length = [...value].length;
  if (length < input.length.min) return wrong(input, 'TOO_SHORT', String(input.length.min));
  return length > input.length.max ? wrong(input, 'TOO_LONG', String(input.length.max)) : undefined;
}

/** Formats whose own message says more than "too short" would. */
const ownLength = new Set([
  'code',
  'mobile',
  'phone',
  'document-number',
  'date',
  'date-or-long',
  'email',
]);

/** Checks one text; a blank one has neither value nor finding (whether it was required is the caller's question). */
export function checkText(given: TextInput): TextOutcome {
  const input = { ...given, text: normal.unwrapCell(given.text) };
  if (isBlank(input.text)) return { findings: [] };
  if (input.text.length > 4000) return wrong(input, 'TOO_LONG', String(input.length.max));
  if (normal.isPlaceholder(input.text) && !isKnownLabel(input)) return wrong(input, 'PLACEHOLDER');
  if (normal.isFormula(input.text)) return wrong(input, 'FORMULA');
  const outcome = (checks[input.format] ?? checkPlain)(input);
  if (outcome.value === undefined || ownLength.has(input.format)) return outcome;
  return lengthFault(input, outcome.value) ?? outcome;
}

/** "未知" is a filler, but also a lawful row of the table of sexes. */
const isKnownLabel = (input: TextInput): boolean =>
  input.table !== undefined && lookupCode(input.table, input.text) !== undefined;
