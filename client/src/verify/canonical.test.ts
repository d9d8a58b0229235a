// One entry has one line. The quick way to see that a line is canonical refuses whatever the slow way refuses, on values and
// on bytes of every kind.
import { entrySchema } from '@shouxin/contract/proof';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import leaves from '../../../contract/vectors/leaf.json' with { type: 'json' };
import { readJson, readText, writeCanonical, writeSorted } from './bytes.ts';
import { readEntry } from './evidence.ts';

const origin = 'shouxin/demo/log';
const line = leaves.entries.map((it) => it.entry).reduce((a, b) => (a.length > b.length ? a : b));

/** As it was before there was a quick way. */
function slowly(bytes: Uint8Array): unknown {
  const text = readText(bytes);
  const parsed = entrySchema.safeParse(readJson(text ?? ''));
  if (!parsed.success || writeSorted(parsed.data) !== text) return undefined;
  const { id, at, tenant } = parsed.data;
  const milliseconds = Number.parseInt(id.replace('-', '').slice(0, 12), 16);
  return Date.parse(at) === milliseconds && tenant === 'demo' ? parsed.data : undefined;
}

describe('writing canonically', () => {
  const key = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 4 }),
    fc.constantFrom('10', '9', '01', '-1', 'a', 'B', '__proto__', '\u{1f600}', '\uffff', 'toJSON'),
  );
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      fc.string({ unit: 'binary', maxLength: 6 }),
      fc.oneof(fc.integer(), fc.maxSafeInteger(), fc.double()),
      fc.constantFrom(null, true, false, '\ud800', '\u2028"\\/\u007f', 1e21, 2 ** 53, -0),
      fc.array(tie('value'), { maxLength: 4 }),
      fc.array(fc.tuple(key, tie('value')), { maxLength: 5 }).map((it) => Object.fromEntries(it)),
    ),
  }));

  it('is the same quickly and slowly, for every value that JSON can say', () => {
    fc.assert(
      fc.property(value, (it) => {
        const read: unknown = JSON.parse(JSON.stringify(it));
        expect(writeCanonical(read)).toBe(writeSorted(read));
        const again = writeCanonical(read);
        expect(again === undefined || writeCanonical(JSON.parse(again)) === again).toBe(true);
      }),
      { numRuns: 5_000 },
    );
  });

  test.each([
    '{"b":1,"a":2}',
    '{"a":1,"a":1}',
    '{"a":1,"a":2}',
    '{"10":1,"9":2,"a":{"c":1,"b":2}}',
    '{"9":1,"10":2}',
    '{"a":{"__proto__":1,"B":2}}',
    '{ "a":1}',
    '{"a":1}\n',
    '\ufeff{"a":1}',
    '{"a":1\u00a0}',
    '{"\\u0061":1}',
    '["\\u00e9"]',
    '["\\/"]',
    '["\\u001F"]',
    '["\\u000a"]',
    '[1e5]',
    '[1E5]',
    '[100000.0]',
    '[1.5]',
    '[-0]',
    '[1e+21]',
    '[9007199254740993]',
    '[9007199254740992]',
    '["\ud83d\ude00","\\ud83d\\ude00"]',
  ])('%j is not how it is written', (text) => {
    expect(writeCanonical(readJson(text))).not.toBe(text);
    expect(writeSorted(readJson(text))).not.toBe(text);
  });

  test.each(['{"10":1,"9":2}', '{"":0,"A":1,"_":2,"a":3}', '["\\u001f\\n","é"]', '[-1]'])(
    '%j is',
    (text) => {
      expect(writeCanonical(readJson(text))).toBe(text);
    },
  );
});

describe('reading a line', () => {
  const bytes = Buffer.from(line);
  const spellings = ['\\u0061', ' ', '\n', '\t', '"', '\\', ',', '0', '1e0', '"v":1,', 'é', '\0'];
  const inserted = fc.record({
    at: fc.integer({ min: 0, max: bytes.length }),
    cut: fc.integer({ min: 0, max: 3 }),
    put: fc.oneof(
      fc.constantFrom(...spellings).map((it) => Buffer.from(it)),
      fc.constantFrom('eda080', 'efbbbf', 'c080', 'ff').map((it) => Buffer.from(it, 'hex')),
      fc.uint8Array({ maxLength: 3 }),
    ),
  });

  it('comes to the same as slowly, whatever was cut out and put in', () => {
    expect(readEntry(bytes, origin)).toEqual(slowly(bytes));
    fc.assert(
      fc.property(inserted, ({ at, cut, put }) => {
        const other = Buffer.concat([bytes.subarray(0, at), put, bytes.subarray(at + cut)]);
        expect(readEntry(other, origin)).toEqual(slowly(other));
      }),
      { numRuns: 10_000 },
    );
  });

  it('refuses the same entry in any other spelling', () => {
    const value = JSON.parse(line) as Record<string, unknown>;
    const keys = Object.keys(value);
    const [first = '', second = ''] = keys;
    const swapped = { [second]: value[second], [first]: value[first], ...value };
    const others = [
      JSON.stringify(swapped),
      JSON.stringify(value, null, 1),
      line.replace('"v":1', '"v":1.0'),
      line.replace('"v":1', '"v":1e0'),
      line.replace('{', `{"v":1,`),
      line.replace('"v":1', '"v":1,"v":1'),
      line.replace('"tenant":"d', '"tenant":"\\u0064'),
      `\ufeff${line}`,
      `${line}\r`,
      `${line}\0`,
    ];
    expect(readEntry(bytes, origin)).toBeDefined();
    for (const other of others) {
      expect(other).not.toBe(line);
      expect(readEntry(Buffer.from(other), origin)).toBeUndefined();
      expect(slowly(Buffer.from(other))).toBeUndefined();
    }
  });
});
