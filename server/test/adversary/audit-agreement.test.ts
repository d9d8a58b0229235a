// The tree is written twice, in the server from the root down and in the verifier from the leaf up. They agree on every
// small tree and on random large ones, and a proof never holds for anything but what it was made for.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isEqual } from '../../../client/src/verify/bytes.ts';
import {
  hashLeaf,
  isConsistent,
  RangeRoot,
  rootOfInclusion,
  widthsBetween,
} from '../../../client/src/verify/merkle.ts';
import {
  completeRoot,
  consistencyPlan,
  foldRight,
  frontierAt,
  inclusionPlan,
  leafHash,
  rightRanges,
  storedRunOf,
  subtreesOf,
  type Hash,
  type Range,
} from '../../src/controls/audit/tree.ts';

const leaves = Array.from({ length: 1_300 }, (_, i) => leafHash(Buffer.from(`entry ${i}`)));

function rootsOf(ranges: readonly Range[]): Hash[] {
  return ranges.map((range) =>
    foldRight(
      subtreesOf(range).map(({ level, index }) => {
        const width = 2 ** level;
        return completeRoot(leaves.slice(index * width, (index + 1) * width));
      }),
    ),
  );
}

function rootAt(size: number): Hash {
  return rootsOf([{ lo: 0, hi: size }])[0] ?? new Uint8Array();
}

function flipped(hash: Hash): Hash {
  const copy = Buffer.from(hash);
  copy[5] = (copy[5] ?? 0) ^ 16;
  return copy;
}

const sizes = fc.integer({ min: 1, max: leaves.length });
const trees = sizes.chain((size) =>
  fc.record({ size: fc.constant(size), index: fc.nat(size - 1) }),
);
const pairs = sizes.chain((to) =>
  fc.record({ to: fc.constant(to), from: fc.integer({ min: 1, max: to }) }),
);

