// SM2: the answers of GB/T 32918.5 and of another implementation (OpenSSL), and every way in which it must say no.
import { createPrivateKey, createPublicKey, generateKeyPairSync, sign, verify } from 'node:crypto';
import { inspect } from 'node:util';
import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { NotAuthentic } from './aead.ts';
import { exportKey, newKey, takeKey } from './key.ts';
import { sm2Answer } from './known-answers.ts';
import {
  BadSm2Key,
  isSm2SignedBy,
  newSm2Key,
  readSm2PrivateKey,
  readSm2PublicKey,
  sm2Decrypt,
  sm2Encrypt,
  sm2PublicKeyFrom,
  sm2SignatureFromDer,
  sm2SignatureToDer,
  sm2SignerFrom,
  sm2UnwrapKey,
  sm2WrapKey,
  UserIdTooLong,
  writeSm2PrivateKey,
  writeSm2PublicKey,
} from './sm2.ts';
import { order, randomNumber, toBytes, toNumber } from './sm2/curve.ts';
import { encryptWith } from './sm2/encryption.ts';
import { signWith } from './sm2/signature.ts';

const standard = {
  key: () => takeKey(Buffer.from(sm2Answer.privateKey)),
  publicKey: sm2PublicKeyFrom(sm2Answer.publicKey),
};
const message = Buffer.from('message');
const runs = { numRuns: 12 };

function signed(userId?: Uint8Array) {
  const signer = sm2SignerFrom(newSm2Key(), userId);
  const signature = signer.sign(message);
  if (signature instanceof Promise) throw new Error('signed here');
  return { publicKey: sm2PublicKeyFrom(signer.publicKey), signature };
}

/** Every copy of these bytes with one bit turned. */
function* turned(bytes: Uint8Array): Generator<Buffer> {
  for (let bit = 0; bit < bytes.length * 8; bit += 1) {
    const changed = Buffer.from(bytes);
    changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    yield changed;
  }
}

