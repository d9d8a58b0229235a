// SM2 signatures (GB/T 32918.2): 64 bytes r | s over SM3(Z | message), where Z binds the user id, the curve and the public
// key. The message is always hashed here: an interface that takes a hash accepts signatures that nobody made (SECURITY 0.3).
import { createHash } from 'node:crypto';
import type { SecretKey } from '../key.ts';
import type { Signer } from '../sign.ts';
import {
  Fn,
  numberLength,
  order,
  Point,
  privateNumber,
  publicKeyOf,
  randomNumber,
  sm2VerifyingKey,
  toBytes,
  toNumber,
  type Sm2PublicKey,
} from './curve.ts';

/** GM/T 0009 10: the id of whoever has none. */
export const sm2UserId = Buffer.from('1234567812345678');
/** Its length in bits has two bytes. */
const userIdMax = 8191;

export class UserIdTooLong extends Error {
  constructor() {
    super(`an SM2 user id has at most ${userIdMax} bytes`);
    this.name = 'UserIdTooLong';
  }
}

const { a, b, Gx, Gy } = Point.CURVE();
const curveBytes = Buffer.concat([a, b, Gx, Gy].map(toBytes));

/** Z = SM3(bits of the id | id | a | b | xG | yG | xA | yA), GB/T 32918.2 5.5. */
export function identityHash(publicKey: Sm2PublicKey, userId: Uint8Array): Buffer {
  if (userId.length > userIdMax) throw new UserIdTooLong();
  const bits = Buffer.alloc(2);
  bits.writeUInt16BE(userId.length * 8);
  return createHash('sm3')
    .update(bits)
    .update(userId)
    .update(curveBytes)
    .update(publicKey.bytes.subarray(1))
    .digest();
}

interface Asked {
  readonly publicKey: Sm2PublicKey;
  readonly message: Uint8Array;
  readonly userId: Uint8Array;
}

export function messageNumber({ publicKey, message, userId }: Asked): bigint {
  const digest = createHash('sm3').update(identityHash(publicKey, userId)).update(message);
  return Fn.create(toNumber(digest.digest()));
}

/** One try with a given nonce; undefined where GB/T 32918.2 6.1 asks for another. For the standard's own example too. */
export function signWith(d: bigint, e: bigint, k: bigint): Buffer | undefined {
  const r = Fn.add(e, Fn.create(Point.BASE.multiply(k).x));
  if (r === 0n || r + k === order) return undefined;
  const s = Fn.mul(Fn.inv(Fn.add(d, 1n)), Fn.sub(k, Fn.mul(r, d)));
  return s === 0n ? undefined : Buffer.concat([toBytes(r), toBytes(s)]);
}

/** Signs with the nonce drawn anew each time, by rejection. */
export function sm2SignerFrom(key: SecretKey, userId: Uint8Array = sm2UserId): Signer {
  const d = privateNumber(key);
  const publicKey = publicKeyOf(d);
  return {
    publicKey: publicKey.bytes,
    sign(message) {
      const e = messageNumber({ publicKey, message, userId });
      for (;;) {
        const signature = signWith(d, e, randomNumber(order));
        if (signature) return signature;
      }
    },
  };
}

const isInRange = (it: bigint): boolean => it >= 1n && it < order;

/** Strict: 64 bytes, 1 <= r, s < n, r + s != 0 mod n (GB/T 32918.2 7.1). Says no, never why. */
export function isSm2SignedBy(
  publicKey: Sm2PublicKey | Uint8Array,
  message: Uint8Array,
  { signature, userId = sm2UserId }: { signature: Uint8Array; userId?: Uint8Array },
): boolean {
  if (signature.length !== 2 * numberLength) return false;
  const r = toNumber(signature.subarray(0, numberLength));
  const s = toNumber(signature.subarray(numberLength));
  if (!isInRange(r) || !isInRange(s)) return false;
  const t = Fn.add(r, s);
  if (t === 0n) return false;
  const key = publicKey instanceof Uint8Array ? sm2VerifyingKey(publicKey) : publicKey;
  const point =
    'hasTables' in key && key.hasTables
      ? Point.BASE.multiplyUnsafe(s).add(key.point.multiplyUnsafe(t))
      : Point.BASE.mulAddUnsafe(s, key.point, t);
  if (point.is0()) return false;
  return Fn.add(messageNumber({ publicKey: key, message, userId }), Fn.create(point.x)) === r;
}
