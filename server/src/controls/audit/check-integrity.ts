// Re-reads the log and recomputes everything that was ever signed: bodies against leaves, columns against bodies, order,
// gaps, nodes, roots against every checkpoint, queue against tree, tree against the witness. Names the first broken link.
import { isSameBytes } from '../../kernel/crypto/index.ts';
import { columnNames, columnsOf, lowestIdAt, millisecondsOf, parseEntry } from './entry.ts';
import type { LeafRow } from './entry.ts';
import { compareWithWitness, type LogParts } from './integrate.ts';
import { openCheckpoint, toHex, type StoredCheckpoint } from './note.ts';
import { byPosition, LogBroken, wordsOf, type BrokenReason, type Finding } from './state.ts';
import { sm3Check } from './sm3/check.ts';
import * as store from './store.ts';
import { frontierAt, leafHash, nodesOf, tileReader, tileWidth } from './tree.ts';
import type { Frontier, Hash } from './tree.ts';

export interface IntegrityReport {
  readonly intact: boolean;
  readonly checkedAt: Date;
  readonly tookMs: number;
  /** Entries read again, from position `from` on; everything before is covered by the roots they lead to. */
  readonly entries: number;
  readonly from: number;
  readonly treeSize: number;
  readonly root: string;
  readonly firstHash: string;
  readonly lastHash: string;
  readonly witnessSize: number | null;
  readonly checkpoints: number;
  /** In order of position; the first is the first broken link. At most 100. */
  readonly findings: readonly Finding[];
}

export interface CheckOptions {
  /** False: only the last 10,000 entries are read again. */
  readonly full?: boolean;
}

export type Progress = (checked: number, of: number) => void;

const findingsMax = 100;
const batchMax = 2_048;
const idsMax = 20_000;
const recentEntries = 10_000;

/** One run of the check; helpers below add to it. */
interface Check {
  readonly log: LogParts;
  readonly findings: Finding[];
  readonly hashes: { first: Hash | undefined; last: Hash | undefined };
  checkpoints: number;
  /** Entries that an intact checkpoint vouches for. */
  goodUpTo: number;
  /** After the first gap or wrong root, later roots say nothing new. */
  isTreeBroken: boolean;
}

function find(check: Check, code: BrokenReason, at: { seq?: number; entry?: string } = {}): void {
  const { seq = null, entry = null } = at;
  if (check.findings.length >= findingsMax) return;
  if (check.findings.some((it) => it.code === code && it.seq === seq && it.entry === entry)) return;
  check.findings.push({ code, seq, entry, words: wordsOf(code) });
}

export async function checkIntegrity(
  log: LogParts,
  options: CheckOptions = {},
  progress: Progress = () => {},
): Promise<IntegrityReport> {
  const started = performance.now();
  const checkedAt = log.clock.now();
  const check: Check = {
    log,
    findings: [],
    hashes: { first: undefined, last: undefined },
    checkpoints: 0,
    goodUpTo: 0,
    isTreeBroken: false,
  };
  const witnessSize = await checkWitness(check);
  const size = await store.leafCount(log.db);
  const recent = Math.max(0, Math.floor((size - recentEntries) / tileWidth) * tileWidth);
  const from = options.full === false ? recent : 0;
  const frontier = await checkLeaves(check, { from, size }, progress);
  await checkEnd(check, size, witnessSize);
  return {
    intact: check.findings.length === 0,
    checkedAt,
    tookMs: Math.round(performance.now() - started),
    entries: size - from,
    from,
    treeSize: size,
    root: toHex(frontier.root()),
    firstHash: toHex(check.hashes.first),
    lastHash: toHex(check.hashes.last),
    witnessSize,
    checkpoints: check.checkpoints,
    findings: check.findings.toSorted(byPosition),
  };
}

/** Runs a step; what it finds broken becomes a finding, everything else is a fault of ours. */
async function noting<T>(check: Check, step: () => Promise<T>): Promise<T | undefined> {
  try {
    return await step();
  } catch (error) {
    if (!(error instanceof LogBroken)) throw error;
    find(check, error.reason);
    return undefined;
  }
}

async function checkWitness(check: Check): Promise<number | null> {
  const { log } = check;
  const held = await noting(check, () => log.witness.read());
  if (held || (await store.leafCount(log.db)) > 0) {
    await noting(check, () => compareWithWitness(log.db, log, held));
  }
  return held?.size ?? null;
}