describe('R1.3.2a SM2 signatures', () => {
  it('confirm what they signed, under the same id, and nothing else', () => {
    const { publicKey, signature } = signed();
    expect(signature).toHaveLength(64);
    expect(isSm2SignedBy(publicKey, message, { signature })).toBe(true);
    expect(isSm2SignedBy(publicKey.bytes, message, { signature })).toBe(true);
    expect(isSm2SignedBy(publicKey, Buffer.from('messagf'), { signature })).toBe(false);
    expect(isSm2SignedBy(standard.publicKey, message, { signature })).toBe(false);
    const userId = Buffer.from('1234567812345679');
    expect(isSm2SignedBy(publicKey, message, { signature, userId })).toBe(false);
  });

  it('are refused with any one bit turned, cut or lengthened', () => {
    const { publicKey, signature } = signed();
    const all = [...turned(signature)].filter((it) =>
      isSm2SignedBy(publicKey, message, { signature: it }),
    );
    expect(all).toEqual([]);
    for (const it of [signature.subarray(0, 63), Buffer.concat([signature, Buffer.of(0)])]) {
      expect(isSm2SignedBy(publicKey, message, { signature: it })).toBe(false);
    }
  });

  it('hold r and s to 1 .. n - 1, and r + s to another value than 0', () => {
    const bad: [bigint, bigint][] = [
      [0n, 1n],
      [1n, 0n],
      [order, 1n],
      [1n, order],
      [1n, order - 1n],
      [order - 1n, 1n],
    ];
    for (const [r, s] of bad) {
      const signature = Buffer.concat([toBytes(r), toBytes(s)]);
      expect(isSm2SignedBy(standard.publicKey, message, { signature })).toBe(false);
    }
    // The same signature with n added, where it still fits 32 bytes: another spelling.
    const { publicKey, signature } = signed();
    const [r, s] = [toNumber(signature.subarray(0, 32)), toNumber(signature.subarray(32))];
    for (const [a, b] of [[r + order, s] as const, [r, s + order] as const]) {
      if (a >= 2n ** 256n || b >= 2n ** 256n) continue;
      const again = Buffer.concat([toBytes(a), toBytes(b)]);
      expect(isSm2SignedBy(publicKey, message, { signature: again })).toBe(false);
    }
  });

  it('are not made of a bare hash: a forger who may choose it would need no key', () => {
    // Without hashing, any u, v give a valid triple: r = x(sG + tP) + e is solved for e.
    const [s, t] = [randomNumber(order), randomNumber(order)];
    const { point } = standard.publicKey;
    const r = (t - s + order) % order;
    const e = (r - (point.multiply(t).add(standardBase(s)).x % order) + order) % order;
    const signature = Buffer.concat([toBytes(r), toBytes(s)]);
    expect(isSm2SignedBy(standard.publicKey, toBytes(e), { signature })).toBe(false);
  });

  it('ask for another nonce where the standard does', () => {
    const d = toNumber(sm2Answer.privateKey);
    const k = sm2Answer.nonce;
    const x = toNumber(sm2PublicKeyFrom(pointOf(k)).bytes.subarray(1, 33));
    const modulo = (it: bigint) => ((it % order) + order) % order;
    expect(signWith(d, modulo(-x), k)).toBeUndefined();
    expect(signWith(d, modulo(-k - x), k)).toBeUndefined();
    // s = 0: k = r d
    expect(signWith(d, modulo(k * inverse(d) - x), k)).toBeUndefined();
    expect(signWith(d, 1n, k)).toHaveLength(64);
  });

  it('take a user id of up to 8191 bytes', () => {
    const longest = Buffer.alloc(8191, 7);
    const { publicKey, signature } = signed(longest);
    expect(isSm2SignedBy(publicKey, message, { signature, userId: longest })).toBe(true);
    expect(isSm2SignedBy(publicKey, message, { signature })).toBe(false);
    const userId = Buffer.alloc(8192);
    expect(() => signed(userId)).toThrow(UserIdTooLong);
    expect(() => isSm2SignedBy(publicKey, message, { signature, userId })).toThrow(UserIdTooLong);
  });

  it('agree with OpenSSL in both directions (it signs with an empty id)', () => {
    const userId = Buffer.alloc(0);
    const key = newSm2Key();
    const publicPem = writeSm2PublicKey(sm2PublicKeyFrom(sm2SignerFrom(key).publicKey), 'pem');
    const ours = sm2SignerFrom(key, userId).sign(message);
    if (ours instanceof Promise) throw new Error('signed here');
    expect(verify('sm3', message, createPublicKey(publicPem), sm2SignatureToDer(ours))).toBe(true);
    const der = Buffer.from(writeSm2PrivateKey(key));
    const theirs = sign(
      'sm3',
      message,
      createPrivateKey({ key: der, format: 'der', type: 'pkcs8' }),
    );
    const signature = sm2SignatureFromDer(theirs);
    const publicKey = readSm2PublicKey(publicPem);
    expect(isSm2SignedBy(publicKey, message, { signature, userId })).toBe(true);
    expect(isSm2SignedBy(publicKey, message, { signature })).toBe(false);
  });

  it('have one spelling in DER', () => {
    const number = fc.oneof(fc.bigInt(1n, 300n), fc.bigInt(1n, order - 1n));
    fc.assert(
      fc.property(number, number, (r, s) => {
        const signature = Buffer.concat([toBytes(r), toBytes(s)]);
        const der = sm2SignatureToDer(signature);
        expect(sm2SignatureFromDer(der)).toEqual(signature);
        const others = [
          Buffer.concat([der, Buffer.of(0)]),
          der.subarray(0, -1),
          Buffer.concat([Buffer.of(0x30, 0x81), der.subarray(1)]),
          Buffer.concat([
            Buffer.of(0x30, (der[1] ?? 0) + 1, 2, (der[3] ?? 0) + 1, 0),
            der.subarray(4),
          ]),
        ];
        for (const it of others) expect(() => sm2SignatureFromDer(it)).toThrow('canonical DER');
      }),
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
        expect(() => sm2SignatureFromDer(bytes)).toThrow('canonical DER');
      }),
    );
  });
});

