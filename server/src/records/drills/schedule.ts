// When the next drill is due, and whether it is too long ago that recovery was proven: derived from the work list and the rules.
import {
  refuse,
  Refusal,
  type InputOf,
  type drillsOperations,
  type OutputOf,
} from '@shouxin/contract';
import type { Call } from '../../kernel/call.ts';
import { newId } from '../../kernel/crypto/index.ts';
import { brokenConstraint, type Tx } from '../../kernel/database.ts';
import { cardOf, type StoredDrill } from './drill.ts';
import type { DrillParts } from './parts.ts';
import { targetsOf } from './outcome.ts';
import { insertDrill, lastDrill, unended } from './store.ts';

const dayMs = 86_400_000;

type Asked = InputOf<(typeof drillsOperations)['start']>;

/** One row and its duty, in the transaction of the entry that says who wanted it. */
export async function begin(
  parts: DrillParts,
  call: Call,
  { chosen, set, askedBy }: Asked & { readonly askedBy: string },
): Promise<string> {
  if (!parts.hasPlace) refuse('backup.no-target');
  if ((chosen === 'named') !== (set !== undefined)) refuse('input.invalid');
  const whole = await parts.wholeSets(call.tx);
  if (whole.length === 0) refuse('backup.not-whole');
  if (set !== undefined && !whole.some((it) => it.set === set)) refuse('not-found');
  const drill = newId(call.at);
  const row = { drill, set: set ?? null, chosen, askedBy, startedAt: call.at };
  await insertDrill(call.tx, row).catch((error: unknown) => {
    throw brokenConstraint(error) === 'drill_running' ? refuse('drills.running') : error;
  });
  await parts.enqueue(call.tx, 'drills.run', { drill });
  return drill;
}

export async function standingOf(
  parts: DrillParts,
  { tx, at }: { readonly tx: Tx; readonly at: Date },
): Promise<OutputOf<(typeof drillsOperations)['standing']>> {
  const passed = await lastDrill(tx, ['passed']);
  const last = await lastDrill(tx, ['passed', 'failed']);
  const tried = await lastDrill(tx, ['passed', 'failed', 'cut-off']);
  const dueAt = parts.hasPlace ? dueOf(parts, tried?.startedAt, at) : null;
  const targets = await targetsOf(parts, tx);
  return {
    provenAt: passed?.startedAt.toISOString() ?? null,
    last: last ? cardOf(last) : null,
    dueAt: dueAt?.toISOString() ?? null,
    isLate: isOld(parts, passed, at) || last?.outcome === 'failed',
    recoveryTargetSeconds: targets.recoverySeconds,
    lostTargetSeconds: targets.lostSeconds,
  };
}

/** Longer ago than the rules allow, or never. */
function isOld({ rules }: DrillParts, passed: StoredDrill | undefined, at: Date): boolean {
  const withinMs = rules.number('drill.proven.within_days') * dayMs;
  return !passed || at.getTime() - passed.startedAt.getTime() > withinMs;
}

function dueOf({ rules }: DrillParts, tried: Date | undefined, at: Date): Date {
  return tried ? new Date(tried.getTime() + rules.number('drill.every_days') * dayMs) : at;
}

/** By the clock. Where there is no set yet there is nothing to drill. */
export async function startDue(parts: DrillParts): Promise<void> {
  const at = parts.clock.now();
  const { dueAt } = await standingOf(parts, { tx: parts.db, at });
  if (dueAt === null || new Date(dueAt) > at || (await unended(parts.db)).length > 0) return;
  if ((await parts.wholeSets(parts.db)).length === 0) return;
  await parts
    .runDuty('drills.schedule', async (call) => {
      const drill = await begin(parts, call, { chosen: 'random', askedBy: 'drills.schedule' });
      call.append({ facts: { drill } });
    })
    .catch((error: unknown) => {
      if (!(error instanceof Refusal) || error.code !== 'drills.running') throw error;
    });
}
