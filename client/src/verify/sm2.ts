// SM2 signatures (GB/T 32918.2), the verifier's own reading: it shares the curve's arithmetic with the server, which neither of
// them wrote, and nothing else. Always over SM3 of Z and the text, with the default user id (GM/T 0009).
import { weierstrass } from '@noble/curves/abstract/weierstrass.js';
import { sm2KeyBytes } from '@shouxin/contract/proof';
import { sm3 } from './bytes.ts';

const Curve = weierstrass({
  p: BigInt('0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00000000FFFFFFFFFFFFFFFF'),
  a: BigInt('0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00000000FFFFFFFFFFFFFFFC'),
  b: BigInt('0x28E9FA9E9D9F5E344D5A9E4BCF6509A7F39789F515AB8F92DDBCBD414D940E93'),
  n: BigInt('0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123'),
  h: 1n,
  Gx: BigInt('0x32C4AE2C1F1981195F9904466A39C9948FE30BBFF2660BE1715A4589334C74C7'),
  Gy: BigInt('0xBC3736A2F4F6779C59BDCEE36B692153D0A9877CC62A474002DF32E52139F0A0'),
});
const { n, a, b, Gx, Gy } = Curve.CURVE();

const numberOf = (bytes: Uint8Array): bigint => BigInt(`0x${Buffer.from(bytes).toString('hex')}`);
const in32Bytes = (number: bigint): Buffer =>
  Buffer.from(number.toString(16).padStart(64, '0'), 'hex');

/** Bits of the id, the id, and the curve: what Z begins with. */
const zHead = Buffer.concat([
  Buffer.from('0080', 'hex'),
  Buffer.from('1234567812345678'),
  ...[a, b, Gx, Gy].map(in32Bytes),
]);

/** The key as a point; undefined for what is no point of the curve. */
function pointOf(key: Uint8Array) {
  if (key[0] !== 4) return undefined;
  try {
    const point = Curve.fromBytes(key);
    point.assertValidity();
    return point;
  } catch {
    return undefined;
  }
}

/** Many files stand under one checkpoint, and one verification takes milliseconds: what was confirmed lately stays so. */
const confirmed = new Set<string>();
const confirmedMax = 64;

export function isSm2Signature(key: Uint8Array, text: Uint8Array, signature: Uint8Array): boolean {
  // Lengths are fixed but for the last, so that no two claims have the same bytes.
  if (key.length !== sm2KeyBytes || signature.length !== 64) return false;
  const claim = Buffer.from(sm3(key, signature, text)).toString('hex');
  if (confirmed.has(claim)) return true;
  if (!isSigned(key, text, signature)) return false;
  if (confirmed.size === confirmedMax) confirmed.clear();
  confirmed.add(claim);
  return true;
}

function isSigned(key: Uint8Array, text: Uint8Array, signature: Uint8Array): boolean {
  const point = pointOf(key);
  if (!point) return false;
  const [r, s] = [numberOf(signature.subarray(0, 32)), numberOf(signature.subarray(32))];
  const t = (r + s) % n;
  if (r === 0n || s === 0n || r >= n || s >= n || t === 0n) return false;
  const e = numberOf(sm3(sm3(zHead, key.subarray(1)), text));
  const sum = Curve.BASE.multiplyUnsafe(s).add(point.multiplyUnsafe(t));
  return !sum.is0() && (e + sum.x) % n === r;
}
