// The verifier's own Merkle arithmetic: RFC 9162 sections 2.1.3.2 and 2.1.4.2 (the trees are those of RFC 6962), step by
// step from a leaf upwards, where the server plans from the root downwards. The two must agree; nothing is shared.
import { hashBytes, leafPrefix, nodePrefix } from '@shouxin/contract/proof';
import { isEqual, sha256 } from './bytes.ts';

type Hash = Uint8Array;
/** SHA-256, or SM3 for the second tree over the same entries. */
export type HashFunction = (...parts: readonly Uint8Array[]) => Hash;

const leafMark = Uint8Array.of(leafPrefix);
const nodeMark = Uint8Array.of(nodePrefix);

export function hashLeaf(entry: Uint8Array, hash: HashFunction = sha256): Hash {
  return hash(leafMark, entry);
}

export function hashPair(left: Hash, right: Hash, hash: HashFunction = sha256): Hash {
  return hash(nodeMark, left, right);
}

const isOdd = (n: number) => n % 2 === 1;
const half = (n: number) => Math.floor(n / 2);

/** A walk from two positions of one level upwards, as both RFC algorithms take it. */
class Climb {
  #at: number;
  #end: number;

  constructor(at: number, end: number) {
    this.#at = at;
    this.#end = end;
  }

  get isAtTop(): boolean {
    return this.#end === 0;
  }

  /** True when the next hash of the proof stands on the left. */
  get isFromLeft(): boolean {
    return isOdd(this.#at) || this.#at === this.#end;
  }

  up(): void {
    this.#at = half(this.#at);
    this.#end = half(this.#end);
  }

  /** Levels where the edge has no sibling have no hash in the proof. */
  skipLone(): void {
    while (!isOdd(this.#at) && this.#at !== 0) this.up();
  }

  skipOdd(): void {
    while (isOdd(this.#at)) this.up();
  }
}

export interface Inclusion {
  readonly leaf: Hash;
  readonly index: number;
  readonly size: number;
  readonly proof: readonly Hash[];
}

/** The root that this proof leads to; undefined when it has the wrong length or place. */
export function rootOfInclusion(
  { leaf, index, size, proof }: Inclusion,
  hash: HashFunction = sha256,
): Hash | undefined {
  if (index < 0 || index >= size || leaf.length !== hashBytes) return undefined;
  const climb = new Climb(index, size - 1);
  let root = leaf;
  for (const beside of proof) {
    if (climb.isAtTop) return undefined;
    if (climb.isFromLeft) {
      root = hashPair(beside, root, hash);
      climb.skipLone();
    } else root = hashPair(root, beside, hash);
    climb.up();
  }
  return climb.isAtTop ? root : undefined;
}

export interface TreeHead {
  readonly size: number;
  readonly root: Hash;
}

/** Whether the newer tree only appends to the older one. */
export function isConsistent(older: TreeHead, newer: TreeHead, proof: readonly Hash[]): boolean {
  const isEmptyWrong = older.size === 0 && !isEqual(older.root, sha256());
  if (older.size > newer.size || isEmptyWrong) return false;
  if (older.size === newer.size) return proof.length === 0 && isEqual(older.root, newer.root);
  // Every tree continues the empty one: that would prove nothing.
  if (older.size === 0) return false;
  const isComplete = widthsBetween(0, older.size).length === 1;
  const roots = rootsOfConsistency(older, newer, isComplete ? [older.root, ...proof] : proof);
  return roots !== undefined && isEqual(roots.was, older.root) && isEqual(roots.is, newer.root);
}

/** The older and the newer root that this proof leads to; undefined when it has the wrong length. */
function rootsOfConsistency(older: TreeHead, newer: TreeHead, [first, ...rest]: readonly Hash[]) {
  if (!first) return undefined;
  const climb = new Climb(older.size - 1, newer.size - 1);
  climb.skipOdd();
  let [was, is] = [first, first];
  for (const hash of rest) {
    if (climb.isAtTop) return undefined;
    if (climb.isFromLeft) {
      [was, is] = [hashPair(hash, was), hashPair(hash, is)];
      climb.skipLone();
    } else is = hashPair(is, hash);
    climb.up();
  }
  return climb.isAtTop ? { was, is } : undefined;
}

/** Grows a root from complete subtrees put side by side from position 0: for a range framed by what is around it. */
export class RangeRoot {
  readonly #open: { width: number; hash: Hash }[] = [];
  readonly #by: HashFunction;
  #size = 0;

  constructor(by: HashFunction = sha256) {
    this.#by = by;
  }

  get size(): number {
    return this.#size;
  }

  add(hash: Hash, width = 1): void {
    let grown = { width, hash };
    this.#size += width;
    for (;;) {
      const left = this.#open.at(-1);
      if (left?.width !== grown.width) break;
      this.#open.pop();
      grown = { width: left.width * 2, hash: hashPair(left.hash, grown.hash, this.#by) };
    }
    this.#open.push(grown);
  }

  root(): Hash {
    const [last, ...before] = this.#open.toReversed();
    if (!last) return this.#by();
    return before.reduce((right, left) => hashPair(left.hash, right, this.#by), last.hash);
  }
}

/** Widths of the complete subtrees that lead from one position to another. */
export function widthsBetween(from: number, to: number): number[] {
  const widths: number[] = [];
  for (let at = from; at < to;) {
    let width = 1;
    while (at % (width * 2) === 0 && at + width * 2 <= to) width *= 2;
    widths.push(width);
    at += width;
  }
  return widths;
}