describe('SM2 keys', () => {
  it('are numbers from 1 to n - 2, drawn again where they do not fit', () => {
    for (const d of [0n, order - 1n, order, 2n ** 256n - 1n]) {
      expect(() => sm2SignerFrom(takeKey(toBytes(d)))).toThrow(RangeError);
    }
    for (const d of [1n, order - 2n]) expect(sm2SignerFrom(takeKey(toBytes(d)))).toBeDefined();
    expect(() => sm2SignerFrom(newKey(16))).toThrow(RangeError);
    const drawn = Array.from({ length: 200 }, () => randomNumber(5n << 250n));
    expect(drawn.every((it) => it >= 1n && it < 5n << 250n)).toBe(true);
  });

  it('are public only on the curve, never infinity, never in another form', () => {
    const { bytes } = standard.publicKey;
    const zero = Buffer.alloc(65);
    zero[0] = 4;
    const bad = [Buffer.of(0), Buffer.alloc(65), zero, bytes.subarray(0, 33), bytes.subarray(1)];
    const compressed = Buffer.concat([Buffer.of(3), bytes.subarray(1, 33)]);
    for (const it of [...bad, compressed])
      expect(() => sm2PublicKeyFrom(it)).toThrow('a point of the curve');
    for (const it of [...turned(bytes)].slice(8, 80)) {
      expect(() => sm2PublicKeyFrom(it)).toThrow('a point of the curve');
    }
  });

  it('are exchanged as OpenSSL writes them, and in no other form', () => {
    const pair = generateKeyPairSync('ec', { namedCurve: 'SM2' });
    const der = pair.privateKey.export({ type: 'pkcs8', format: 'der' });
    const key = readSm2PrivateKey(pair.privateKey.export({ type: 'pkcs8', format: 'pem' }));
    expect(writeSm2PrivateKey(key)).toEqual(der);
    expect(exportKey(readSm2PrivateKey(Buffer.from(der)))).toEqual(exportKey(key));
    const pem = pair.publicKey.export({ type: 'spki', format: 'pem' });
    const publicKey = readSm2PublicKey(pem);
    expect(writeSm2PublicKey(publicKey, 'pem')).toBe(pem);
    expect(Buffer.from(publicKey.bytes)).toEqual(Buffer.from(sm2SignerFrom(key).publicKey));
    expect(readSm2PublicKey(writeSm2PublicKey(publicKey, 'der'))).toEqual(publicKey);
    const other = writeSm2PrivateKey(newSm2Key());
    const mixed = Buffer.concat([der.subarray(0, 68), other.subarray(68)]);
    const p256 = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const wrong = [
      mixed,
      der.subarray(0, -1),
      Buffer.concat([der, Buffer.of(0)]),
      p256.privateKey.export({ type: 'pkcs8', format: 'der' }),
    ];
    for (const it of wrong) expect(() => readSm2PrivateKey(Buffer.from(it))).toThrow(BadSm2Key);
    for (const it of [`x${pem}`, pem.replaceAll('PUBLIC', 'PRIVATE'), `${pem}${pem}`, '']) {
      expect(() => readSm2PublicKey(it)).toThrow(BadSm2Key);
    }
  });

  it('wipe the file they were read from, and print nothing', () => {
    const key = newSm2Key();
    const hex = exportKey(key).toString('hex');
    const file = writeSm2PrivateKey(key);
    readSm2PrivateKey(file);
    expect(file).toEqual(Buffer.alloc(file.length));
    const signer = sm2SignerFrom(key);
    const shown = inspect(signer, { depth: 9, showHidden: true }) + JSON.stringify(signer);
    expect(shown.replaceAll(/[^0-9a-f]/g, '')).not.toContain(hex);
    expect(shown).not.toContain(toNumber(Buffer.from(hex, 'hex')).toString());
  });
});

