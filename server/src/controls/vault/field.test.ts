// Sealed fields: the frozen vectors read by a second implementation of the format, and the six-dimension swap matrix.
import { createDecipheriv, createHmac, type CipherGCMTypes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import vectors from '../../../../contract/vectors/envelope.json' with { type: 'json' };
import {
  bindEnvelope,
  DataKey,
  encodeParts,
  newKey,
  suiteOf,
  takeKey,
} from '../../kernel/crypto/index.ts';
import { bindField, openField, recordKeyOf, sealField } from './field.ts';
import type { FieldPlace } from './place.ts';

const hex = (text: string): Buffer => Buffer.from(text, 'hex');

/** length-prefixed parts, written again from the description in SECURITY 4.2 */
function parts(...values: Buffer[]): Buffer {
  return Buffer.concat(
    values.map((value, index) => {
      const head = Buffer.from([index + 1, value.length >> 8, value.length & 0xff]);
      return Buffer.concat([head, value]);
    }),
  );
}

const text = (value: string): Buffer => Buffer.from(value);

function u64(value: number): Buffer {
  const out = Buffer.alloc(8);
  out.writeBigUInt64BE(BigInt(value));
  return out;
}

/** Opens a vector with node:crypto and the written format alone. */
function openByTheBook(it: (typeof vectors.cases)[number]): string {
  const [hash, cipher, bits] =
    it.suite === 1 ? ['sha256', 'aes-256-gcm', 256] : ['sm3', 'sm4-gcm', 128];
  const hmac = (key: Buffer, data: Buffer) => createHmac(hash, key).update(data).digest();
  const kid = hmac(hex(it.customerKey), text('shouxin/kid/v1')).subarray(0, 16);
  const length = Buffer.from([0, 0, bits >> 8, bits & 0xff]);
  const context = parts(text(it.table), text(it.record));
  const input = [hex('00000001'), text('shouxin/rk/v1\0'), context, length];
  const recordKey = hmac(hex(it.customerKey), Buffer.concat(input)).subarray(0, bits / 8);
  const envelope = hex(it.envelope);
  expect(envelope.subarray(0, 20)).toEqual(
    Buffer.concat([Buffer.from([0xc1, 1, it.suite, 1]), kid]),
  );
  const decipher = createDecipheriv(
    cipher as CipherGCMTypes,
    recordKey,
    envelope.subarray(20, 32),
    { authTagLength: 16 },
  );
  decipher.setAAD(
    parts(
      text('shouxin/field/v1'),
      text(it.tenant),
      text(it.table),
      text(it.column),
      text(it.subject),
      text(it.record),
      u64(it.version),
      Buffer.from([it.suite]),
      kid,
    ),
  );
  decipher.setAuthTag(envelope.subarray(-16));
  const padded = Buffer.concat([decipher.update(envelope.subarray(32, -16)), decipher.final()]);
  return padded.subarray(0, padded.lastIndexOf(0x80)).toString();
}

describe('R1.3.2a sealed fields keep their frozen form', () => {
  it.each(vectors.cases)('suite $suite, $column: $value', (it) => {
    expect(openByTheBook(it)).toBe(it.value);
    const key = new DataKey(suiteOf(it.suite), takeKey(hex(it.customerKey)), Infinity);
    const by = recordKeyOf(key, it.tenant, it);
    expect(key.kid.toString('hex')).toBe(it.kid);
    expect(bindField(by, it).toString('hex')).toBe(it.associatedData);
    expect(openField(by, { ...it, envelope: hex(it.envelope) }).toString()).toBe(it.value);
  });

  it('covers both suites', () => {
    expect(new Set(vectors.cases.map(({ suite }) => suite))).toEqual(new Set([1, 2]));
    expect(vectors.cases.length).toBeGreaterThanOrEqual(10);
  });
});

const key = new DataKey(suiteOf(1), newKey(), Infinity);
const home: FieldPlace & { tenant: string } = {
  tenant: 'demo',
  subject: 's1',
  class: 'A10',
  table: 'customers.value',
  record: 'r1',
  column: 'NP10',
  version: 1,
};
const elsewhere = {
  tenant: ['other', 'dem', ''],
  subject: ['s2', ''],
  table: ['customers.valu', 'customers.value2'],
  record: ['r2', 's1'],
  column: ['NP1', 'NP08', 'NP100'],
  version: [0, 2, 2 ** 32 + 1],
} as const;

const pick = (bits: number, bit: number): string => ((bits >> bit) & 1 ? 'a' : 'b');

describe.each([1, 2] as const)('R3.1.4 a moved ciphertext does not open (suite %i)', (suite) => {
  const key = new DataKey(suiteOf(suite), newKey(), Infinity);
  const seal = (at: typeof home) =>
    sealField(recordKeyOf(key, at.tenant, at), { ...at, value: '110101199003071233' });
  const open = (at: typeof home, envelope: Buffer) =>
    openField(recordKeyOf(key, at.tenant, at), { ...at, envelope });

  it('in each of six dimensions, there and back', () => {
    let tried = 0;
    for (const [dimension, values] of Object.entries(elsewhere)) {
      for (const value of values) {
        const away = { ...home, [dimension]: value };
        expect(() => open(away, seal(home)), `${dimension} ${value}`).toThrow(
          /broken seal .field./,
        );
        expect(() => open(home, seal(away)), `${dimension} ${value}`).toThrow(
          /broken seal .field./,
        );
        tried += 2;
      }
    }
    expect(tried).toBe(30);
    expect(open(home, seal(home)).toString()).toBe('110101199003071233');
  });

  it('between any two places of a small world', () => {
    const worlds = Array.from({ length: 64 }, (_, bits) => ({
      ...home,
      tenant: pick(bits, 0),
      subject: pick(bits, 1),
      table: pick(bits, 2),
      record: pick(bits, 3),
      column: pick(bits, 4),
      version: 1 + (bits >> 5),
    }));
    const sealed = worlds.map(seal);
    let opened = 0;
    for (const at of worlds) {
      for (const envelope of sealed) {
        try {
          open(at, envelope);
          opened += 1;
        } catch {
          // refused, as it should be everywhere but at home
        }
      }
    }
    expect(worlds).toHaveLength(64);
    expect(opened).toBe(64);
  });

  it('under the key of another customer, even one who claims the same place', () => {
    const other = new DataKey(suiteOf(suite), newKey(), Infinity);
    expect(() =>
      openField(recordKeyOf(other, 'demo', home), { ...home, envelope: seal(home) }),
    ).toThrow(/broken seal .field./);
  });
});

describe('the hot path', () => {
  it('binds exactly what the plain encoding would', () => {
    const by = recordKeyOf(key, 'demo', home);
    const plain = bindEnvelope(by.key, 'shouxin/field/v1', [
      'demo',
      home.table,
      '证件号码',
      home.subject,
      home.record,
      2 ** 40 + 3,
    ]);
    expect(bindField(by, { ...home, column: '证件号码', version: 2 ** 40 + 3 })).toEqual(plain);
    expect(plain.subarray(0, 5)).toEqual(encodeParts(['shouxin/field/v1']).subarray(0, 5));
  });

  it('refuses a version or a column that cannot be bound', () => {
    const by = recordKeyOf(key, 'demo', home);
    for (const version of [-1, 1.5, Number.NaN, 2 ** 60]) {
      expect(() => bindField(by, { ...home, version })).toThrow('too long');
    }
    expect(() => bindField(by, { ...home, column: 'x'.repeat(2000) })).toThrow('too long');
  });

  it('says where a seal is broken, and nothing of the value', () => {
    const by = recordKeyOf(key, 'demo', home);
    const envelope = Buffer.alloc(80, 65);
    expect(() => openField(by, { ...home, envelope })).toThrow(
      /^broken seal \(field\): customers\.value\.NP10 of r1$/,
    );
  });
});
