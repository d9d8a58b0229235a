// The work of a rotation: step by step until none is left, taken up again after a kill. And what comes later: a replaced
// key is destroyed when the oldest backup that could need it has expired.
import type { Call } from '../../../kernel/call.ts';
import { transaction, type Tx } from '../../../kernel/database.ts';
import { bucketOf, indexOf, kindOf } from '../hierarchy.ts';
import { settleRetired, type ShredParts } from '../shred.ts';
import { insertRetired } from '../store.ts';
import { retagIndexes, type Tags } from './retag-indexes.ts';
import { rewrapBuckets } from './rewrap-buckets.ts';
import { endRotation, kindOfRotation, unfinished } from './store.ts';

export type RotationDuty = 'keys.rotate' | 'keys.retire';

/** What comes from higher floors. */
export interface RotationGiven {
  readonly enqueue: (tx: Tx, duty: RotationDuty, payload: { rotation: string }) => Promise<void>;
  readonly runDuty: <R>(
    act: 'keys.rewrap' | 'keys.retag' | RotationDuty,
    step: (call: Call) => Promise<R>,
  ) => Promise<R>;
  /** What customers are found by, kept by a higher floor. */
  readonly tags: Tags;
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
    resume: () =>
      transaction(db, async (tx) => {
        for (const { rotation } of await unfinished(tx))
          await enqueue(tx, 'keys.rotate', { rotation });
      }),
    retire: () => retire(parts),
  };
}

async function rotate(parts: RotationParts, rotation: string): Promise<void> {
  const kind = await kindOfRotation(parts.db, rotation);
  if (kind === 'bucket') await rewrapBuckets(parts, rotation);
  if (kind === 'index') await retagIndexes(parts, rotation);
  await parts.runDuty('keys.rotate', async (call) => {
    const isEnded = await endRotation(call.tx, rotation, call.at);
    call.append({ facts: { rotation, ended: isEnded } });
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
