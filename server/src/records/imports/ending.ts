// How batches end: undone while nobody has used their customers; files that nobody proposes go after some days; keys that
// nothing needs are destroyed; and what a kill interrupted is taken up again.
import type { Call } from '../../kernel/call.ts';
import { transaction, type Tx } from '../../kernel/database.ts';
import { deleteTaskMembers, deleteTasks } from '../collection/index.ts';
import { keyClassesOf } from '../customers/index.ts';
import type { Batch } from './batch.ts';
import type { DutyName, ImportsParts } from './index.ts';
import { dropOriginal } from './original.ts';
import { advance, batchesAtWork, changeBatch, deleteDoomed, doomedKeys, findBatch, insertDoomed, lockBatch, overdueBatches } from './store.ts'; // prettier-ignore

const keysAtOnce = 200_000;
const batchesAtOnce = 50;
const dayMs = 86_400_000;

export function createEnding(parts: ImportsParts) {
  return {
    /** At start: what was under way when the server stopped goes on. */
    resume: (): Promise<void> => transaction(parts.db, (tx) => takeUp(parts, tx)),
    undo: ({ batch }: Readonly<Record<string, string>>) => undoAll(parts, batch ?? ''),
    shred: () => shredAll(parts),
    sweep: () => sweep(parts),
  };
}

const dutyOf: Partial<Record<Batch['state'], DutyName>> = {
  checking: 'imports.check',
  applying: 'imports.apply',
  undoing: 'imports.undo',
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

/** Some hundred customers to a transaction; after a kill it begins again with those that are still there. */
async function undoAll(parts: ImportsParts, id: string): Promise<void> {
  const { runDuty, db } = parts;
  for (let after: string | undefined; ;) {
    if ((await findBatch(db, id))?.state !== 'undoing') return;
    const last = await runDuty('imports.undo', (call) => undoStep(parts, call, { id, after }));
    if (last === undefined) return;
    after = last;
  }
}

async function undoStep(
  parts: ImportsParts,
  call: Call,
  { id: batch, after }: { id: string; after: string | undefined },
): Promise<string | undefined> {
  const it = await lockBatch(call.tx, batch);
  call.append({ facts: { batch } });
  if (it?.state !== 'undoing') return undefined;
  const { gone, last } = await parts.customers.undoSome(call, { batch, after });
  await deleteTaskMembers(call.tx, gone);
  await insertDoomed(call.tx, batch, { subjects: gone, classes: keyClassesOf(it.list) });
  const done = it.done + gone.length;
  await advance(call.tx, { batch, state: 'undoing', from: it.done, to: done, at: call.at });
  if (last === undefined) await endUndo(parts, call, { ...it, done });
  return last;
}

async function endUndo({ enqueue }: ImportsParts, call: Call, it: Batch): Promise<void> {
  const { batch } = it;
  const kept = it.applied - it.done;
  const change =
    kept === 0
      ? ({ state: 'undone', applied: 0 } as const)
      : ({ state: 'applied', applied: kept, failure: keptWords(kept) } as const);
  if (kept === 0) await deleteTasks(call.tx, batch);
  await changeBatch(call.tx, { batch, from: ['undoing'] }, change);
  await enqueue(call.tx, 'imports.shred', { batch });
}

const keptWords = (count: number) => ({
  zh: `撤销期间有${count}位客户被使用，予以保留。`,
  en: `Used while the batch was being undone, and kept: ${count}.`,
});