describe('R1.3.2a SM2 encryption', () => {
  const { publicKey } = standard;

  it('opens what it sealed, of any length but none', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 200 }), (text) => {
        const sealed = sm2Encrypt(publicKey, text);
        expect(sealed).toHaveLength(97 + text.length);
        expect(sm2Decrypt(standard.key(), sealed)).toEqual(Buffer.from(text));
      }),
      runs,
    );
    expect(() => sm2Encrypt(publicKey, new Uint8Array())).toThrow(RangeError);
    expect(() => sm2Encrypt(publicKey, new Uint8Array(65_537))).toThrow(RangeError);
  });

  it('throws for any bit turned, any cut and another key: never an empty text', () => {
    const sealed = sm2Encrypt(publicKey, Buffer.from('a secret'));
    const every = [...turned(sealed)].filter((_, index) => index % 7 === 0);
    for (const it of every) expect(() => sm2Decrypt(standard.key(), it)).toThrow(NotAuthentic);
    for (let length = 0; length < sealed.length; length += 1) {
      const cut = sealed.subarray(0, length);
      expect(() => sm2Decrypt(standard.key(), cut)).toThrow(NotAuthentic);
    }
    expect(() => sm2Decrypt(newSm2Key(), sealed)).toThrow(NotAuthentic);
  });

  it('takes another nonce when the mask is all zero', () => {
    const text = Buffer.of(1);
    expect(encryptWith(publicKey, text, { k: 5n, mask: () => undefined })).toBeUndefined();
    // One byte of mask is zero once in 256: all of these must still come out masked.
    const sealed = Array.from({ length: 300 }, () => sm2Encrypt(publicKey, text));
    expect(sealed.filter((it) => it.at(-1) === 1)).toEqual([]);
  });

  it('wraps a key and gives the same key back', () => {
    const key = newKey();
    const wrapped = sm2WrapKey(publicKey, key);
    expect(wrapped.includes(exportKey(key))).toBe(false);
    expect(exportKey(sm2UnwrapKey(standard.key(), wrapped))).toEqual(exportKey(key));
    expect(() => sm2WrapKey(publicKey, takeKey(Buffer.alloc(5, 1)))).toThrow(RangeError);
    const short = sm2Encrypt(publicKey, Buffer.alloc(5, 1));
    expect(() => sm2UnwrapKey(standard.key(), short)).toThrow(NotAuthentic);
  });
});

describe('a wrong answer stops the start', () => {
  afterEach(() => {
    vi.doUnmock('./known-answers.ts');
    vi.resetModules();
  });

  it.each([
    ['signature', 'SM2 signature'],
    ['identity', 'SM2 signature'],
    ['sealed', 'SM2 encryption'],
  ] as const)('%s of SM2', async (part, named) => {
    vi.resetModules();
    vi.doMock('./known-answers.ts', async (original) => {
      const actual = await original<{ sm2Answer: typeof sm2Answer }>();
      const wrong = Buffer.from(actual.sm2Answer[part]);
      wrong[40 % wrong.length] = (wrong[40 % wrong.length] ?? 0) ^ 1;
      return { ...actual, sm2Answer: { ...actual.sm2Answer, [part]: wrong } };
    });
    const { selfTest } = await import('./self-test.ts');
    expect(() => selfTest(new Date(0))).toThrow(named);
  });
});

const pointOf = (k: bigint): Uint8Array => standardBase(k).toBytes(false);
const standardBase = (k: bigint) =>
  sm2PublicKeyFrom(sm2SignerFrom(takeKey(toBytes(k))).publicKey).point;
const inverse = (d: bigint): bigint => {
  let [power, result, rest] = [d, 1n, order - 2n];
  for (; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = (result * power) % order;
    power = (power * power) % order;
  }
  return result;
};
