// A set whose bytes pgBackRest holds: a restore point is made while nobody writes, the snapshot begun at that moment says what every table
// holds there, and the manifest is signed once the log up to the point lies in the archive. What restores to the point must give those
// very rows (R3.2.1, decision 0032).
import { setTimeout as sleep } from 'node:timers/promises';
import { Refusal, refuse } from '@shouxin/contract';
import { newId } from '../../../kernel/crypto/index.ts';
import { openLongSession, type LongSession } from '../../../kernel/long-session.ts';
import type { Elsewhere, PointMade } from '../set/take-set.ts';
import { lsnOf, reaches, type PgBackRest } from './pgbackrest.ts';

interface Parts {
  readonly databaseUrl: string;
  readonly pgBackRest: PgBackRest;
  readonly now: () => Date;
  /** How long the archive may need for the file with the point. */
  readonly archivedWithinMs: number;
}

const holdTries = 60;
const askEveryMs = 500;

export function elsewhereWith(parts: Parts): Elsewhere {
  return {
    hold: (begin) => held(parts, begin),
    settled: async (at) => {
      const { stanza } = parts.pgBackRest;
      const label = await labelFor(parts, at);
      return { tool: 'pgbackrest', stanza, label, point: at.point, wal: at.wal };
    },
  };
}

async function held<R>({ databaseUrl, now }: Parts, begin: () => Promise<R>) {
  const session = await openLongSession(databaseUrl, 'shouxin-restore-point');
  try {
    for (let tries = 1; tries <= holdTries; tries += 1) {
      await session.run('BEGIN');
      if (await isStill(session)) {
        const begun = await begin();
        const at = await pointIn(session, `shouxin-${newId(now())}`);
        await session.run('COMMIT');
        return { begun, at };
      }
      await session.run('ROLLBACK');
      // Somewhere else in time than those who write by a beat.
      await sleep(50 + Math.random() * 200);
    }
    return refuse('backup.busy');
  } finally {
    await session.close();
  }
}

async function isStill(session: LongSession): Promise<boolean> {
  try {
    await session.run('SELECT backup.hold_still()');
    return true;
  } catch (error) {
    if (codeOf(error) === '55P03') return false;
    throw error;
  }
}

/** No right to make one, or a log that could not hold it. */
const noPoint = new Set(['42501', '55000']);

async function pointIn(session: LongSession, point: string): Promise<PointMade> {
  try {
    const [made] = await session.rows<{ lsn: string; wal: string }>(
      'SELECT lsn, wal FROM backup.restore_point($1)',
      [point],
    );
    return { point, lsn: made?.lsn ?? '', wal: made?.wal ?? '' };
  } catch (error) {
    throw noPoint.has(codeOf(error)) ? new Refusal('backup.no-restore-point') : error;
  }
}

const codeOf = (error: unknown): string => String((error as { code?: unknown }).code);

/** The newest set that was consistent before the point, once the archive reaches it. */
async function labelFor({ pgBackRest, archivedWithinMs }: Parts, at: PointMade): Promise<string> {
  const tries = Math.max(1, Math.ceil(archivedWithinMs / askEveryMs));
  for (let tried = 1; tried <= tries; tried += 1) {
    const { sets, archivedUntil } = await pgBackRest.look();
    const before = sets.findLast((it) => it.stop <= lsnOf(at.lsn));
    if (!before) return refuse('backup.no-physical', { facts: { stanza: pgBackRest.stanza } });
    if (reaches({ archivedUntil }, at.wal)) return before.label;
    await sleep(askEveryMs);
  }
  return refuse('backup.not-archived', { facts: { wal: at.wal } });
}
