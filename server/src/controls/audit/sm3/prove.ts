// The proof of one entry in the SM3 tree, for its evidence file. Absent while that tree has not come so far.
import { sm3 } from '../../../kernel/crypto/index.ts';
import type { Tx } from '../../../kernel/database.ts';
import { proofLines } from '../note.ts';
import { foldRight, inclusionPlan } from '../tree.ts';
import * as store from './store.ts';

export async function proveInSm3(tx: Tx, index: number): Promise<string[] | undefined> {
  const checkpoint = await store.lastCheckpoint(tx);
  if (!checkpoint || checkpoint.size <= index) return undefined;
  const edges = await store.edgesOf(tx, inclusionPlan(index, checkpoint.size));
  const hashes = edges.map((edge) => foldRight(edge, sm3));
  return proofLines({ index, hashes, note: checkpoint.note });
}
