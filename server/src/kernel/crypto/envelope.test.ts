// The envelope: every bit and every truncation of it is refused, and only one reading of the padding exists.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encrypt } from './aead.ts';
import {
  bindEnvelope,
  flags,
  headerLength,
  openEnvelope,
  readEnvelope,
  sealEnvelope,
  type EnvelopeKey,
} from './envelope.ts';
import { newKey } from './key.ts';
import { randomBytes } from './random.ts';
import { suiteOf } from './suite.ts';

const keyOf = (suite: number): EnvelopeKey => {
  const it = suiteOf(suite);
  return { suite: it, key: newKey(it.keyBytes), kid: randomBytes(16) };
};
const suites = [1, 2] as const;
const refused =
  /^(not an envelope of a known form|ciphertext is not authentic|unknown cipher suite)$/;

function sealed(suite: 1 | 2, value: string | Uint8Array = '13800138000') {
  const key = keyOf(suite);
  const aad = bindEnvelope(key, 'shouxin/test/v1', ['a', 'b']);
  const envelope = sealEnvelope(key, { aad, value, flag: flags.padded });
  const open = (bytes: Uint8Array) =>
    openEnvelope(key, { aad, envelope: bytes, flag: flags.padded });
  return { key, aad, envelope, open };
}

describe('R1.3.2a the envelope', () => {
  it.each(suites)('refuses every single changed bit (suite %i)', (suite) => {
    const { envelope, open } = sealed(suite);
    for (let bit = 0; bit < envelope.length * 8; bit += 1) {
      const changed = Buffer.from(envelope);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(() => open(changed), `bit ${bit}`).toThrow(refused);
    }
    expect(open(envelope).toString()).toBe('13800138000');
  });

  it.each(suites)('refuses every truncation and every extension (suite %i)', (suite) => {
    const { envelope, open } = sealed(suite);
    for (let length = 0; length < envelope.length; length += 1) {
      expect(() => open(envelope.subarray(0, length))).toThrow(refused);
      expect(() => open(envelope.subarray(envelope.length - length))).toThrow(refused);
    }
    for (let extra = 1; extra < 40; extra += 1) {
      expect(() => open(Buffer.concat([envelope, Buffer.alloc(extra)]))).toThrow(refused);
    }
  });

  it.each(suites)('refuses every other byte in its first four places (suite %i)', (suite) => {
    const { envelope, open } = sealed(suite);
    for (let at = 0; at < 4; at += 1) {
      for (let byte = 0; byte < 256; byte += 1) {
        if (byte === envelope[at]) continue;
        const changed = Buffer.from(envelope);
        changed[at] = byte;
        expect(() => open(changed)).toThrow(refused);
      }
    }
  });

  it('reads suite, flag and kid without a key, and nothing else', () => {
    const { key, envelope } = sealed(2);
    expect(readEnvelope(envelope)).toEqual({ suite: 2, flag: flags.padded, kid: key.kid });
    expect(() => readEnvelope(envelope.subarray(0, headerLength + 15))).toThrow(refused);
  });

  it('does not open a plain envelope where a padded one is stored, nor the reverse', () => {
    const key = keyOf(1);
    const aad = bindEnvelope(key, 'x', []);
    const plain = sealEnvelope(key, { aad, value: 'v', flag: flags.plain });
    expect(() => openEnvelope(key, { aad, envelope: plain, flag: flags.padded })).toThrow(refused);
    const flipped = Buffer.from(plain);
    flipped[3] = flags.padded;
    expect(() => openEnvelope(key, { aad, envelope: flipped, flag: flags.padded })).toThrow(
      refused,
    );
    const padded = sealEnvelope(key, { aad, value: 'v', flag: flags.padded });
    expect(() => openEnvelope(key, { aad, envelope: padded, flag: flags.plain })).toThrow(refused);
  });

  it('gives back any bytes and any text, and shows only the length in blocks of 32', () => {
    const { key, aad, open } = sealed(1);
    const seal = (value: Uint8Array | string) =>
      sealEnvelope(key, { aad, value, flag: flags.padded });
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (value) => {
        const envelope = seal(value);
        expect(open(envelope)).toEqual(Buffer.from(value));
        expect((envelope.length - 48) % 32).toBe(0);
      }),
    );
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 100 }), (value) => {
        expect(open(seal(value)).toString()).toBe(value.toWellFormed());
      }),
    );
    const lengths = ['男', '女', '110101199003071233', '13800138000', ''].map(
      (it) => seal(it).length,
    );
    expect(new Set(lengths).size).toBe(1);
    for (const length of [31, 32, 33, 1000, 1023, 1024, 1025, 100_000]) {
      expect(open(seal(Buffer.alloc(length, 0x80)))).toEqual(Buffer.alloc(length, 0x80));
    }
  });

  it('knows one padding only: an authentic text with another is refused', () => {
    const { key, aad, envelope, open } = sealed(1);
    const texts = [
      Buffer.alloc(32),
      Buffer.alloc(0),
      Buffer.from([0x80]),
      Buffer.concat([Buffer.alloc(31, 1), Buffer.from([0x81])]),
      Buffer.concat([Buffer.alloc(31, 1), Buffer.from([0x80]), Buffer.alloc(32)]),
    ];
    for (const text of texts) {
      const forged = encrypt(key, { nonce: envelope.subarray(20, 32), aad, text }, headerLength);
      envelope.copy(forged, 0, 0, headerLength);
      expect(() => open(forged)).toThrow('not an envelope of a known form');
    }
  });

  it('does not open under a key with another kid, even if the key were the same', () => {
    const { key, aad, envelope } = sealed(2);
    const other = { ...key, kid: randomBytes(16) };
    expect(() => openEnvelope(other, { aad, envelope, flag: flags.padded })).toThrow(refused);
  });
});
