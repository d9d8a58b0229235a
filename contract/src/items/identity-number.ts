// The 18-character identity number (GB 11643-1999): what is wrong with one, and what a right one says about a person.
// The residence permits of Hong Kong, Macao and Taiwan residents follow the same form with divisions 81, 82 and 83.
import { ageOn, readDate } from './calendar.ts';
import { identityCheckDigit } from './checksums.ts';
import type { FindingCode } from './findings.ts';
import { type RegionKnowledge, knowsRegion } from './regions.ts';
import { rule } from './rules.ts';

export type Fault = { code: FindingCode; detail?: string };

export type FromNumber = {
  birthDate: string;
  sex: '1' | '2';
  age: number;
  isMinor: boolean;
  region: string;
};

const oldestAge = 130;

function birthFault(number: string, today: string): Fault | undefined {
  const birth = readDate(number.slice(6, 14));
  if ('fault' in birth) return { code: 'ID_DATE' };
  if (birth.date > today) return { code: 'ID_FUTURE' };
  return ageOn(birth.date, today) > oldestAge ? { code: 'ID_TOO_OLD' } : undefined;
}

const permitRegions = /^(?:81|82|83)0000$/;

function regionFault(code: string, permit: boolean): Fault | undefined {
  if (permit) return permitRegions.test(code) ? undefined : { code: 'ID_REGION' };
  const knowledge: RegionKnowledge = knowsRegion(code);
  if (knowledge === 'none') return { code: 'ID_REGION' };
  return knowledge === 'province' ? { code: 'ID_REGION_UNKNOWN' } : undefined;
}

function formFault(number: string): Fault | undefined {
  if (/^\d(?:\.\d{1,17})?E\+?\d{1,2}$/.test(number)) return { code: 'ID_PRECISION_LOST' };
  if (/^\d{15}$/.test(number)) return { code: 'ID_OLD_FORM' };
  if (number.length !== 18) return { code: 'ID_LENGTH' };
  return /^\d{17}[\dX]$/.test(number) ? undefined : { code: 'ID_CHARACTERS' };
}

/** What is wrong with a normalised number: form first, then division, date and check digit, the worst first. */
export function identityNumberFaults(number: string, today: string, permit = false): Fault[] {
  const form = formFault(number);
  if (form) return [form];
  const birth = birthFault(number, today);
  const region = regionFault(number.slice(0, 6), permit);
  const faults = [birth, region].filter((fault) => fault !== undefined);
  // A check digit computed over a wrong date would only mislead.
  return birth ? faults : [...faults, ...checkFault(number)];
}

function checkFault(number: string): Fault[] {
  const check = identityCheckDigit(number.slice(0, 17));
  if (check === number.charAt(17)) return [];
  // A spreadsheet keeps 15 digits: three zeros at the end beside a wrong check digit give it away.
  return [
    number.endsWith('000')
      ? { code: 'ID_PRECISION_LOST' }
      : { code: 'ID_CHECK_DIGIT', detail: check },
  ];
}

/** Birth date, sex, age and division of birth, when the number is well formed; never guessed from a wrong one. */
export function readIdentityNumber(number: string, today: string): FromNumber | undefined {
  if (formFault(number) || birthFault(number, today)) return undefined;
  if (identityCheckDigit(number.slice(0, 17)) !== number.charAt(17)) return undefined;
  const birth = readDate(number.slice(6, 14));
  if ('fault' in birth) return undefined;
  const age = ageOn(birth.date, today);
  return {
    birthDate: birth.date,
    sex: Number(number.charAt(16)) % 2 === 1 ? '1' : '2',
    age,
    isMinor: age < rule('minor.age'),
    region: number.slice(0, 6),
  };
}

/** The 18 characters of a 15-digit number, for history only: never for new capture (REQUIREMENTS 4.8). */
export function fromOldIdentityNumber(number: string): string | undefined {
  if (!/^\d{15}$/.test(number)) return undefined;
  const first17 = `${number.slice(0, 6)}19${number.slice(6)}`;
  return first17 + identityCheckDigit(first17);
}
