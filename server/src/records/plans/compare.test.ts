// What the reviewer is shown of a revised list: only what differs, by the numbers a person counts.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { differences } from './compare.ts';

describe('R3.2.4 what changed between two versions', () => {
  it.each([
    [['a', 'b'], ['a', 'b'], []],
    [['a', 'b'], ['x', 'a', 'b'], [[null, 1]]],
    [['a', 'b', 'c'], ['a', 'c'], [[2, null]]],
    [['a', 'b', 'c'], ['a', 'x', 'c'], [[2, 2]]],
    [[], ['a'], [[null, 1]]],
    [
      ['a', 'b', 'c'],
      ['b', 'c', 'a'],
      [
        [1, null],
        [null, 3],
      ],
    ],
  ] as const)('%j to %j', (before, after, expected) => {
    const found = differences(before, after).map((it) => [it.before, it.after]);
    expect(found).toEqual(expected);
  });

  it('applied to the old list gives the new one, whatever the lists', () => {
    const texts = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 8 });
    fc.assert(
      fc.property(texts, texts, (before, after) => {
        const found = differences(before, after);
        const gone = new Set(found.map((it) => it.before));
        const come = new Set(found.map((it) => it.after));
        const stayed = before.filter((_, at) => !gone.has(at + 1));
        expect(after.filter((_, at) => !come.has(at + 1))).toEqual(stayed);
        expect(found.length === 0).toBe(before.join() === after.join());
      }),
    );
  });
});
