// How batches end: undone while nobody has used their customers; files that nobody proposes go after some days; keys that
// nothing needs are destroyed; and what a kill interrupted is taken up again.
import { refuse, type importsOperations, type InputOf } from '@shouxin/contract';
import type { Call } from '../../kernel/call.ts';
import { transaction, type Tx } from '../../kernel/database.ts';
import { deleteTasks } from '../collection/index.ts';
import { mayUndo, type Batch } from './batch.ts';
import { take } from './check.ts';
import type { DutyName, ImportsParts } from './index.ts';
import { dropOriginal } from './original.ts';
import { batchesAtWork, changeBatch, deleteDoomed, doomedKeys, overdueBatches } from './store.ts';

const keysAtOnce = 200_000;
const batchesAtOnce = 50;
const dayMs = 86_400_000;

export function createEnding(parts: ImportsParts) {
  return {
    /** At start: what was under way when the server stopped goes on. */
    resume: (): Promise<void> => transaction(parts.db, (tx) => takeUp(parts, tx)),
    shred: () => shredAll(parts),
    sweep: () => sweep(parts),
  };
}

const dutyOf: Partial<Record<Batch['state'], DutyName>> = {
  checking: 'imports.check',
  applying: 'imports.apply',
};

async function takeUp({ enqueue }: ImportsParts, tx: Tx): Promise<void> {
  for (const { batch, state } of await batchesAtWork(tx)) {
    const duty = dutyOf[state];
    if (duty) await enqueue(tx, duty, { batch });
  }
  await enqueue(tx, 'imports.shred', { batch: '' });
}

/** Destroying comes first: a kill in between leaves keys that are destroyed once more, which changes nothing. */
async function shredAll({ db, shred, runDuty }: ImportsParts): Promise<void> {
  for (;;) {
    const keys = await doomedKeys(db, keysAtOnce);
    if (keys.length === 0) return;
    await shred(keys);
    await runDuty('imports.shred', async (call) => {
      await deleteDoomed(call.tx, keys);
      call.append({ count: keys.length });
    });
  }
}

/** Files that were brought and never proposed, after the days that the rules allow (PIPL art. 19). */
async function sweep(parts: ImportsParts): Promise<void> {
  const days = parts.rules.number('import.original.keep_days');
  for (let found = batchesAtOnce; found === batchesAtOnce;) {
    found = await parts.runDuty('imports.sweep', async (call) => {
      const before = new Date(call.at.getTime() - days * dayMs);
      const late = await overdueBatches(call.tx, before, batchesAtOnce);
      for (const { batch, state } of late) {
        await changeBatch(call.tx, { batch, from: [state] }, { state: 'expired' });
        await dropOriginal(parts, call.tx, { batch });
      }
      call.append({ count: late.length });
      return late.length;
    });
  }
}

type Undo = (typeof importsOperations)['undo'];

/**
 * Customers, values, fingerprints, tasks and keys go as if they had never come; what the log says of them stays (R3.3.2).
 */
export function createUndo(parts: ImportsParts) {
  return async (call: Call, { batch, reason }: InputOf<Undo>): Promise<string> => {
    const it = await take(call, batch, ['applied']);
    const undoDays = parts.rules.number('import.undo.window_days');
    if (!mayUndo(it, { at: call.at, undoDays })) {
      refuse('import.wrong-state', { detail: lateWords(undoDays), facts: { undoDays } });
    }
    const count = await parts.customers.undoBatch(call, batch);
    await deleteTasks(call.tx, batch);
    await changeBatch(call.tx, { batch, from: ['applied'] }, { state: 'undone', applied: 0 });
    const about = { at: call.at, kind: 'reason', about: batch };
    const detail = await parts.sealer.sealDetail(call.tx, { ...about, value: reason });
    call.append({ count, detail, facts: { batch } });
    return batch;
  };
}

const lateWords = (days: number) => ({
  zh: `批次入库超过${days}天，不能再撤销。`,
  en: `The batch was applied more than ${days} days ago and can no longer be undone.`,
});
