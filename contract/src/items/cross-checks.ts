// What no single item can show: values of one record that contradict each other (REQUIREMENTS 4.8, cross-field checks).
import { addYears, ageOn, daysBetween } from './calendar.ts';
import { longTerm } from './check-text.ts';
import { hasIdentityNumber } from './document-number.ts';
import { type Finding, type FindingCode, finding } from './findings.ts';
import { type FromNumber, readIdentityNumber } from './identity-number.ts';
import type { ItemInput, ItemValue } from './item-types.ts';
import { rule } from './rules.ts';
import { codeRowOf, lookupCode } from './tables.ts';

export type Derived = FromNumber;

export type RecordValues = Readonly<Record<string, ItemValue>>;

export type CrossQuestion = {
  values: RecordValues;
  inputs: Readonly<Record<string, ItemInput>>;
  today: string;
  derived?: Derived;
  birthDate?: string;
};

export const textOf = (values: RecordValues, id: string): string | undefined => {
  const value = values[id];
  return typeof value === 'string' ? value : undefined;
};

export const partIn = (values: RecordValues, id: string, part: string): string | undefined => {
  const value = values[id];
  return typeof value === 'object' ? value[part] : undefined;
};

/** Birth date, sex, age and division that the document number of these values carries, if it is of that kind. */
export function derive(values: RecordValues, today: string): Derived | undefined {
  const kind = textOf(values, 'NP09');
  const number = textOf(values, 'NP10');
  return kind && number && hasIdentityNumber(kind) ? readIdentityNumber(number, today) : undefined;
}

const when = (holds: boolean, target: string, code: FindingCode): Finding[] =>
  holds ? [finding(target, code)] : [];

function sexAndBirth({ values, derived }: CrossQuestion): Finding[] {
  const sex = textOf(values, 'NP03');
  const birth = textOf(values, 'NP14');
  const knownSex = sex === '1' || sex === '2';
  return [
    ...when(derived !== undefined && knownSex && sex !== derived.sex, 'NP03', 'SEX_MISMATCH'),
    ...when(
      derived !== undefined && birth !== undefined && birth !== derived.birthDate,
      'NP14',
      'BIRTH_MISMATCH',
    ),
  ];
}

function nationality({ values }: CrossQuestion): Finding[] {
  const countries = textOf(values, 'NP04')?.split(',');
  const kind = codeRowOf('document-kind', textOf(values, 'NP09') ?? '');
  if (!countries || !kind) return [];
  if (kind.holder)
    return when(!countries.some((c) => kind.holder?.includes(c)), 'NP04', 'NATIONALITY_MISMATCH');
  const foreign = kind.format === 'passport' || kind.format === 'foreign-residence';
  return when(foreign && countries.every((c) => c === 'CHN'), 'NP04', 'NATIONALITY_UNUSUAL');
}

/** 居民身份证法 art. 5: 5, 10 or 20 years or unlimited by the age at issue. */
function validYears(age: number): number | null {
  if (age < rule('document.validity.young_from_age')) return rule('document.validity.child_years');
  if (age < rule('document.validity.adult_from_age')) return rule('document.validity.young_years');
  return age < rule('document.validity.long_term_from_age')
    ? rule('document.validity.adult_years')
    : null;
}

function fitsAge(period: { from: string; to: string }, birthDate: string): boolean {
  const years = validYears(ageOn(birthDate, period.from));
  if (years === null || period.to === longTerm) return years === null && period.to === longTerm;
  const gap = Math.abs(daysBetween(addYears(period.from, years), period.to));
  return gap <= rule('document.validity.tolerance_days');
}

function validity({ values, birthDate }: CrossQuestion): Finding[] {
  const from = partIn(values, 'NP11', 'from');
  const to = partIn(values, 'NP11', 'to');
  if (!from || !birthDate) return [];
  if (from < birthDate) return [finding('NP11.from', 'PERIOD_BEFORE_BIRTH')];
  return when(textOf(values, 'NP09') === '01' && to !== undefined && !fitsAge({ from, to }, birthDate), 'NP11', 'PERIOD_AGE'); // prettier-ignore
}

const labelOf = (input: ItemInput | undefined): string =>
  typeof input === 'object' ? (input['whole'] ?? input['text'] ?? '') : (input ?? '');

function occupation({ values, inputs, today, birthDate }: CrossQuestion): Finding[] {
  const code = partIn(values, 'NP05', 'code');
  if (!birthDate || code === undefined) return [];
  const age = ageOn(birthDate, today);
  const working = code <= '6' && codeRowOf('occupation', code) !== undefined;
  const rows = [
    lookupCode('occupation-age', labelOf(inputs['NP05'])),
    codeRowOf('occupation', code),
    working ? codeRowOf('occupation-age', 'working') : undefined,
  ];
  const misfit = rows.some((row) => row?.ages && (age < row.ages.min || age > row.ages.max));
  return when(misfit, 'NP05', 'OCCUPATION_AGE');
}

function otherPersons({ values }: CrossQuestion): Finding[] {
  const number = textOf(values, 'NP10');
  return ['NP22', 'NP23'].flatMap((id) =>
    when(
      number !== undefined && partIn(values, id, 'documentNumber') === number,
      id,
      'SAME_PERSON',
    ),
  );
}

function householdRegister({ values, today, birthDate }: CrossQuestion): Finding[] {
  const old =
    birthDate !== undefined && ageOn(birthDate, today) >= rule('document.household.max_age');
  return when(old && textOf(values, 'NP09') === '03', 'NP09', 'KIND_AGE');
}

/** Every contradiction in one record. Values are normalised; rejected items are simply absent. */
export function crossCheck(question: CrossQuestion): Finding[] {
  return [sexAndBirth, nationality, validity, occupation, otherPersons, householdRegister].flatMap(
    (check) => check(question),
  );
}
