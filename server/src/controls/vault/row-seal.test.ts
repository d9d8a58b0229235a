// Row seals: frozen vectors by a second implementation, and every single change of a row found.
import { createHash, createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import vectors from '../../../../contract/vectors/row-seal.json' with { type: 'json' };
import { DataKey, encodeParts, newKey, suiteOf, takeKey } from '../../kernel/crypto/index.ts';
import { isRowWhole, kidOfSeal, sealRow, type RowToSeal } from './row-seal.ts';

const hex = (text: string): Buffer => Buffer.from(text, 'hex');

function sealByTheBook(it: (typeof vectors.cases)[number]): string {
  const hash = it.suite === 1 ? 'sha256' : 'sm3';
  const ck = hex(it.customerKey);
  const kdf = Buffer.concat([hex('00000001'), Buffer.from('shouxin/seal/v1\0'), hex('00000100')]);
  const sealKey = createHmac(hash, ck).update(kdf).digest();
  const names = Object.keys(it.fields).toSorted();
  const { tenant, table, subject, record, version, grading } = it;
  const head = ['shouxin/seal/v1', tenant, table, subject, record, version, grading, names.length];
  const hashes = Object.entries(it.fields)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, bytes]) => encodeParts([name, createHash(hash).update(hex(bytes)).digest()]));
  const tag = createHmac(hash, sealKey).update(Buffer.concat([encodeParts(head), ...hashes]));
  const kid = createHmac(hash, ck).update('shouxin/kid/v1').digest().subarray(0, 16);
  return Buffer.concat([Buffer.from([0xc3, 1, it.suite]), kid, tag.digest()]).toString('hex');
}

const base: RowToSeal = {
  subject: 's1',
  class: 'A10',
  table: 'customers.value',
  record: 'r1',
  version: 3,
  grading: 'C2',
  fields: new Map([
    ['NP01', Buffer.from('aaaa')],
    ['NP08', Buffer.from('bbbb')],
    ['NP10', Buffer.from('cccc')],
  ]),
};

describe('R1.3.3 the row seal', () => {
  it.each(vectors.cases)('keeps its frozen form (suite $suite)', (it) => {
    const key = new DataKey(suiteOf(it.suite), takeKey(hex(it.customerKey)), Infinity);
    const fields = new Map(Object.entries(it.fields).map(([name, bytes]) => [name, hex(bytes)]));
    expect(sealByTheBook(it)).toBe(it.seal);
    expect(sealRow(key, it.tenant, { ...it, fields }).toString('hex')).toBe(it.seal);
    expect(isRowWhole(key, it.tenant, { ...it, fields, seal: hex(it.seal) })).toBe(true);
  });

  it.each([1, 2] as const)('finds every change of the row (suite %i)', (suite) => {
    const key = new DataKey(suiteOf(suite), newKey(), Infinity);
    const seal = sealRow(key, 'demo', base);
    const without = new Map([...base.fields].slice(1));
    const changes: Partial<RowToSeal>[] = [
      { subject: 's2' },
      { table: 'customers.valu' },
      { record: 'r2' },
      { version: 2 },
      { version: 4 },
      { grading: 'C1' },
      { fields: without },
      { fields: new Map() },
      { fields: new Map([...base.fields, ['NP11', Buffer.alloc(0)]]) },
      { fields: new Map([...base.fields, ['NP08', Buffer.from('bbbB')]]) },
      {
        fields: new Map([
          ...base.fields,
          ['NP08', Buffer.from('cccc')],
          ['NP10', Buffer.from('bbbb')],
        ]),
      },
      { fields: new Map([...without, ['NP0', Buffer.from('aaaa')]]) },
    ];
    for (const change of changes) {
      expect(isRowWhole(key, 'demo', { ...base, ...change, seal })).toBe(false);
    }
    expect(isRowWhole(key, 'other', { ...base, seal })).toBe(false);
    const stranger = new DataKey(suiteOf(suite), newKey(), Infinity);
    expect(isRowWhole(stranger, 'demo', { ...base, seal })).toBe(false);
    expect(isRowWhole(key, 'demo', { ...base, seal })).toBe(true);
  });

  it('does not depend on the order in which columns were read, only on what they hold', () => {
    const key = new DataKey(suiteOf(1), newKey(), Infinity);
    const entry = fc.tuple(fc.string({ maxLength: 3 }), fc.uint8Array({ maxLength: 3 }));
    fc.assert(
      fc.property(
        fc.uniqueArray(entry, { selector: ([name]) => name, maxLength: 6 }),
        (entries) => {
          const forward = sealRow(key, 'demo', { ...base, fields: new Map(entries) });
          const back = sealRow(key, 'demo', { ...base, fields: new Map(entries.toReversed()) });
          expect(back).toEqual(forward);
        },
      ),
    );
  });

  it('refuses every changed bit and every other length of itself', () => {
    const key = new DataKey(suiteOf(2), newKey(), Infinity);
    const seal = sealRow(key, 'demo', base);
    for (let bit = 0; bit < seal.length * 8; bit += 1) {
      const changed = Buffer.from(seal);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(isRowWhole(key, 'demo', { ...base, seal: changed })).toBe(false);
    }
    expect(() => kidOfSeal(seal.subarray(1))).toThrow('not an envelope');
    expect(() => kidOfSeal(Buffer.alloc(0))).toThrow('not an envelope');
    expect(kidOfSeal(seal)).toEqual(key.kid);
  });
});
