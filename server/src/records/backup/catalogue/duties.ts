// The work: taking a set, looking at every byte of one, removing what is past its time. Each ends with an entry of the log, also when it
// fails; what a stop of the server cut off is said to have failed and is begun again in its chain.
import { refuse, Refusal } from '@shouxin/contract';
import { sha256 } from '../../../kernel/crypto/index.ts';
import { filePath, type Manifest } from '../set/manifest.ts';
import { elsewhereWith } from '../physical/elsewhere.ts';
import { reaches } from '../physical/pgbackrest.ts';
import { openSet, type OpenSet } from '../set/open-set.ts';
import { takeSet, type Progress } from '../set/take-set.ts';
import type { Target } from '../set/target.ts';
import { verifySet } from '../set/verify-set.ts';
import { forwardRooms } from '../restore/forward.ts';
import type { BackupDuty, BackupParts } from './begin.ts';
import { endedFailed, endedWhole, resume } from './ended.ts';
import { placeFor } from './places.ts';
import { removeOld } from './retain.ts';
import { countTaking, findStored, insertVerification } from './store.ts';
import type { StoredSet } from './store.ts';

type Payload = Readonly<Record<string, string>>;

export function createDuties(parts: BackupParts) {
  // After some hours the queue takes work for lost and hands it out again: here it is known to go on.
  const atWork = new Set<string>();
  const once = async (duty: BackupDuty, set: string, work: () => Promise<void>) => {
    const name = `${duty}/${set}`;
    if (atWork.has(name)) return;
    atWork.add(name);
    await work().finally(() => atWork.delete(name));
  };
  return {
    duties: {
      'backup.take': ({ set = '' }: Payload) => once('backup.take', set, () => take(parts, set)),
      'backup.verify': ({ set = '' }: Payload) =>
        once('backup.verify', set, () => verify(parts, set)),
    },
    /** At start. */
    resume: () => resume(parts),
  };
}

async function take(parts: BackupParts, set: string): Promise<void> {
  const it = await findStored(parts.db, set);
  if (!it || it.endedAt !== null) return;
  try {
    await endedWhole(parts, it, await taking(parts, it));
    await removeOld(parts, it.kind);
  } catch (error) {
    await endedFailed(parts, it, error);
  }
}

function taking(parts: BackupParts, it: StoredSet) {
  return placeFor(parts.places, it.kind).then((target) =>
    takeSet(
      {
        databaseUrl: parts.databaseUrl,
        tenant: parts.tenant,
        keys: parts.keys,
        target,
        onProgress: counting(parts, it.set),
        ...(it.kind === 'data' && { elsewhere: elsewhereOf(parts) }),
        ...(it.kind === 'keys' && { files: (to, set) => putFiles(parts, to, set) }),
      },
      {
        kind: it.kind,
        set: it.set,
        mode: it.mode,
        chain: it.chain,
        at: it.askedAt,
        ...(it.kind === 'keys' && { rooms: forwardRooms }),
      },
    ),
  );
}

function elsewhereOf({ pgBackRest, databaseUrl, clock, rules }: BackupParts) {
  if (!pgBackRest) return undefined;
  const archivedWithinMs = rules.number('backup.archived_within.minutes') * 60_000;
  return elsewhereWith({ databaseUrl, pgBackRest, now: () => clock.now(), archivedWithinMs });
}

/** Beside the wrapped keys; of a token or a transit store there is no store to take, its own means back it up. */
async function putFiles(
  { forwardFiles }: BackupParts,
  to: Target,
  set: Pick<Manifest, 'chain' | 'set'>,
): Promise<Manifest['files']> {
  const stated: Manifest['files'] = [];
  for (const { name, bytes } of await forwardFiles()) {
    await to.put(filePath(set, name), bytes);
    stated.push({ name, bytes: bytes.length, sha256: Buffer.from(sha256(bytes)).toString('hex') });
  }
  return stated;
}

const tellEveryMs = 1_000;

function counting({ db, clock }: BackupParts, set: string) {
  let told = 0;
  return async ({ tables, tablesDone, rows, bytes, stored }: Progress): Promise<void> => {
    const now = clock.now().getTime();
    if (now - told < tellEveryMs) return;
    told = now;
    await countTaking(db, { set, tables, tablesDone, rows, bytes, stored });
  };
}

async function verify(parts: BackupParts, set: string): Promise<void> {
  const it = await findStored(parts.db, set);
  if (!it || it.manifest === null || it.removedAt !== null) return;
  const outcome = await placeFor(parts.places, it.kind)
    .then((target) => openSet(target, it, { tenant: parts.tenant, keys: parts.keys }))
    .then((opened) => verified(parts, opened))
    .then(
      ({ rows }) => ({ rows, failure: null }),
      (error: unknown) => {
        if (!(error instanceof Refusal)) throw error;
        return { rows: 0, failure: error.code };
      },
    );
  await parts.runDuty('backup.verify', async (call) => {
    const { rows, failure } = outcome;
    await insertVerification(call.tx, { set, at: call.at, failure });
    call.append({
      result: failure === null ? 'done' : 'failed',
      count: rows,
      facts: { set, kind: it.kind },
      ...(failure !== null && { code: failure }),
    });
  });
}

/** Of one that pgBackRest holds: whether it still has it and the log up to the point, and its own look at every file. */
async function verified({ pgBackRest }: BackupParts, set: OpenSet): Promise<{ rows: number }> {
  const { physical, tables } = set.manifest;
  if (!physical) return verifySet(set);
  const rows = tables.reduce((sum, it) => sum + it.rows, 0);
  const stanza = await (pgBackRest ?? refuse('backup.tool-failed')).look();
  const isThere = stanza.sets.some(({ label }) => label === physical.label);
  if (!isThere || reaches(stanza, physical.wal) === false) refuse('backup.piece-missing', { facts: { part: physical.label } }); // prettier-ignore
  await pgBackRest?.verify();
  return { rows };
}
