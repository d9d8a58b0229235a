// The one integrator: gives queued entries their places in the tree, and signs a checkpoint of what it read again.
// Placing and signing are two transactions and two ways of computing; where they differ nothing is signed and the log
// is read-only with a named reason. Lock and inserts share a transaction, so a second integrator cannot half-act.
import type { Clock } from '../../kernel/clock.ts';
import { isSameBytes, type Signer } from '../../kernel/crypto/index.ts';
import { transaction, type Tx } from '../../kernel/database.ts';
import {
  addSm2Signature,
  checkpointText,
  openCheckpoint,
  signNote,
  sm2Verdict,
  type Checkpoint,
  type StoredCheckpoint,
} from './note.ts';
import { LogBroken } from './state.ts';
import * as store from './store.ts';
import {
  completeRoot,
  foldRight,
  frontierAt,
  leafHash,
  tileWidth,
  type Frontier,
  type Hash,
  type HashFunction,
  type StoredNode,
  type StoredRun,
} from './tree.ts';
import type { Witness, Witnessed } from './witness.ts';

export interface LogParts {
  readonly db: Tx;
  readonly clock: Clock;
  readonly signer: Signer;
  /** Of the second signature; absent where the key provider has no SM2. */
  readonly sm2?: Signer;
  readonly origin: string;
  readonly witness: Witness;
}

export interface Integrated {
  /** False when another integrator was at work. */
  readonly isDone: boolean;
  readonly placed: number;
  /** More entries wait than one batch takes. */
  readonly hasMore: boolean;
}

/** Entries of one batch; bodies of a batch are in memory at once. */
export const integrateMax = 4_096;

export interface Integrator {
  integrate(): Promise<Integrated>;
}

export function createIntegrator(log: LogParts): Integrator {
  let trusted: Trusted | undefined;
  return {
    async integrate() {
      const placed = await transaction(log.db, placeQueued);
      if (placed === undefined) return { isDone: false, placed: 0, hasMore: false };
      const signed = await transaction(log.db, (tx) => signCheckpoint(tx, log, trusted));
      if (signed === undefined) return { isDone: false, placed, hasMore: false };
      const { frontier, checkpoint = trusted?.checkpoint } = signed;
      trusted = { frontier, checkpoint };
      if (signed.checkpoint) await log.witness.write({ origin: log.origin, ...signed.checkpoint });
      return { isDone: true, placed, hasMore: placed === integrateMax };
    },
  };
}

/** Undefined when another integrator holds the lock. */
async function placeQueued(tx: Tx): Promise<number | undefined> {
  if (!(await store.tryIntegratorLock(tx))) return undefined;
  const leaves = await store.placeQueued(tx, integrateMax);
  const [first] = leaves;
  if (!first) return 0;
  const hashes = leaves.map((it) => it.hash);
  await store.insertNodes(tx, await completedNodes(tx, { first: first.seq, leaves: hashes }));
  return leaves.length;
}

/** Where the hashes of a tree are, and how they are made. */
interface TreeSource {
  readonly hashesOf: (tx: Tx, runs: readonly StoredRun[]) => Promise<StoredNode[]>;
  readonly by?: HashFunction;
}

/** The nodes that these new leaves complete, level by level. */
export async function completedNodes(
  tx: Tx,
  { first, leaves }: { first: number; leaves: readonly Hash[] },
  { hashesOf, by }: TreeSource = store,
): Promise<StoredNode[]> {
  const nodes: StoredNode[] = [];
  let [level, from, row] = [0, first, leaves];
  while (row.length > 0) {
    const before = from % tileWidth;
    const run = { level, first: from - before, count: before };
    const known = before === 0 ? [] : await hashesOf(tx, [run]);
    if (known.length !== before) throw new LogBroken('nodes-missing');
    const tiles = [...known.map((it) => it.hash), ...row];
    const index = run.first / tileWidth;
    const full = Math.floor(tiles.length / tileWidth);
    row = Array.from({ length: full }, (_, i) =>
      completeRoot(tiles.slice(i * tileWidth, (i + 1) * tileWidth), by),
    );
    [level, from] = [level + 1, index];
    nodes.push(...row.map((hash, i) => ({ level, index: index + i, hash })));
  }
  return nodes;
}

/** What this process signed last and found right then. */
interface Trusted {
  readonly frontier: Frontier;
  readonly checkpoint: StoredCheckpoint | undefined;
}

interface Signed {
  readonly frontier: Frontier;
  /** Absent when there was nothing new to sign. */
  readonly checkpoint?: StoredCheckpoint;
}

async function signCheckpoint(
  tx: Tx,
  log: LogParts,
  trusted: Trusted | undefined,
): Promise<Signed | undefined> {
  if (!(await store.tryIntegratorLock(tx))) return undefined;
  const last = await store.lastCheckpoint(tx);
  const frontier = await trustedFrontier(tx, log, { last, trusted });
  await readAgain(tx, frontier);
  if (frontier.size === (last?.size ?? 0)) return { frontier };
  const held = await log.witness.read();
  // Where it says what this process signed and the database still has, the root computed below covers it too.
  if (!isRemembered(last, trusted) || held?.note !== last.note) await compareWithWitness(tx, log, held); // prettier-ignore
  const root = frontier.root();
  if (!isSameBytes(root, foldRight(await store.edgeAt(tx, frontier.size))))
    throw new LogBroken('root-differs');
  const note = await signedNote(log, { size: frontier.size, root });
  if (!ownCheckpoint(note, log)) throw new LogBroken('signature-invalid');
  const checkpoint = { size: frontier.size, root, note, at: log.clock.now() };
  await store.insertCheckpoint(tx, checkpoint);
  return { frontier, checkpoint };
}

