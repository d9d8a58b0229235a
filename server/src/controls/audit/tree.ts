// The Merkle tree of RFC 6962 section 2.1, as plain arithmetic: which stored hashes make up a root or a proof, and how
// they combine. Plans come first and hashes later, so that the store fetches all it needs in two statements.
import { nodePrefix, leafPrefix, tileHeight } from '@shouxin/contract/proof';
import { sha256 } from '../../kernel/crypto/index.ts';
import { LogBroken } from './state.ts';

export type Hash = Uint8Array;

/** SHA-256, and SM3 for the second tree over the same entries. */
export type HashFunction = (bytes: Uint8Array) => Hash;

/** Leaves `lo` up to and without `hi`. */
export interface Range {
  readonly lo: number;
  readonly hi: number;
}

/** A complete subtree: 2^level leaves, the index-th of its level. */
export interface Subtree {
  readonly level: number;
  readonly index: number;
}

export function leafHash(entry: Uint8Array, by: HashFunction = sha256): Hash {
  return by(Buffer.concat([Buffer.of(leafPrefix), entry]));
}

export function nodeHash(left: Hash, right: Hash, by: HashFunction = sha256): Hash {
  return by(Buffer.concat([Buffer.of(nodePrefix), left, right]));
}

/** MTH({}) = SHA-256(). */
const emptyRoot = (by: HashFunction): Hash => by(new Uint8Array(0));

/** Height of the widest complete tree that fits; counted, because a logarithm of floats may round up. */
function heightOf(leaves: number): number {
  let height = 0;
  for (let width = 2; width <= leaves; width *= 2) height += 1;
  return height;
}

/** The complete subtrees of a range, widest first. `lo` must be a multiple of the widest, as it is in every plan here. */
export function subtreesOf({ lo, hi }: Range): Subtree[] {
  const found: Subtree[] = [];
  let at = lo;
  while (at < hi) {
    const level = heightOf(hi - at);
    found.push({ level, index: at / 2 ** level });
    at += 2 ** level;
  }
  return found;
}

/** The root over adjacent subtrees, given widest first: MTH of their range. */
export function foldRight(hashes: readonly Hash[], by: HashFunction = sha256): Hash {
  return hashes.length === 0
    ? emptyRoot(by)
    : hashes.reduceRight((right, left) => nodeHash(left, right, by));
}

/** The root of a complete subtree from its equally wide parts. */
export function completeRoot(parts: readonly Hash[], by: HashFunction = sha256): Hash {
  let row = parts;
  while (row.length > 1) {
    row = row.flatMap((left, i) => {
      const right = row[i + 1];
      return i % 2 === 0 && right ? [nodeHash(left, right, by)] : [];
    });
  }
  return row[0] ?? emptyRoot(by);
}

/** The largest power of two smaller than `leaves`. */
function splitOf(leaves: number): number {
  return 2 ** heightOf(leaves - 1);
}

/** PATH(m, D[n]) of RFC 6962 section 2.1.1 as ranges, from the leaf's sibling up. */
export function inclusionPlan(index: number, size: number): Range[] {
  const plan: Range[] = [];
  let [lo, hi] = [0, size];
  while (hi - lo > 1) {
    const middle = lo + splitOf(hi - lo);
    if (index < middle) {
      plan.unshift({ lo: middle, hi });
      hi = middle;
    } else {
      plan.unshift({ lo, hi: middle });
      lo = middle;
    }
  }
  return plan;
}

/** PROOF(m, D[n]) of RFC 6962 section 2.1.2 as ranges. */
export function consistencyPlan(from: number, to: number): Range[] {
  if (from === 0 || from === to) return [];
  const plan: Range[] = [];
  let [lo, hi] = [0, to];
  while (hi !== from) {
    const middle = lo + splitOf(hi - lo);
    if (from <= middle) {
      plan.unshift({ lo: middle, hi });
      hi = middle;
    } else {
      plan.unshift({ lo, hi: middle });
      lo = middle;
    }
  }
  // SUBPROOF's flag: when nothing was split off to the left, the verifier knows this hash already.
  if (lo > 0) plan.unshift({ lo, hi });
  return plan;
}

/** What is stored: level 0 are leaves, level q the roots of 256^q leaves. A run of `count` hashes from `first`. */
export interface StoredRun {
  readonly level: number;
  readonly first: number;
  readonly count: number;
}

