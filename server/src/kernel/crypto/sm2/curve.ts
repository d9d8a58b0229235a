// The curve of GB/T 32918.5 and what every use of it needs: numbers drawn without bias, private keys that stay in their
// handle, and public keys that were checked before anything is computed with them.
import { weierstrass, type WeierstrassPoint } from '@noble/curves/abstract/weierstrass.js';
import { bytesToNumberBE, numberToBytesBE } from '@noble/curves/utils.js';
import { exportKey, takeKey, type SecretKey } from '../key.ts';
import { randomBytes } from '../random.ts';

export const Point = weierstrass({
  p: 0xfffffffeffffffffffffffffffffffffffffffff00000000ffffffffffffffffn,
  a: 0xfffffffeffffffffffffffffffffffffffffffff00000000fffffffffffffffcn,
  b: 0x28e9fa9e9d9f5e344d5a9e4bcf6509a7f39789f515ab8f92ddbcbd414d940e93n,
  n: 0xfffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54123n,
  h: 1n,
  Gx: 0x32c4ae2c1f1981195f9904466a39c9948fe30bbff2660be1715a4589334c74c7n,
  Gy: 0xbc3736a2f4f6779c59bdcee36b692153d0a9877cc62a474002df32e52139f0a0n,
});

export type CurvePoint = WeierstrassPoint<bigint>;

/** Arithmetic modulo the order of the group. */
export const { Fn } = Point;
export const order = Fn.ORDER;

export const numberLength = 32;
/** 04 | x | y */
export const pointLength = 1 + 2 * numberLength;
const uncompressed = 0x04;

export const toNumber = (bytes: Uint8Array): bigint => bytesToNumberBE(bytes);
export const toBytes = (number: bigint): Buffer =>
  Buffer.from(numberToBytesBE(number, numberLength));

/** From 1 to `below` - 1. What does not fit is drawn again: a remainder would favour small numbers, and tell the key. */
export function randomNumber(below: bigint): bigint {
  for (;;) {
    const bytes = randomBytes(numberLength);
    const number = toNumber(bytes);
    bytes.fill(0);
    if (number >= 1n && number < below) return number;
  }
}

/** A private key is from 1 to n - 2 (GB/T 32918.1 6.1), so that 1 + d can be inverted. */
const isPrivate = (d: bigint): boolean => d >= 1n && d < order - 1n;

export function newSm2Key(): SecretKey {
  return takeKey(toBytes(randomNumber(order - 1n)));
}

/** The number in a private key. It cannot be wiped: a hardware provider is where it cannot be read either. */
export function privateNumber(key: SecretKey): bigint {
  const bytes = exportKey(key);
  const d = bytes.length === numberLength ? toNumber(bytes) : 0n;
  bytes.fill(0);
  if (!isPrivate(d)) throw new RangeError('an SM2 private key is a number from 1 to n - 2');
  return d;
}

export interface Sm2PublicKey {
  /** 04 | x | y */
  readonly bytes: Uint8Array;
  readonly point: CurvePoint;
}

function pointFrom(bytes: Uint8Array): CurvePoint | undefined {
  if (bytes.length !== pointLength || bytes[0] !== uncompressed) return undefined;
  try {
    const point = Point.fromBytes(bytes);
    point.assertValidity();
    return point.isTorsionFree() ? point : undefined;
  } catch {
    return undefined;
  }
}

/**
 * On the curve, not infinity and of the order of the group, or an error. The cofactor is 1, so that the first two would do;
 * the third is looked at all the same, as GB/T 32918.1 6.2.1 asks.
 */
export function sm2PublicKeyFrom(bytes: Uint8Array): Sm2PublicKey {
  const point = pointFrom(bytes);
  if (!point) throw new RangeError('an SM2 public key is 04 and a point of the curve');
  return { bytes: Uint8Array.from(bytes), point };
}

/** Keys that were verified with before: of one that comes again and again the tables are kept, and verifying takes a quarter. */
const known = new Map<string, { readonly key: Sm2PublicKey; uses: number }>();
const knownMax = 16;
const oftenUses = 8;
const window = 6;

export interface VerifyingKey extends Sm2PublicKey {
  readonly hasTables: boolean;
}

export function sm2VerifyingKey(bytes: Uint8Array): VerifyingKey {
  const name = Buffer.from(bytes).toString('latin1');
  const it = known.get(name) ?? { key: sm2PublicKeyFrom(bytes), uses: 0 };
  it.uses += 1;
  known.set(name, it);
  if (known.size > knownMax) known.delete(known.keys().next().value ?? '');
  if (it.uses === oftenUses) it.key.point.precompute(window, false);
  return { ...it.key, hasTables: it.uses >= oftenUses };
}

export function publicKeyOf(d: bigint): Sm2PublicKey {
  const point = Point.BASE.multiply(d);
  return { bytes: point.toBytes(false), point };
}