describe('server tree and verifier', () => {
  test('agree on the leaf', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (entry) => {
        expect(leafHash(entry)).toEqual(hashLeaf(entry));
      }),
    );
  });

  test('agree on inclusion for every leaf of every tree up to 64', () => {
    for (let size = 1; size <= 64; size += 1) {
      for (let index = 0; index < size; index += 1) {
        const proof = rootsOf(inclusionPlan(index, size));
        const root = rootOfInclusion({ leaf: leaves[index] ?? root0, index, size, proof });
        expect(root && isEqual(root, rootAt(size))).toBe(true);
      }
    }
  });

  test('agree on consistency for every m <= n <= 64', () => {
    for (let to = 1; to <= 64; to += 1) {
      for (let from = 1; from <= to; from += 1) {
        const [older, newer] = [headAt(from), headAt(to)];
        expect(isConsistent(older, newer, rootsOf(consistencyPlan(from, to)))).toBe(true);
      }
    }
  });

  test('agree on the frontier grown leaf by leaf from any size', () => {
    fc.assert(
      fc.property(pairs, ({ from, to }) => {
        const edge = subtreesOf({ lo: 0, hi: from }).map((it) =>
          completeRoot(leaves.slice(it.index * 2 ** it.level, (it.index + 1) * 2 ** it.level)),
        );
        const frontier = frontierAt(from, edge);
        for (const leaf of leaves.slice(from, to)) frontier.append(leaf);
        expect(frontier.size).toBe(to);
        expect(isEqual(frontier.root(), rootAt(to))).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  test('agree on a range framed by its left and right', () => {
    fc.assert(
      fc.property(pairs, fc.nat(), ({ from, to }, more) => {
        const size = Math.min(leaves.length, to + (more % 300));
        const range = new RangeRoot();
        const left = rootsOf(
          subtreesOf({ lo: 0, hi: from }).map(({ level, index }) => ({
            lo: index * 2 ** level,
            hi: (index + 1) * 2 ** level,
          })),
        );
        const right = rootsOf(rightRanges(to, size));
        for (const [i, width] of widthsBetween(0, from).entries())
          range.add(left[i] ?? root0, width);
        for (const leaf of leaves.slice(from, to)) range.add(leaf);
        for (const [i, width] of widthsBetween(to, size).entries()) {
          range.add(right[i] ?? root0, width);
        }
        expect(isEqual(range.root(), rootAt(size))).toBe(true);
      }),
      { numRuns: 60 },
    );
  });
});

const root0 = new Uint8Array(32);

function headAt(size: number) {
  return { size, root: rootAt(size) };
}

describe('a proof never holds', () => {
  test('of inclusion, for another entry, index, size or hash', () => {
    fc.assert(
      fc.property(trees, fc.nat(), ({ size, index }, pick) => {
        const leaf = leaves[index] ?? root0;
        const proof = rootsOf(inclusionPlan(index, size));
        const holds = (change: Partial<Parameters<typeof rootOfInclusion>[0]>) => {
          const root = rootOfInclusion({ leaf, index, size, proof, ...change });
          return root !== undefined && isEqual(root, rootAt(size));
        };
        expect(holds({})).toBe(true);
        expect(holds({ leaf: flipped(leaf) })).toBe(false);
        expect(holds({ index: (index + 1 + (pick % size)) % (size + 1) })).toBe(false);
        expect(holds({ index: index + size })).toBe(false);
        expect(holds({ proof: [...proof, leaf] })).toBe(false);
        if (proof.length === 0) return;
        const at = pick % proof.length;
        expect(holds({ proof: proof.with(at, flipped(proof[at] ?? root0)) })).toBe(false);
        expect(holds({ proof: proof.toSpliced(at, 1) })).toBe(false);
      }),
    );
  });

  test('of inclusion, under the root of another size', () => {
    fc.assert(
      fc.property(trees, sizes, ({ size, index }, other) => {
        fc.pre(other !== size);
        const proof = rootsOf(inclusionPlan(index, size));
        const root = rootOfInclusion({ leaf: leaves[index] ?? root0, index, size, proof });
        expect(root && isEqual(root, rootAt(other))).toBe(false);
      }),
    );
  });

  test('of consistency, for another root, size or hash', () => {
    fc.assert(
      fc.property(pairs, fc.nat(), ({ from, to }, pick) => {
        const proof = rootsOf(consistencyPlan(from, to));
        const [older, newer] = [headAt(from), headAt(to)];
        expect(isConsistent(older, newer, proof)).toBe(true);
        expect(isConsistent({ ...older, root: flipped(older.root) }, newer, proof)).toBe(false);
        expect(isConsistent(older, { ...newer, root: flipped(newer.root) }, proof)).toBe(false);
        expect(isConsistent(older, newer, [...proof, older.root])).toBe(false);
        if (proof.length === 0) return;
        const at = pick % proof.length;
        const bent = proof.with(at, flipped(proof[at] ?? root0));
        expect(isConsistent(older, newer, bent)).toBe(false);
        expect(isConsistent(older, newer, proof.toSpliced(at, 1))).toBe(false);
        expect(isConsistent(headAt(from - 1), newer, proof)).toBe(false);
      }),
    );
  });
});

test('plans hold for trees far larger than can be stored here', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 2 ** 48 }),
      fc.double({ min: 0, max: 1 }),
      (size, share) => {
        fc.pre(!Number.isNaN(share));
        const index = Math.min(size - 1, Math.floor(size * share));
        const plan = inclusionPlan(index, size);
        const covered = plan.reduce((sum, { lo, hi }) => sum + hi - lo, 1);
        expect(covered).toBe(size);
        for (const it of plan.flatMap(subtreesOf)) {
          expect(Number.isInteger(it.index)).toBe(true);
          expect(storedRunOf(it).count).toBeLessThanOrEqual(128);
        }
      },
    ),
  );
});
