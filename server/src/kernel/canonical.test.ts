// One value has one byte string, whichever way it is written.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonical, written } from './canonical.ts';

const said = (write: (value: unknown) => string, value: unknown): string => {
  try {
    return write(value);
  } catch (error) {
    return String(error);
  }
};

const key = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 4 }),
  fc.constantFrom(
    '10',
    '9',
    '01',
    'a',
    'B',
    '__proto__',
    '\u{1f600}',
    '\uffff',
    '\ud800',
    'toJSON',
  ),
);
const scalar = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 6 }),
  fc.constantFrom('\ud800', '\udc00a', '\u2028"\\/\u007f', 1.5, 1e21, 2 ** 53, -0, NaN, -1, 0),
  fc.constantFrom(null, undefined, true, new Date(0), new Map(), Buffer.of(1), 1n, Symbol('s')),
  fc.constant(() => 1),
);
const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    scalar,
    fc.array(tie('value'), { maxLength: 3 }),
    fc.array(fc.tuple(key, tie('value')), { maxLength: 5 }).map((it) => Object.fromEntries(it)),
    fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd'), tie('value'), { noNullPrototype: false }),
  ),
}));

describe('canonical JSON', () => {
  it('is the same in one go and member by member, and refuses the same', () => {
    fc.assert(
      fc.property(value, (it) => {
        expect(said(canonical, it)).toBe(said(written, it));
      }),
      { numRuns: 10_000 },
    );
  });

  it('sorts members, leaves out what is undefined, and reads back as itself', () => {
    const text = '{"10":1,"9":2,"a":[{"B":null,"b":true}]}';
    expect(canonical({ a: [{ b: true, x: undefined, B: null }], 9: 2, 10: 1 })).toBe(text);
    expect(canonical(JSON.parse(text))).toBe(text);
    expect(canonical({ a: 1, b: { c: undefined, d: 2 } })).toBe('{"a":1,"b":{"d":2}}');
  });
});
