// The work of a rotation: step by step until none is left, taken up again after a kill. And what comes later: what an exposed
// customer key sealed is sealed again, and a replaced key is destroyed when the oldest backup that could need it has expired.
import type { Call } from '../../../kernel/call.ts';
import { transaction, type Tx } from '../../../kernel/database.ts';
import { newId } from '../../../kernel/crypto/index.ts';
import { bucketOf, indexOf, kindOf } from '../hierarchy.ts';
import { settleRetired, type ShredParts } from '../shred.ts';
import { insertRetired } from '../store.ts';
import { customerStep, reencrypt, type Keeper } from './customer/reencrypt.ts';
import { countLeft } from './customer/store.ts';
import { retagIndexes, type Tags } from './retag-indexes.ts';
import { rewrapBuckets } from './rewrap-buckets.ts';
import type { StoredRotation } from './rotation.ts';
import {
  endRotation,
  endSteps,
  findRotation,
  insertRotation,
  isRunning,
  openSteps,
  reopenLast,
  unfinished,
} from './store.ts';

export type RotationDuty = 'keys.rotate' | 'keys.retire';

/** What comes from higher floors. */
export interface RotationGiven {
  readonly enqueue: (tx: Tx, duty: RotationDuty, payload: { rotation: string }) => Promise<void>;
  readonly runDuty: <R>(
    act: 'keys.rewrap' | 'keys.retag' | 'keys.reencrypt' | RotationDuty,
    step: (call: Call) => Promise<R>,
  ) => Promise<R>;
  /** What customers are found by, kept by a higher floor. */
  readonly tags: Tags;
  /** Rooms that keep what is sealed under customer keys. */
  readonly keepers: readonly Keeper[];
  readonly onFault: (error: unknown) => void;
  readonly rules: { number(key: string): number };
}

export type RotationParts = RotationGiven & ShredParts;

const dayMs = 86_400_000;

export function createDuties(parts: RotationParts) {
  const { db, enqueue } = parts;
  const atWork = new Map<string, Promise<void>>();
  /** The queue may hold a rotation twice, after a restart; it is worked on once. */
  const rotateOnce = (rotation: string): Promise<void> => {
    const work =
      atWork.get(rotation) ?? rotate(parts, rotation).finally(() => atWork.delete(rotation));
    atWork.set(rotation, work);
    return work;
  };
  return {
    duties: {
      'keys.rotate': ({ rotation }: Readonly<Record<string, string>>) => rotateOnce(rotation ?? ''),
    },
    resume: async () => {
      await resumeAfterRestore(parts);
      await transaction(db, async (tx) => {
        for (const { rotation } of await unfinished(tx))
          await enqueue(tx, 'keys.rotate', { rotation });
      });
    },
    /** Customer keys are waited for, until no lease of the old ones can be in use. */
    proceed: async () => {
      for (const { rotation, kind } of await unfinished(db))
        if (kind === 'customer') await rotateOnce(rotation);
    },
    retire: () => retire(parts),
  };
}

async function rotate(parts: RotationParts, rotation: string): Promise<void> {
  const it = await findRotation(parts.db, rotation);
  if (!it || it.endedAt !== null) return;
  if (it.kind === 'bucket') await rewrapBuckets(parts, rotation);
  if (it.kind === 'index') await retagIndexes(parts, rotation);
  if (it.kind === 'customer' && !(await reencryptAll(parts, it))) return;
  await parts.runDuty('keys.rotate', async (call) => {
    const isEnded = await endRotation(call.tx, rotation, call.at);
    call.append({ facts: { rotation, ended: isEnded } });
    if (isEnded && it.kind === 'bucket') await followUp(call, it);
  });
}

/** Answers whether nothing is left. */
async function reencryptAll(parts: RotationParts, it: StoredRotation): Promise<boolean> {
  for (const step of await openSteps(parts.db, it.rotation)) {
    if (!(await reencrypt(parts, { step, isAll: it.reason === 'period' }))) return false;
  }
  await endSteps(parts.db, it.rotation);
  return true;
}

/** With a bucket's key the customer keys that it wrapped were exposed: what they sealed is sealed again, by the same order. */
async function followUp(call: Call, it: StoredRotation): Promise<void> {
  const total = await countLeft(call.tx);
  if (total === 0 || (await isRunning(call.tx, 'customer'))) return;
  const rotation = newId(call.at);
  const next = { ...it, rotation, kind: 'customer' as const, startedAt: call.at, endedAt: null };
  await insertRotation(call.tx, next, [{ name: customerStep, total }]);
  call.append({ count: total, facts: { rotation, kind: next.kind, follows: it.rotation } });
}

/** With an older set values come back that an order had sealed again: the last such order is followed once more. */
async function resumeAfterRestore({ db, runDuty }: RotationParts): Promise<void> {
  if ((await countLeft(db)) === 0) return;
  if ((await unfinished(db)).some(({ kind }) => kind === 'customer')) return;
  await runDuty('keys.rotate', async (call) => {
    const rotation = await reopenLast(call.tx, 'customer');
    call.append({ facts: rotation === undefined ? {} : { rotation, reopened: true } });
  });
}

/** Keys that nothing needs any more and that were replaced longer ago than backups are kept. */
async function retire(parts: RotationParts): Promise<void> {
  const { keys, rules, tags, runDuty } = parts;
  const keepMs = rules.number('keys.replaced.keep_days') * dayMs;
  const doomed = await runDuty('keys.retire', async (call) => {
    const before = new Date(call.at.getTime() - keepMs).toISOString();
    const old = keys.all().filter(({ state, changedAt }) => {
      return (state === 'deactivated' || state === 'compromised') && changedAt < before;
    });
    const buckets = old.filter(({ name }) => kindOf(name) === 'bucket');
    for (const { name, version } of buckets)
      await insertRetired(call.tx, bucketOf(name), [version]);
    const indexes: string[] = [];
    for (const { id, name } of old.filter((it) => kindOf(it.name) === 'index')) {
      const newest = { index: indexOf(name), version: keys.active(name).version };
      if ((await tags.left(call.tx, newest)) === 0) indexes.push(id);
    }
    call.append({ count: buckets.length + indexes.length });
    return indexes;
  });
  for (const id of doomed) await keys.retire(id);
  await settleRetired(parts);
}