async function checkLeaves(
  check: Check,
  { from, size }: { from: number; size: number },
  progress: Progress,
): Promise<Frontier> {
  const { db } = check.log;
  const edge = from === 0 ? [] : await noting(check, () => store.edgeAt(db, from));
  const start = edge ? from : 0;
  const frontier = frontierAt(start, edge ?? []);
  check.isTreeBroken = !edge;
  check.goodUpTo = from;
  const roots = checkpointReader(check, Math.max(0, from - 1));
  const nodes = nodeChecker(check);
  const second = await sm3Check(check.log, start, (at) => find(check, 'sm3-differs', at));
  let next = from;
  while (next < size) {
    const leaves = await store.leavesFrom(db, next, Math.min(batchMax, size - next));
    if (leaves.length === 0) break;
    for (const leaf of leaves) {
      if (leaf.seq >= size) break;
      if (leaf.seq !== next) {
        find(check, 'leaf-missing', { seq: next });
        check.isTreeBroken = true;
      }
      checkLeaf(check, leaf);
      frontier.append(leaf.hash);
      await nodes(leaf);
      await roots(leaf.seq + 1, frontier);
      await second.leaf(leaf);
      next = leaf.seq + 1;
    }
    progress(next - from, size - from);
  }
  await second.end();
  return frontier;
}

/** One entry against its leaf, and its columns against its body. */
function checkLeaf(check: Check, leaf: LeafRow): void {
  const at = { seq: leaf.seq, entry: leaf.entry };
  check.hashes.first ??= leaf.hash;
  check.hashes.last = leaf.hash;
  if (leaf.body === null) return find(check, 'entry-missing', at);
  if (!isSameBytes(leafHash(leaf.body), leaf.hash)) find(check, 'entry-altered', at);
  const entry = parseEntry(leaf.body);
  if (!entry) return find(check, 'entry-malformed', at);
  if (entry.id !== leaf.entry) return find(check, 'entry-swapped', at);
  const isOfItsTime = Date.parse(entry.at) === millisecondsOf(entry.id);
  const columns = columnsOf(entry);
  if (!isOfItsTime || columnNames.some((name) => columns[name] !== leaf[name])) {
    find(check, 'column-altered', at);
  }
}

/** Calls for each position in order; compares the root at every checkpoint. */
function checkpointReader(check: Check, after: number) {
  let waiting: StoredCheckpoint[] = [];
  let read = after;
  let isEnd = false;
  return async (size: number, frontier: Frontier): Promise<void> => {
    if (waiting.length === 0 && !isEnd) {
      waiting = await store.checkpointsAfter(check.log.db, read, batchMax);
      isEnd = waiting.length < batchMax;
      read = waiting.at(-1)?.size ?? read;
    }
    const [next] = waiting;
    if (next?.size !== size) return;
    waiting.shift();
    check.checkpoints += 1;
    const signed = signedRoot(check, next);
    if (check.isTreeBroken || !signed) return;
    if (isSameBytes(frontier.root(), signed)) check.goodUpTo = size;
    else {
      find(check, 'root-differs', { seq: check.goodUpTo });
      check.isTreeBroken = true;
    }
  };
}

/** The root that we signed, whatever the row says beside it; undefined when we did not. */
function signedRoot(check: Check, { size, root, note }: StoredCheckpoint): Hash | undefined {
  const opened = openCheckpoint(note, check.log.origin, check.log.signer.publicKey);
  if (!opened) find(check, 'checkpoint-foreign', { seq: size - 1 });
  else if (opened.size !== size || !isSameBytes(opened.root, root)) {
    find(check, 'checkpoint-altered', { seq: size - 1 });
  }
  return opened?.size === size ? opened.root : undefined;
}

/** Calls for each leaf in order; compares every node as the leaves below it are complete. */
function nodeChecker(check: Check) {
  const completedBy = tileReader();
  return async (leaf: LeafRow): Promise<void> => {
    for (const { level, index, hash } of completedBy(leaf.seq, leaf.hash)) {
      const [stored] = await store.hashesOf(check.log.db, [{ level, first: index, count: 1 }]);
      const seq = Math.max(check.goodUpTo, index * tileWidth ** level);
      if (!stored) find(check, 'nodes-missing', { seq });
      else if (!check.isTreeBroken && !isSameBytes(stored.hash, hash)) {
        find(check, 'node-altered', { seq });
      }
    }
  };
}

/** What lies beyond the last leaf, and what no leaf accounts for. */
async function checkEnd(check: Check, size: number, witnessSize: number | null): Promise<void> {
  const { db } = check.log;
  const last = await store.lastCheckpoint(db);
  const nodes = await store.nodeCount(db);
  const leaves = await store.leafCount(db);
  if (last && last.size > leaves) find(check, 'truncated', { seq: size });
  if (witnessSize !== null && witnessSize > (last?.size ?? 0)) find(check, 'checkpoint-lost');
  if (nodes > nodesOf(leaves)) find(check, 'node-extra');
  for (const { id } of await store.queuedWithoutEntry(db, findingsMax)) {
    find(check, 'queued-missing', { entry: id });
  }
  await checkEntries(check);
}

/** Every entry has a place or waits for one: what has neither was put in past the queue, or was taken out of it. */
async function checkEntries(check: Check): Promise<void> {
  let after = lowestIdAt(new Date(0));
  for (;;) {
    const entries = await store.entriesAfter(check.log.db, after, idsMax);
    for (const { id, isKnown } of entries) if (!isKnown) find(check, 'entry-extra', { entry: id });
    after = entries.at(-1)?.id ?? after;
    if (entries.length < idsMax) return;
  }
}
