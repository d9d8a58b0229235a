// When the next set is due, and whether one is late: derived from the catalogue and the rules, never stored. A failure is tried again
// after an hour; after a destruction the keys are backed up at once, so that the older backups can go (R3.2.1, SECURITY 4.4).
import { Refusal, type BackupStanding } from '@shouxin/contract';
import type { Tx } from '../../../kernel/database.ts';
import { begin, type BackupParts } from './begin.ts';
import { destroyedSince } from './destroyed/store.ts';
import { removeOld } from './retain.ts';
import { standingSets, type BackupKind, type StoredSet } from './store.ts';

const hourMs = 3_600_000;
export const kinds: readonly BackupKind[] = ['data', 'keys'];

interface Now {
  readonly tx: Tx;
  readonly at: Date;
  readonly kind: BackupKind;
}

/** Late: due for as long again as an interval lasts, never taken, or the newest one failed. */
export async function standingOf(parts: BackupParts, now: Now): Promise<BackupStanding> {
  const { at, kind } = now;
  const sets = await standingSets(now.tx, kind);
  const [newest] = sets;
  const whole = sets.find((it) => it.manifest !== null);
  const place = parts.places[kind]?.locator ?? null;
  const dueAt = place === null ? undefined : await dueOf(parts, now, { newest, whole });
  const failure = failureOf(newest, whole);
  return {
    kind,
    place,
    lastWholeAt: isoOf(whole?.askedAt),
    dueAt: isoOf(dueAt),
    isLate: failure !== null || isOlderThan(whole, at, 2 * everyMsOf(parts, kind)),
    isRunning: newest?.endedAt === null,
    tool: kind === 'data' && parts.pgBackRest ? 'pgbackrest' : 'shouxin',
    failure,
  };
}

const isoOf = (at: Date | undefined): string | null => at?.toISOString() ?? null;

/** Of the newest, or what was found wrong with the newest that is whole. */
const failureOf = (newest: StoredSet | undefined, whole: StoredSet | undefined): string | null =>
  newest?.failure ?? whole?.verifyFailure ?? null;

const everyMsOf = ({ rules }: BackupParts, kind: BackupKind): number =>
  rules.number(`backup.${kind}.every_hours`) * hourMs;

const isOlderThan = (it: StoredSet | undefined, at: Date, ms: number): boolean =>
  it === undefined || at.getTime() - it.askedAt.getTime() > ms;

async function dueOf(
  parts: BackupParts,
  { tx, at, kind }: Now,
  { newest, whole }: Record<'newest' | 'whole', StoredSet | undefined>,
): Promise<Date> {
  if (newest?.failure) return new Date(newest.askedAt.getTime() + hourMs);
  if (!whole) return at;
  const destroyed = kind === 'keys' ? await destroyedSince(tx) : undefined;
  if (destroyed && (whole.generation ?? 0) < destroyed.generation) return destroyed.at;
  return new Date(whole.askedAt.getTime() + everyMsOf(parts, kind));
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
