// How taking a set ends: whole, failed, or cut off by a stop of the server; each with an entry of the log. What was cut off after its manifest
// had been signed is whole, for the manifest is what makes it a set; anything else is begun again in its chain.
import { Refusal } from '@shouxin/contract';
import { manifestHash, manifestPath, readManifest } from '../set/manifest.ts';
import type { TakenSet } from '../set/take-set.ts';
import { begin, type BackupParts } from './begin.ts';
import { placeFor } from './places.ts';
import { endFailed, endWhole, unended, type StoredSet } from './store.ts';

export async function endedWhole(
  parts: BackupParts,
  { set, kind, mode }: StoredSet,
  { manifest, hash, stored }: TakenSet,
): Promise<void> {
  const { tables, log, keys, physical } = manifest;
  const sum = (of: 'rows' | 'bytes') => tables.reduce((so, one) => so + one[of], 0);
  const [rows, bytes, label] = [sum('rows'), sum('bytes'), physical?.label ?? null];
  const counted = { tables: tables.length, tablesDone: tables.length, rows, bytes, stored };
  const known = { logSize: log?.size ?? null, generation: keys.generation, manifest: hash, label };
  await parts.runDuty('backup.take', async (call) => {
    await endWhole(call.tx, { set, ...counted, ...known, at: call.at });
    await parts.enqueue(call.tx, 'backup.verify', { set });
    call.append({
      result: 'done',
      count: rows,
      facts: { set, kind, mode, bytes, stored, ...(label !== null && { label }) },
      commitments: { manifest: hash },
    });
  });
}

export async function endedFailed(
  parts: BackupParts,
  { set, kind }: StoredSet,
  error: unknown,
): Promise<void> {
  const failure = error instanceof Refusal ? error.code : 'internal';
  await parts.runDuty('backup.take', async (call) => {
    await endFailed(call.tx, { set, failure, at: call.at });
    call.append({ result: 'failed', code: failure, facts: { set, kind } });
  });
  if (!(error instanceof Refusal)) throw error;
}

/** At start. */
export async function resume(parts: BackupParts): Promise<void> {
  for (const it of await unended(parts.db)) {
    const whole = await signedAt(parts, it);
    if (whole) await endedWhole(parts, it, whole);
    else await beginAgain(parts, it);
  }
}

/** So also the very set that was restored, which saw itself being taken: it stays, or nobody could go back to it a second time. */
async function signedAt(parts: BackupParts, it: StoredSet): Promise<TakenSet | undefined> {
  if (!parts.places[it.kind]) return undefined;
  try {
    const target = await placeFor(parts.places, it.kind);
    const bytes = await target.get(manifestPath(it));
    const manifest = await readManifest(bytes, { tenant: parts.tenant, keys: parts.keys });
    if (manifest.set !== it.set || manifest.chain !== it.chain) return undefined;
    return { manifest, hash: manifestHash(bytes), stored: it.stored };
  } catch (error) {
    if (error instanceof Refusal) return undefined;
    throw error;
  }
}

async function beginAgain(parts: BackupParts, it: StoredSet): Promise<void> {
  await parts.runDuty('backup.take', async (call) => {
    await endFailed(call.tx, { set: it.set, failure: 'backup.not-whole', at: call.at });
    call.append({ result: 'failed', code: 'backup.not-whole', facts: { set: it.set, kind: it.kind } }); // prettier-ignore
    const { kind, mode, askedBy } = it;
    // Without a place there is nothing to go on with.
    if (parts.places[kind]) await begin(parts, call, { kind, mode, askedBy, after: it });
  });
}
