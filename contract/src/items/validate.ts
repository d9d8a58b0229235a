// Checks one item of the data dictionary: the front of the validators for form, API and import. Findings carry stable
// codes and words that say how to fix; today is Asia/Shanghai and comes from the caller.
import type { AnyOutcome, ItemQuestion } from './item-types.ts';
import { checkAddress } from './check-address.ts';
import { checkPeriod } from './check-period.ts';
import { checkCoded, checkIncome, checkPerson, checkTax } from './check-structure.ts';
import { checkText } from './check-text.ts';
import { itemOf, neverStored } from './dictionary.ts';
import { finding } from './findings.ts';

const structured: Record<string, (question: ItemQuestion) => AnyOutcome> = {
  address: checkAddress,
  period: checkPeriod,
  'code-or-text': checkCoded,
  purpose: checkCoded,
  tax: checkTax,
  guardian: checkPerson,
  agent: checkPerson,
  parts: checkIncome,
};

/** Normalised value (absent when blank or rejected) and findings of one item. */
export function validateItem(question: ItemQuestion): AnyOutcome {
  const row = itemOf(question.id);
  if (neverStored(row.id)) {
    return {
      findings: [
        finding(row.id, question.channel === 'counter' ? 'FORBIDDEN_COUNTER' : 'FORBIDDEN'),
      ],
    };
  }
  const check = structured[row.format];
  if (check) return check(question);
  const text =
    typeof question.input === 'string' ? question.input : Object.values(question.input).join(' ');
  return checkText({
    target: row.id,
    text,
    format: row.format,
    length: row.length,
    today: question.today,
    table: row.table,
    documentKind: question.documentKind,
  });
}
