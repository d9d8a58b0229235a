// Restores a set into the scratch database and looks at what came back. Each check counts what was looked at and what of it is not as it
// must be; a set that cannot be restored refuses by name before anything is looked at.
import { invariant } from '../../../kernel/invariant.ts';
import type { OpenSet, Restored } from '../../backup/index.ts';
import { secondsBetween, type Checks, type StoredDrill, type Targets } from '../drill.ts';
import type { DrillParts } from '../parts.ts';
import { progressOf } from '../progress.ts';
import { countDestroyed } from './destroyed.ts';
import { lookAtValues } from './values.ts';
import type { Scratch } from './scratch.ts';

export interface Proof {
  readonly restored: Restored;
  readonly checks: Checks;
  readonly recoverySeconds: number;
  readonly lostSeconds: number;
  /** Of the newest set when the drill began: what is younger would have been lost, whichever set is tried. */
  readonly newestAt: Date;
  readonly log: { readonly size: number; readonly root: Uint8Array } | undefined;
}

export interface ToProve {
  readonly it: StoredDrill;
  readonly set: OpenSet;
  readonly scratch: Scratch;
  /** By `performance.now()`: before there was a database. */
  readonly begunAt: number;
  readonly targets: Targets;
}

export async function prove(parts: DrillParts, to: ToProve): Promise<Proof> {
  const { it, scratch, targets, begunAt } = to;
  const { restored, destroyed } = await restore(parts, to);
  const recoverySeconds = Math.round((performance.now() - begunAt) / 1000);
  const newestAt = await newestOf(parts, it);
  const lostSeconds = secondsBetween(newestAt, it.startedAt);
  const { db } = scratch.open();
  const move = progressOf(parts, it.drill);
  const log = await parts.checkLog(db, (done, total) => void move('log', done, total));
  const values = await lookAtValues(parts, db, (done, total) => move('values', done, total));
  return {
    restored,
    recoverySeconds,
    lostSeconds,
    newestAt,
    log: log.checkpoint,
    checks: {
      rows: { looked: restored.rows, wrong: 0 },
      ...values,
      'log-intact': { looked: log.entries, wrong: log.broken },
      'log-continues': { looked: 1, wrong: Number(!log.continues) },
      'destroyed-stays': destroyed,
      'recovery-time': { looked: 1, wrong: Number(recoverySeconds > targets.recoverySeconds) },
      'recovery-point': { looked: 1, wrong: Number(lostSeconds > targets.lostSeconds) },
    },
  };
}

/** One that was taken while the drill waited or ran does not count. */
async function newestOf({ db, wholeSets }: DrillParts, it: StoredDrill): Promise<Date> {
  const before = (await wholeSets(db)).find(({ takenAt }) => takenAt <= it.startedAt);
  invariant(before, 'a set was chosen');
  return before.takenAt;
}

/** The orders of destruction are followed last; just before, what they name is tried with the keys of today. */
async function restore(parts: DrillParts, { it, set, scratch }: ToProve) {
  const { tables } = set.manifest;
  const total = tables.reduce((sum, table) => sum + table.rows, 0);
  const move = progressOf(parts, it.drill);
  let [loaded, compared] = [0, 0];
  let destroyed = { looked: 0, wrong: 0 };
  const forward = await parts.forward();
  try {
    const put = set.manifest.physical ? parts.settleSet : parts.restoreSet;
    const restored = await put({
      databaseUrl: scratch.url,
      set,
      keys: parts.keys,
      forward,
      followOrders: async (url) => {
        const { db } = scratch.open();
        destroyed = await countDestroyed(parts, db);
        return parts.followOrders(url);
      },
      onStep: (done) => {
        if (done.step === 'load') void move('restore', (loaded += done.rows), total);
        if (done.step === 'check') void move('compare', (compared += done.rows), total);
      },
    });
    return { restored, destroyed };
  } finally {
    await forward.close();
  }
}
