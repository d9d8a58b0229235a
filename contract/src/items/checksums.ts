// Check digits (REQUIREMENTS 4.8): identity numbers (ISO 7064 MOD 11-2), unified social credit codes (GB 32100) with
// their organisation code (GB 11714), bank cards (Luhn), LEI (MOD 97-10). Pure arithmetic on ASCII.

const idWeights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const idCheck = '10X98765432';

const weigh = (values: readonly number[], weights: readonly number[]): number =>
  weights.reduce((sum, weight, i) => sum + weight * (values[i] ?? 0), 0);

/** The 18th character for the first 17 digits of an identity number (GB 11643-1999). */
export const identityCheckDigit = (first17: string): string =>
  idCheck.charAt(weigh([...first17].map(Number), idWeights) % 11);

const creditAlphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const creditWeights = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];
const orgAlphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const orgWeights = [3, 7, 9, 10, 5, 8, 4, 2];

export function creditCodeCheck(first17: string): string {
  const values = [...first17].map((c) => creditAlphabet.indexOf(c));
  return creditAlphabet.charAt((31 - (weigh(values, creditWeights) % 31)) % 31);
}

export function organisationCodeCheck(first8: string): string {
  const rest =
    11 -
    (weigh(
      [...first8].map((c) => orgAlphabet.indexOf(c)),
      orgWeights,
    ) %
      11);
  if (rest === 10) return 'X';
  return rest === 11 ? '0' : String(rest);
}

/** 统一社会信用代码: its own check character and the one of the organisation code inside. */
export function isCreditCode(text: string): boolean {
  if (!/^[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{10}$/.test(text)) return false;
  const inner = organisationCodeCheck(text.slice(8, 16)) === text.charAt(16);
  return inner && creditCodeCheck(text.slice(0, 17)) === text.charAt(17);
}

/** ISO/IEC 7812. Some domestic account numbers do not follow it: warn, do not block, when the issuer is unknown. */
export function isLuhn(digits: string): boolean {
  if (!/^\d{12,19}$/.test(digits)) return false;
  const sum = [...digits].toReversed().reduce((total, c, i) => {
    const doubled = i % 2 === 1 ? Number(c) * 2 : Number(c);
    return total + (doubled > 9 ? doubled - 9 : doubled);
  }, 0);
  return sum % 10 === 0;
}

/** ISO 17442: letters as two digits, the whole number modulo 97 is 1. */
export function isLei(text: string): boolean {
  if (!/^[0-9A-Z]{18}\d{2}$/.test(text)) return false;
  const rest = [...text].reduce((carry, c) => {
    const value = orgAlphabet.indexOf(c);
    return (carry * (value > 9 ? 100 : 10) + value) % 97;
  }, 0);
  return rest === 1;
}
