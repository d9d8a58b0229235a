// SM2 public-key encryption (GB/T 32918.4): C1 | C3 | C2, C1 with the prefix 04. Every failure is the same error, never an
// empty text (SECURITY 0.3), and keys wrapped with it have one of the two lengths that keys have here.
import { createHash } from 'node:crypto';
import { NotAuthentic } from '../aead.ts';
import { isSameBytes } from '../equal.ts';
import { exportKey, takeKey, type SecretKey } from '../key.ts';
import {
  order,
  Point,
  pointLength,
  privateNumber,
  randomNumber,
  sm2PublicKeyFrom,
  toBytes,
  type CurvePoint,
  type Sm2PublicKey,
} from './curve.ts';

const tagLength = 32;
const textStart = pointLength + tagLength;
/** For keys and small secrets; what is longer is sealed under a key that is wrapped. */
const textMax = 64 * 1024;

interface Coordinates {
  readonly x: Buffer;
  readonly y: Buffer;
}

/** SM3(x | y | counter) as often as needed, GB/T 32918.4 5.4.3. Undefined when all of it is zero: no mask at all. */
function maskOf({ x, y }: Coordinates, length: number): Buffer | undefined {
  const blocks: Buffer[] = [];
  for (let counter = 1; blocks.length * tagLength < length; counter += 1) {
    const ct = Buffer.alloc(4);
    ct.writeUInt32BE(counter);
    blocks.push(createHash('sm3').update(x).update(y).update(ct).digest());
  }
  const mask = Buffer.concat(blocks).subarray(0, length);
  return mask.some((byte) => byte !== 0) ? mask : undefined;
}

const masked = (text: Uint8Array, mask: Buffer): Buffer =>
  Buffer.from(text.map((byte, at) => byte ^ (mask[at] ?? 0)));

const tagOf = ({ x, y }: Coordinates, text: Uint8Array): Buffer =>
  createHash('sm3').update(x).update(text).update(y).digest();

function shared(point: CurvePoint, by: bigint): Coordinates {
  const { x, y } = point.multiply(by);
  return { x: toBytes(x), y: toBytes(y) };
}

/** One try with a given nonce; undefined where GB/T 32918.4 6.1 asks for another. For the standard's own example too. */
export function encryptWith(
  to: Sm2PublicKey,
  text: Uint8Array,
  { k, mask = maskOf }: { k: bigint; mask?: typeof maskOf },
): Buffer | undefined {
  const secret = shared(to.point, k);
  const t = mask(secret, text.length);
  if (!t) return undefined;
  const c1 = Point.BASE.multiply(k).toBytes(false);
  return Buffer.concat([c1, tagOf(secret, text), masked(text, t)]);
}

export function sm2Encrypt(to: Sm2PublicKey, text: Uint8Array): Buffer {
  if (text.length === 0 || text.length > textMax) {
    throw new RangeError(`SM2 encrypts from 1 to ${textMax} bytes`);
  }
  for (;;) {
    const sealed = encryptWith(to, text, { k: randomNumber(order) });
    if (sealed) return sealed;
  }
}

/** The first half of the ciphertext as a point of the curve. */
function firstPoint(sealed: Uint8Array): CurvePoint {
  try {
    return sm2PublicKeyFrom(sealed.subarray(0, pointLength)).point;
  } catch {
    throw new NotAuthentic();
  }
}

export function sm2Decrypt(key: SecretKey, sealed: Uint8Array): Buffer {
  const d = privateNumber(key);
  const length = sealed.length - textStart;
  if (length < 1 || length > textMax) throw new NotAuthentic();
  const secret = shared(firstPoint(sealed), d);
  const mask = maskOf(secret, length);
  if (!mask) throw new NotAuthentic();
  const text = masked(sealed.subarray(textStart), mask);
  if (isSameBytes(tagOf(secret, text), sealed.subarray(pointLength, textStart))) return text;
  text.fill(0);
  throw new NotAuthentic();
}

const isKeyLength = (length: number): boolean => length === 16 || length === 32;

/** A key for whoever holds the private half. It carries no context: the receiver compares the key's identifier. */
export function sm2WrapKey(to: Sm2PublicKey, key: SecretKey): Buffer {
  const text = exportKey(key);
  try {
    if (!isKeyLength(text.length)) throw new RangeError('a key has 16 or 32 bytes');
    return sm2Encrypt(to, text);
  } finally {
    text.fill(0);
  }
}

export function sm2UnwrapKey(by: SecretKey, wrapped: Uint8Array): SecretKey {
  const text = sm2Decrypt(by, wrapped);
  if (isKeyLength(text.length)) return takeKey(text);
  text.fill(0);
  throw new NotAuthentic();
}
