// Document numbers by kind (REQUIREMENTS 4.8, 4.9). Identity numbers have a check digit; travel documents only a loose
// form (mark U), so that a change of numbering does not lock a lawful customer out.
import { type Fault, identityNumberFaults } from './identity-number.ts';
import { isCreditCode } from './checksums.ts';
import { normaliseNumber } from './normalise.ts';
import { codeRowOf } from './tables.ts';

const forms: Record<string, RegExp> = {
  'hk-macao-permit': /^[HM]\d{8}(?:\d{2})?$/,
  'taiwan-permit': /^\d{8}(?:\d{2})?$/,
  passport: /^[A-Z0-9]{5,15}$/,
  military: /^[\p{Script=Han}A-Z]{0,6}字?第?\d{4,12}号?$/u,
  'document-text': /^[\p{L}\p{N}]{5,30}$/u,
};

const formed = (form: string, number: string): Fault[] =>
  forms[form]?.test(number) ? [] : [{ code: 'NUMBER_FORMAT' }];

/** Old form 15 alphanumerics; new form 18 digits starting with 9 with the same check digit (U). */
function foreignResidenceFaults(number: string): Fault[] {
  return /^(?:[A-Z]{3}\d{12}|9\d{16}[\dX])$/.test(number) ? [] : [{ code: 'NUMBER_FORMAT' }];
}

export type ReadNumber = { number: string; faults: Fault[] };

/** The normalised number and what is wrong with it; an unknown kind is reported on the kind, not here. */
export function readDocumentNumber(kind: string, text: string, today: string): ReadNumber {
  const number = normaliseNumber(text);
  const form = codeRowOf('document-kind', kind)?.format;
  switch (form) {
    case undefined:
      return { number, faults: [] };
    case 'resident-id':
      return { number, faults: identityNumberFaults(number, today) };
    case 'hmt-residence':
      return { number, faults: identityNumberFaults(number, today, true) };
    case 'foreign-residence':
      return { number, faults: foreignResidenceFaults(number) };
    case 'uscc':
      return { number, faults: isCreditCode(number) ? [] : [{ code: 'NUMBER_FORMAT' }] };
    default:
      return { number, faults: formed(form, number) };
  }
}

/** Kinds whose number carries birth date and sex. */
export function hasIdentityNumber(kind: string): boolean {
  const form = codeRowOf('document-kind', kind)?.format;
  return form === 'resident-id' || form === 'hmt-residence';
}
