// What is past its time goes: sets of the data after the days of the rules, backups of the keys after theirs and all from before a
// destruction, because a key that was destroyed must not come back (SECURITY 4.4). The newest whole set of the data always stays.
import { Refusal } from '@shouxin/contract';
import { manifestPath, piecePath, readManifest, setsAt } from '../set/manifest.ts';
import type { Target } from '../set/target.ts';
import { destroyedSince } from './destroyed/store.ts';
import type { BackupParts } from './begin.ts';
import { placeFor } from './places.ts';
import { markRemoved, standingSets, type BackupKind, type StoredSet } from './store.ts';

const dayMs = 86_400_000;

/** By the clock and after a set was taken: one after the other, or one would look for what the other has just removed. */
const lastOf = new WeakMap<BackupParts, Promise<void>>();

export function removeOld(parts: BackupParts, kind: BackupKind): Promise<void> {
  const last = lastOf.get(parts) ?? Promise.resolve();
  const next = last.catch(() => {}).then(() => removeOnes(parts, kind));
  lastOf.set(parts, next);
  return next;
}

async function removeOnes(parts: BackupParts, kind: BackupKind): Promise<void> {
  const old = await oldOnes(parts, kind);
  if (old.length === 0) return;
  const target = await placeFor(parts.places, kind);
  for (const it of old) {
    // The manifest first: from then on it is no set. The catalogue last: what a kill cut off is done again.
    await target.remove(manifestPath(it));
    await sweepChain(parts, target, it.chain);
    await parts.runDuty('backup.remove', async (call) => {
      await markRemoved(call.tx, it.set, call.at);
      call.append({ facts: { set: it.set, kind } });
    });
  }
}

async function oldOnes(parts: BackupParts, kind: BackupKind): Promise<StoredSet[]> {
  const now = parts.clock.now().getTime();
  const sets = (await standingSets(parts.db, kind)).filter((it) => it.endedAt !== null);
  const keepMs = parts.rules.number(`backup.${kind}.keep_days`) * dayMs;
  const newest = sets.find((it) => it.manifest !== null);
  const killed = kind === 'keys' ? ((await destroyedSince(parts.db))?.generation ?? 0) : 0;
  // Without a newer one the old backup of the keys stays: it is all there is, and the desk says that one is due.
  const isReplaced = newest !== undefined && (newest.generation ?? 0) >= killed;
  const isFromBefore = (it: StoredSet) => isReplaced && (it.generation ?? 0) < killed;
  const isLate = (it: StoredSet) => now - it.askedAt.getTime() > keepMs;
  // One that failed left pieces; as soon as a whole one followed, nobody goes on in it.
  const isLeft = (it: StoredSet) => newest !== undefined && it.set < newest.set;
  return sets.filter((it) => {
    if (it === newest) return false;
    return it.manifest === null ? isLeft(it) : isFromBefore(it) || isLate(it);
  });
}

/** Pieces that no manifest of the chain names any more; of a chain without a manifest everything. */
async function sweepChain(parts: BackupParts, target: Target, chain: string): Promise<void> {
  const sets = (await setsAt(target)).filter((it) => it.chain === chain);
  const named = new Set<string>();
  for (const it of sets) {
    const bytes = await target.get(manifestPath(it));
    const manifest = await readManifest(bytes, { tenant: parts.tenant, keys: parts.keys });
    for (const { pieces } of manifest.tables) {
      for (const [name] of pieces) named.add(piecePath(chain, name));
    }
    for (const { name } of manifest.files) named.add(`${chain}/${it.set}.files/${name}`);
    named.add(manifestPath(it));
  }
  if (sets.length > 0) named.add(`${chain}/chain.key`);
  const found: string[] = [];
  for await (const path of target.list(chain)) if (!named.has(path)) found.push(path);
  for (const path of found) await target.remove(path).catch(ignoreMissing);
}

function ignoreMissing(error: unknown): void {
  if (!(error instanceof Refusal) || error.code !== 'backup.piece-missing') throw error;
}