/** The right edge at the last checkpoint: remembered, or stored and then proven by the checkpoint we signed. */
async function trustedFrontier(
  tx: Tx,
  log: LogParts,
  known: { last: StoredCheckpoint | undefined; trusted: Trusted | undefined },
): Promise<Frontier> {
  const { last, trusted } = known;
  if ((trusted?.frontier.size ?? 0) > (last?.size ?? 0)) throw new LogBroken('checkpoint-lost');
  if (!last) return frontierAt(0, []);
  const frontier = frontierAt(last.size, await edgeOf(tx, log, { last, trusted }));
  if (!isSameBytes(frontier.root(), last.root)) throw new LogBroken('root-differs');
  return frontier;
}

/** Byte by byte the one that was verified when it was signed: verifying it anew, twice with SM2, would find the same. */
function isRemembered(
  last: StoredCheckpoint | undefined,
  trusted: Trusted | undefined,
): last is StoredCheckpoint {
  const own = trusted?.checkpoint;
  if (!own || !last) return false;
  return own.note === last.note && own.size === last.size && isSameBytes(own.root, last.root);
}

async function edgeOf(
  tx: Tx,
  log: LogParts,
  { last, trusted }: { last: StoredCheckpoint; trusted: Trusted | undefined },
) {
  if (trusted && isRemembered(last, trusted)) return trusted.frontier.edge();
  assertOwn(last, log);
  return store.edgeAt(tx, last.size);
}

/** The second code path: entries as committed, hashed anew, in unbroken order. */
async function readAgain(tx: Tx, frontier: Frontier): Promise<void> {
  for (;;) {
    const leaves = await store.bodiesFrom(tx, frontier.size, integrateMax);
    for (const leaf of leaves) {
      if (leaf.seq !== frontier.size) throw new LogBroken('leaf-missing');
      if (leaf.body === null) throw new LogBroken('entry-missing');
      const hash = leafHash(leaf.body);
      if (!isSameBytes(hash, leaf.hash)) throw new LogBroken('entry-altered');
      frontier.append(hash);
    }
    if (leaves.length < integrateMax) return;
  }
}

/** Signed with Ed25519, and with SM2 where there is such a key. */
async function signedNote(log: LogParts, head: Omit<Checkpoint, 'origin'>): Promise<string> {
  const { origin, signer, sm2 } = log;
  const note = await signNote(checkpointText({ origin, ...head }), origin, signer);
  return sm2 ? addSm2Signature(note, origin, sm2) : note;
}

/** The checkpoint of a note that we signed. Notes of before have no SM2 signature; a wrong one is refused. */
function ownCheckpoint(note: string, { origin, signer, sm2 }: LogParts): Checkpoint | undefined {
  if (sm2 && sm2Verdict(note, origin, sm2.publicKey) === 'wrong') return undefined;
  return openCheckpoint(note, origin, signer.publicKey);
}

export function assertOwn(checkpoint: StoredCheckpoint, log: LogParts): void {
  const opened = ownCheckpoint(checkpoint.note, log);
  if (!opened) throw new LogBroken('checkpoint-foreign');
  if (opened.size !== checkpoint.size || !isSameBytes(opened.root, checkpoint.root)) {
    throw new LogBroken('checkpoint-altered');
  }
}

/** Refuses a database that is older than, or another than, what was witnessed outside of it. */
export async function compareWithWitness(
  tx: Tx,
  log: LogParts,
  held: Witnessed | undefined,
): Promise<void> {
  if (!held) throw new LogBroken('witness-missing');
  const opened = openCheckpoint(held.note, log.origin, log.signer.publicKey);
  const isOwn = opened?.size === held.size && isSameBytes(opened.root, held.root);
  if (!isOwn) throw new LogBroken('witness-foreign');
  const size = await store.leafCount(tx);
  if (held.size > size) throw new LogBroken('older-than-witness', held.size - size);
  if (!isSameBytes(foldRight(await store.edgeAt(tx, held.size)), held.root))
    throw new LogBroken('witness-differs');
}

/** At start: an empty log without a witness gets its first one; everything else must agree with the one there is. */
export async function openLog(log: LogParts): Promise<void> {
  const held = await log.witness.read();
  const last = await store.lastCheckpoint(log.db);
  if (last) assertOwn(last, log);
  if (held || last || (await store.leafCount(log.db)) > 0) {
    return compareWithWitness(log.db, log, held);
  }
  const root = frontierAt(0, []).root();
  const note = await signedNote(log, { size: 0, root });
  await log.witness.write({ origin: log.origin, size: 0, root, note });
}
