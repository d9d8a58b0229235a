// When the next set is due, and whether one is late: derived from the catalogue and the rules, never stored. A failure is tried again
// after an hour; after a destruction the keys are backed up at once, so that the older backups can go (R3.2.1, SECURITY 4.4).
import { Refusal, type BackupStanding } from '@shouxin/contract';
import type { Tx } from '../../../kernel/database.ts';
import { begin, type BackupParts } from './begin.ts';
import { destroyedSince } from './destroyed/store.ts';
import { removeOld } from './retain.ts';
import { standingSets, type BackupKind } from './store.ts';

const hourMs = 3_600_000;
export const kinds: readonly BackupKind[] = ['data', 'keys'];

/** Late: due for as long again as an interval lasts, or never taken. */
export async function standingOf(
  parts: BackupParts,
  { tx, at, kind }: { readonly tx: Tx; readonly at: Date; readonly kind: BackupKind },
): Promise<BackupStanding> {
  const sets = await standingSets(tx, kind);
  const [newest] = sets;
  const whole = sets.find((it) => it.manifest !== null);
  const everyMs = parts.rules.number(`backup.${kind}.every_hours`) * hourMs;
  const place = parts.places[kind]?.locator ?? null;
  const dueAt = place === null ? null : await dueOf(parts, { tx, at, kind });
  const isFailed = newest !== undefined && newest.failure !== null;
  return {
    kind,
    place,
    lastWholeAt: whole?.askedAt.toISOString() ?? null,
    dueAt: dueAt?.toISOString() ?? null,
    isLate: whole === undefined || at.getTime() - whole.askedAt.getTime() > 2 * everyMs || isFailed,
    isRunning: newest !== undefined && newest.endedAt === null,
    failure: isFailed ? newest.failure : (whole?.verifyFailure ?? null),
  };
}

async function dueOf(
  { rules }: BackupParts,
  { tx, at, kind }: { tx: Tx; at: Date; kind: BackupKind },
): Promise<Date> {
  const sets = await standingSets(tx, kind);
  const [newest] = sets;
  if (newest?.failure) return new Date(newest.askedAt.getTime() + hourMs);
  const whole = sets.find((it) => it.manifest !== null);
  if (!whole) return at;
  const destroyed = kind === 'keys' ? await destroyedSince(tx) : undefined;
  if (destroyed && (whole.generation ?? 0) < destroyed.generation) return destroyed.at;
  return new Date(whole.askedAt.getTime() + rules.number(`backup.${kind}.every_hours`) * hourMs);
}

/** By the clock: begins what is due, and removes what is past its time. */
export async function takeDue(parts: BackupParts): Promise<void> {
  for (const kind of kinds) {
    if (!parts.places[kind]) continue;
    const at = parts.clock.now();
    const { isRunning, dueAt } = await standingOf(parts, { tx: parts.db, at, kind });
    if (isRunning || dueAt === null || new Date(dueAt) > at) continue;
    await parts
      .runDuty('backup.schedule', async (call) => {
        const set = await begin(parts, call, { kind, mode: 'incremental', askedBy: 'backup.schedule' }); // prettier-ignore
        call.append({ facts: { set, kind } });
      })
      .catch((error: unknown) => {
        if (!(error instanceof Refusal) || error.code !== 'backup.running') throw error;
      });
  }
  for (const kind of kinds) if (parts.places[kind]) await removeOld(parts, kind);
}