/** Where the parts of a subtree are stored: tlog-tiles keep every eighth level and recompute those between. */
export function storedRunOf({ level, index }: Subtree): StoredRun {
  const parts = 2 ** (level % tileHeight);
  return { level: Math.floor(level / tileHeight), first: index * parts, count: parts };
}

/** The stored runs that the roots of these ranges need. */
export function runsOf(ranges: readonly Range[]): StoredRun[] {
  return ranges.flatMap((range) => subtreesOf(range).map(storedRunOf));
}

/** For each range, the roots of its complete subtrees, widest first, from what is stored of `runsOf`. */
export function edgesFrom(
  stored: readonly StoredNode[],
  ranges: readonly Range[],
  by: HashFunction = sha256,
): Hash[][] {
  const byPlace = new Map(stored.map((it) => [`${it.level}/${it.index}`, it.hash]));
  const rootOf = ({ level, first, count }: StoredRun): Hash =>
    completeRoot(
      Array.from({ length: count }, (_, i) => {
        const hash = byPlace.get(`${level}/${first + i}`);
        if (!hash) throw new LogBroken(level === 0 ? 'leaf-missing' : 'nodes-missing');
        return hash;
      }),
      by,
    );
  return ranges.map((range) => runsOf([range]).map(rootOf));
}

/** The complete subtrees from a position to the end, as ranges: with those left of it they frame a range of leaves. */
export function rightRanges(from: number, size: number): Range[] {
  const ranges: Range[] = [];
  for (let lo = from; lo < size;) {
    let width = 1;
    while (lo % (width * 2) === 0 && lo + width * 2 <= size) width *= 2;
    ranges.push({ lo, hi: lo + width });
    lo += width;
  }
  return ranges;
}

/** tlog-tiles: hashes of one tile, which the next stored level has one hash for. */
export const tileWidth = 2 ** tileHeight;

/** How many stored nodes a tree of this size has. */
export function nodesOf(leaves: number): number {
  const above = Math.floor(leaves / tileWidth);
  return above === 0 ? 0 : above + nodesOf(above);
}

export interface StoredNode {
  readonly level: number;
  readonly index: number;
  readonly hash: Hash;
}

/** Told of each leaf in order, answers the nodes that it completes. Of a tile that began before the first there is none. */
export function tileReader(by: HashFunction = sha256) {
  const tiles: Hash[][] = [];
  return (seq: number, leaf: Hash): StoredNode[] => {
    const completed: StoredNode[] = [];
    let [hash, index, level] = [leaf, seq, 0];
    for (;;) {
      const tile = (tiles[level] ??= []);
      tile.push(hash);
      if (index % tileWidth !== tileWidth - 1) return completed;
      tiles[level] = [];
      if (tile.length < tileWidth) return completed;
      [hash, index, level] = [completeRoot(tile, by), Math.floor(index / tileWidth), level + 1];
      completed.push({ level, index, hash });
    }
  };
}

/**
 * The right edge of the tree, grown leaf by leaf: the second way to a root. The functions above combine stored hashes,
 * this recomputes from entries that were read again. A checkpoint is signed only where both agree, because one flipped
 * bit in one leaf ended a public log for good (Yeti 2022).
 */
export interface Frontier {
  readonly size: number;
  /** Roots of the complete subtrees so far, widest first. */
  edge(): Hash[];
  append(leaf: Hash): void;
  root(): Hash;
}

/** `edge`: roots of the complete subtrees of `size` leaves, widest first; one for each binary one of `size`. */
export function frontierAt(
  size: number,
  edge: readonly Hash[],
  by: HashFunction = sha256,
): Frontier {
  const stack = [...edge];
  let leaves = size;
  return {
    get size() {
      return leaves;
    },
    edge: () => [...stack],
    append(leaf) {
      let grown = leaf;
      // As a binary counter carries: each trailing one is a subtree as wide as the one just completed.
      for (let rest = leaves; rest % 2 === 1; rest = Math.floor(rest / 2)) {
        const left = stack.pop();
        if (!left) throw new RangeError('The edge does not fit the size');
        grown = nodeHash(left, grown, by);
      }
      stack.push(grown);
      leaves += 1;
    },
    root() {
      let right = stack.at(-1);
      if (!right) return emptyRoot(by);
      for (const left of stack.slice(0, -1).toReversed()) right = nodeHash(left, right, by);
      return right;
    },
  };
}
