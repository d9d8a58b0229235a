// Items made of parts: occupation, purpose, tax residence, guardian, agent. Each takes one text or named parts and gives
// parts back, so that two split columns and one joined column end the same.
import type { ItemOutcome, ItemQuestion } from './item-types.ts';
import { type TextInput, type TextOutcome, checkText, labelAfterCode } from './check-text.ts';
import { type DictionaryPart, itemOf } from './dictionary.ts';
import { type Finding, finding } from './findings.ts';
import { isPlaceholder, normaliseText, unwrapCell } from './normalise.ts';
import { type Parts, isBlankPart, named, outcome } from './parts.ts';
import { codeRowOf, lookupCode } from './tables.ts';

/** A code with words beside it: occupation and purpose. An unknown label is kept as written, for a person to classify. */
export function checkCoded(question: ItemQuestion): ItemOutcome {
  const { id } = question;
  const given = named(question.input, 'whole');
  const words = unwrapCell(given['text'] ?? '');
  const label = unwrapCell(firstFilled(given[mainPart(id)], given['whole'], words));
  if (isBlankPart(label)) return { findings: [] };
  const text = checkText(plainText(question, label));
  if (text.value === undefined) return { findings: text.findings };
  const spoken: Parts = isBlankPart(words) ? {} : { text: normaliseText(words) };
  const table = itemOf(id).table ?? '';
  const row =
    lookupCode(table, text.value, question.today) ?? lookupCode(table, labelAfterCode(text.value));
  if (!row) return unknownLabel(question, text.value, spoken);
  if (row.needsText && spoken['text'] === undefined)
    return { findings: [finding(id, 'NEEDS_TEXT')] };
  return outcome({ [mainPart(id)]: row.code, ...spoken }, text.findings);
}

const mainPart = (id: string): string => (id === 'RK16' ? 'purpose' : 'code');

const firstFilled = (...texts: (string | undefined)[]): string =>
  texts.find((text) => !isBlankPart(text)) ?? '';

function unknownLabel(question: ItemQuestion, label: string, spoken: Parts): ItemOutcome {
  const { id } = question;
  if (/^(?:其[他它]|other)$/iu.test(label)) {
    const other: Parts = id === 'RK16' ? { purpose: '99' } : { code: '8' };
    return spoken['text'] === undefined
      ? { findings: [finding(id, 'NEEDS_TEXT')] }
      : outcome({ ...other, ...spoken }, []);
  }
  if (question.channel === 'counter') return { findings: [finding(id, 'UNKNOWN_CODE')] };
  return outcome({ text: [label, spoken['text']].filter(Boolean).join(' ') }, [
    finding(id, 'UNKNOWN_LABEL'),
  ]);
}

const plainText = (question: ItemQuestion, text: string): TextInput => ({
  target: question.id,
  text,
  format: 'text',
  length: { ...itemOf(question.id).length, min: 1 },
  today: question.today,
});

function checkPart(question: ItemQuestion, part: DictionaryPart, text: string): TextOutcome {
  const target = `${question.id}.${part.id}`;
  if (isBlankPart(text)) return { findings: part.required ? [finding(target, 'MISSING')] : [] };
  if (!part.required && isPlaceholder(text)) return { findings: [] };
  const { format, length, table } = part;
  return checkText({
    target,
    text,
    format,
    length,
    table,
    today: question.today,
    documentKind: question.documentKind,
  });
}

/** The tax statement: any residence abroad asks for country and number. */
export function checkTax(question: ItemQuestion): ItemOutcome {
  const given = named(question.input, 'status');
  const merged = { ...given, status: given['status'] ?? given['whole'] ?? '' };
  const result = checkParts(question, merged);
  if (isBlankPart(merged.status)) return result;
  const status = result.value?.['status'];
  const abroad = status !== undefined && codeRowOf('tax-residence', status)?.needsCountry === true;
  if (abroad && result.value?.['country'] === undefined)
    result.findings.push(finding(question.id, 'TAX_COUNTRY_MISSING'));
  return result;
}

function checkParts(question: ItemQuestion, given: Parts): ItemOutcome {
  const findings: Finding[] = [];
  const value: Parts = {};
  const parts = itemOf(question.id).parts ?? [];
  if (parts.every((part) => isBlankPart(given[part.id]))) return { findings };
  const documentKind = lookupCode('document-kind', given['documentKind'] ?? '')?.code;
  for (const part of parts) {
    const read = checkPart({ ...question, documentKind }, part, given[part.id] ?? '');
    findings.push(...read.findings);
    if (read.value !== undefined) value[part.id] = read.value;
  }
  return outcome(value, findings);
}

/** Guardian and agent: a small person of their own (办法 art. 24, PIPL art. 31). */
export const checkPerson = (question: ItemQuestion): ItemOutcome =>
  checkParts(question, named(question.input, 'name'));

/** Income as a band (FN01): the exact amount is forbidden on the list and never reaches this point. */
export const checkIncome = (question: ItemQuestion): ItemOutcome =>
  checkParts(question, named(question.input, 'band'));
