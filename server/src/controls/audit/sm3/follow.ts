// Grows the SM3 tree behind the first one, from checkpoint to checkpoint in bounded steps, and signs it with SM2. What it hashes
// is read again and must lead to the root of the checkpoint that the first log signed: the two trees hold the same entries, or
// the log is read-only. An older log gets its SM3 tree from the first entry on, while it goes on working.
import { sm3OriginOf } from '@shouxin/contract/proof';
import { isSameBytes, sm3, type Signer } from '../../../kernel/crypto/index.ts';
import { transaction, type Tx } from '../../../kernel/database.ts';
import { assertOwn, completedNodes, type LogParts } from '../integrate.ts';
import { checkpointText, parseCheckpoint, signSm2Note, sm2Verdict } from '../note.ts';
import { type StoredCheckpoint, textOf } from '../note.ts';
import { LogBroken } from '../state.ts';
import * as first from '../store.ts';
import { foldRight, frontierAt, leafHash, type Frontier, type Hash } from '../tree.ts';
import * as store from './store.ts';

export type Sm3Parts = LogParts & { readonly sm2: Signer };

export interface Followed {
  /** The first tree has checkpoints that this one has not reached. */
  readonly hasMore: boolean;
}

/** Entries of one step, where the checkpoints of the first tree allow it. */
const stepMax = 4_096;
/** Bodies in memory at once. */
const batchMax = 1_024;

export function createSm3Log(log: Sm3Parts) {
  let trusted: Frontier | undefined;
  return {
    async step(): Promise<Followed> {
      const followed = await transaction(log.db, (tx) => follow(tx, log, trusted));
      trusted = followed?.frontier ?? trusted;
      return { hasMore: followed?.hasMore === true };
    },
  };
}

/** Undefined when another process is at it, or there is nothing to do. */
async function follow(tx: Tx, log: Sm3Parts, trusted: Frontier | undefined) {
  if (!(await store.tryLock(tx))) return undefined;
  const last = await store.lastCheckpoint(tx);
  const from = last?.size ?? 0;
  const target = await store.checkpointToFollow(tx, from, stepMax);
  if (!target) return undefined;
  assertOwn(target, log);
  const frontier = await frontierOf(tx, log, { last, trusted });
  const leaves = await hashedAgain(tx, { from, target, frontier });
  await store.insertNodes(tx, await completedNodes(tx, { first: from, leaves }, source));
  const root = frontier.root();
  if (!isSameBytes(root, foldRight(await store.edgeAt(tx, target.size), sm3))) {
    throw new LogBroken('sm3-differs');
  }
  await store.insertCheckpoint(tx, await signed(log, { size: target.size, root }));
  const newest = await first.lastCheckpoint(tx);
  return { frontier, hasMore: (newest?.size ?? 0) > target.size };
}

const source = { hashesOf: store.hashesOf, by: sm3 };

/** The right edge at the last SM3 checkpoint: remembered, or stored and then proven by the checkpoint that was signed. */
async function frontierOf(
  tx: Tx,
  log: Sm3Parts,
  { last, trusted }: { last: StoredCheckpoint | undefined; trusted: Frontier | undefined },
): Promise<Frontier> {
  if (trusted && trusted.size > (last?.size ?? 0)) throw new LogBroken('checkpoint-lost');
  if (!last) return frontierAt(0, [], sm3);
  if (!isOwnSm3(last, log)) throw new LogBroken('sm3-differs');
  const isRemembered = trusted?.size === last.size;
  const edge = isRemembered ? trusted.edge() : await store.edgeAt(tx, last.size);
  const frontier = frontierAt(last.size, edge, sm3);
  if (!isSameBytes(frontier.root(), last.root)) throw new LogBroken('sm3-differs');
  return frontier;
}

/** A checkpoint of the SM3 tree that our SM2 key signed, and whose row says what it says. */
export function isOwnSm3(it: StoredCheckpoint, { origin, sm2 }: Sm3Parts): boolean {
  const head = parseCheckpoint(textOf(it.note));
  const isSame = head?.size === it.size && isSameBytes(head.root, it.root);
  return (
    isSame &&
    head.origin === sm3OriginOf(origin) &&
    sm2Verdict(it.note, origin, sm2.publicKey) === 'signed'
  );
}

interface Span {
  readonly from: number;
  readonly target: StoredCheckpoint;
  readonly frontier: Frontier;
}

/** Hashes every entry up to the target under both functions; the first must lead to what was signed. */
async function hashedAgain(tx: Tx, { from, target, frontier }: Span): Promise<Hash[]> {
  const proven = frontierAt(from, await first.edgeAt(tx, from));
  const leaves: Hash[] = [];
  while (frontier.size < target.size) {
    const lo = frontier.size;
    const bodies = await store.bodiesOf(tx, { lo, hi: Math.min(lo + batchMax, target.size) });
    if (bodies.length === 0) throw new LogBroken('leaf-missing');
    for (const { seq, body } of bodies) {
      if (seq !== frontier.size) throw new LogBroken('leaf-missing');
      if (body === null) throw new LogBroken('entry-missing');
      proven.append(leafHash(body));
      const leaf = leafHash(body, sm3);
      frontier.append(leaf);
      leaves.push(leaf);
    }
  }
  if (!isSameBytes(proven.root(), target.root)) throw new LogBroken('root-differs');
  return leaves;
}

async function signed(
  log: Sm3Parts,
  { size, root }: { size: number; root: Hash },
): Promise<StoredCheckpoint> {
  const text = checkpointText({ origin: sm3OriginOf(log.origin), size, root });
  const note = await signSm2Note(text, log.origin, log.sm2);
  if (sm2Verdict(note, log.origin, log.sm2.publicKey) !== 'signed') {
    throw new LogBroken('signature-invalid');
  }
  return { size, root, note, at: log.clock.now() };
}
