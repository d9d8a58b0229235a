// The validity of a document: two dates or one text, with 长期 for no end. Expired is a task in a migration and a refusal
// at the counter (办法 art. 26).
import type { ItemOutcome, ItemQuestion } from './item-types.ts';
import { type TextInput, checkText, longTerm } from './check-text.ts';
import { type Finding, finding } from './findings.ts';
import { normaliseText } from './normalise.ts';
import { type Parts, isBlankPart, named, outcome } from './parts.ts';

const separators = /[-~至到—–,、/]|\bto\b/giu;

/** `2019.01.08-2039.01.08`, `20190108至长期`, or just the end: the separator is the one with a date on either side. */
function splitPeriod(text: string): Parts {
  const plain = normaliseText(text);
  if (plain.length > 60) return { to: plain };
  for (const match of plain.matchAll(separators)) {
    const from = plain.slice(0, match.index).trim();
    const to = plain.slice(match.index + match[0].length).trim();
    const reads = checkText(dateText('NP11.from', from)).value !== undefined;
    if (reads && checkText(dateText('NP11.to', to)).value !== undefined) return { from, to };
  }
  return { to: plain };
}

const dateText = (target: string, text: string): TextInput => ({
  target,
  text,
  format: target.endsWith('.to') ? 'date-or-long' : 'date',
  length: { min: 1, max: 40 },
  today: '9999-12-31',
});

function periodFaults(value: Parts, question: ItemQuestion): Finding[] {
  const { from, to } = value;
  const { id, today, channel } = question;
  const findings: Finding[] = [];
  if (from !== undefined && from > today)
    findings.push(finding(`${id}.from`, 'PERIOD_START_FUTURE'));
  if (to === undefined || to === longTerm) return findings;
  if (from !== undefined && to < from) return [finding(`${id}.to`, 'PERIOD_ORDER')];
  if (to < today) findings.push(finding(`${id}.to`, channel === 'counter' ? 'DOCUMENT_EXPIRED_COUNTER' : 'DOCUMENT_EXPIRED')); // prettier-ignore
  return findings;
}

export function checkPeriod(question: ItemQuestion): ItemOutcome {
  const given = named(question.input, 'whole');
  const whole = isBlankPart(given['whole']) ? {} : splitPeriod(given['whole'] ?? '');
  const merged: Parts = {
    ...whole,
    ...Object.fromEntries(Object.entries(given).filter(([, v]) => !isBlankPart(v))),
  };
  const value: Parts = {};
  const findings: Finding[] = [];
  for (const part of ['from', 'to']) {
    const text = merged[part];
    if (text === undefined) continue;
    const read = checkText(dateText(`${question.id}.${part}`, text));
    findings.push(...read.findings);
    if (read.value !== undefined) value[part] = read.value;
  }
  if (merged['from'] === undefined && merged['to'] === undefined) return { findings };
  if (merged['to'] === undefined) findings.push(finding(`${question.id}.to`, 'MISSING'));
  if (merged['from'] === undefined)
    findings.push(finding(`${question.id}.from`, 'PERIOD_START_MISSING'));
  return outcome(value, [...findings, ...periodFaults(value, question)]);
}
