// SM2 signatures as other systems exchange them: SEQUENCE of two INTEGERs (GM/T 0009 7.3), read only in the one canonical
// form. Trailing bytes, a longer spelling or another sign are refused, so that one signature has one spelling.
import { numberLength } from './curve.ts';

const sequence = 0x30;
const integer = 0x02;

export class BadSm2Signature extends Error {
  constructor() {
    super('not an SM2 signature in canonical DER');
    this.name = 'BadSm2Signature';
  }
}

/** Shortest form, with a zero in front where the first bit is set. */
function integerOf(number: Uint8Array): Buffer {
  let start = 0;
  while (start < number.length - 1 && number[start] === 0) start += 1;
  const digits = number.subarray(start);
  const body = (digits[0] ?? 0) & 0x80 ? Buffer.concat([Buffer.of(0), digits]) : digits;
  return Buffer.concat([Buffer.of(integer, body.length), body]);
}

export function sm2SignatureToDer(signature: Uint8Array): Buffer {
  if (signature.length !== 2 * numberLength) throw new BadSm2Signature();
  const [r, s] = [signature.subarray(0, numberLength), signature.subarray(numberLength)];
  const body = Buffer.concat([integerOf(r), integerOf(s)]);
  return Buffer.concat([Buffer.of(sequence, body.length), body]);
}

/** The next INTEGER, widened to 32 bytes; too long a one is cut and will not be spelled the same again. */
function numberAt(der: Uint8Array, at: number): { number: Buffer; end: number } {
  const length = der[at + 1] ?? 0;
  const end = at + 2 + length;
  const number = Buffer.alloc(numberLength);
  const digits = der.subarray(at + 2, end).subarray(-numberLength);
  number.set(digits, numberLength - digits.length);
  return { number, end };
}

export function sm2SignatureFromDer(der: Uint8Array): Buffer {
  const r = numberAt(der, 2);
  const s = numberAt(der, r.end);
  const signature = Buffer.concat([r.number, s.number]);
  // Spelling it anew is the whole check: what is not exactly that is another spelling.
  if (!sm2SignatureToDer(signature).equals(der)) throw new BadSm2Signature();
  return signature;
}
