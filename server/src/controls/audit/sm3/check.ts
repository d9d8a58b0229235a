// The SM3 tree beside the integrity check: grown from the very bodies that the check reads, and compared with every node and
// checkpoint that is stored. Of checkpoints the text is compared, and of the last one the SM2 signature too: one costs 2 ms.
import { parseCheckpoint, textOf, type Checkpoint, type StoredCheckpoint } from '../note.ts';
import { isSameBytes, sm3 } from '../../../kernel/crypto/index.ts';
import { sm3OriginOf } from '@shouxin/contract/proof';
import { LogBroken } from '../state.ts';
import { frontierAt, leafHash, nodesOf, tileReader, type Hash } from '../tree.ts';
import type { LogParts } from '../integrate.ts';
import { isOwnSm3, type Sm3Parts } from './follow.ts';
import * as store from './store.ts';

const checkpointsMax = 2_048;

export interface Sm3Check {
  /** The next entry. */
  leaf(it: { readonly seq: number; readonly body: Uint8Array | null }): Promise<void>;
  /** After the last: nothing that no entry accounts for, and a last checkpoint that we signed. */
  end(): Promise<void>;
}

/** Told of the first place where the tree is not what its entries make it, and of what belongs to no place. */
type OnBroken = (at: { seq?: number }) => void;

const nothing: Sm3Check = { leaf: async () => {}, end: async () => {} };

/** From a position that is a multiple of a tile. A log without an SM2 key has no such tree. */
export async function sm3Check(
  { sm2, ...log }: LogParts,
  from: number,
  onBroken: OnBroken,
): Promise<Sm3Check> {
  return sm2 ? checkOf({ ...log, sm2 }, from, onBroken) : nothing;
}

async function checkOf(log: Sm3Parts, from: number, onBroken: OnBroken): Promise<Sm3Check> {
  const { db } = log;
  const last = await store.lastCheckpoint(db);
  const reached = last?.size ?? 0;
  const isWithin = from <= reached;
  const edge = isWithin ? await edgeOr(() => store.edgeAt(db, from)) : [];
  const frontier = frontierAt(isWithin && edge ? from : 0, edge ?? [], sm3);
  const nodes = nodeReader(log);
  const roots = rootReader(log, frontier.size);
  // What it has not reached yet, or what follows a broken place, is not compared leaf by leaf.
  let isOn = edge !== undefined;
  return {
    async leaf({ seq, body }) {
      if (!isOn || body === null || seq !== frontier.size || seq >= reached) return;
      const hash = leafHash(body, sm3);
      frontier.append(hash);
      isOn = (await nodes(seq, hash)) && (await roots(seq + 1, frontier.root()));
      if (!isOn) onBroken({ seq });
    },
    async end() {
      const isOwn = edge !== undefined && (!last || isOwnSm3(last, log));
      const { size, nodes } = await store.standingOf(db);
      if (!isOwn || nodes !== nodesOf(size)) onBroken({});
    },
  };
}

async function edgeOr(read: () => Promise<Hash[]>): Promise<Hash[] | undefined> {
  return read().catch((error: unknown) => {
    if (error instanceof LogBroken) return undefined;
    throw error;
  });
}

/** Each stored node as the tile below it is complete. */
function nodeReader({ db }: Sm3Parts) {
  const completedBy = tileReader(sm3);
  return async (seq: number, leaf: Hash): Promise<boolean> => {
    for (const { level, index, hash } of completedBy(seq, leaf)) {
      const [stored] = await store.hashesOf(db, [{ level, first: index, count: 1 }]);
      if (!stored || !isSameBytes(stored.hash, hash)) return false;
    }
    return true;
  };
}

/** The root at each checkpoint, as its row and its text say it. */
function rootReader({ db, origin }: Sm3Parts, after: number) {
  let waiting: StoredCheckpoint[] = [];
  let read = after;
  let isEnd = false;
  return async (size: number, root: Hash): Promise<boolean> => {
    if (waiting.length === 0 && !isEnd) {
      waiting = await store.checkpointsAfter(db, read, checkpointsMax);
      isEnd = waiting.length < checkpointsMax;
      read = waiting.at(-1)?.size ?? read;
    }
    const [next] = waiting;
    if (next?.size !== size) return true;
    waiting.shift();
    return isSaid(next, { origin: sm3OriginOf(origin), size, root });
  };
}

function isSaid(stored: StoredCheckpoint, { origin, size, root }: Checkpoint): boolean {
  const head = parseCheckpoint(textOf(stored.note));
  const isHead = head?.size === size && head.origin === origin && isSameBytes(head.root, root);
  return isHead && isSameBytes(stored.root, root);
}
