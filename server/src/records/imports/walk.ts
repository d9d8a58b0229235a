// One walk through a file, for the dry run and for the real one: five hundred records at a time, each step one transaction
// with its progress, its verdicts and its entry, so that a kill at any moment loses no record and takes none twice. While
// one step is being stored the next is judged.
import type { Words } from '@shouxin/contract';
import { listOf } from '@shouxin/contract/items';
import type { Call } from '../../kernel/call.ts';
import { isCorrectionFile, readTable, type Table } from '../collection/import/index.ts';
import { registeringMax } from '../customers/index.ts';
import { emptyTally, type Batch, type State, type Tally } from './batch.ts';
import type { ImportsParts } from './index.ts';
import { createJudge, createVocabulary, inChunks, tallied } from './judge.ts';
import type { Judge, Judged, Numbered, Vocabulary } from './judge.ts';
import { openOriginal, wordsOf } from './original.ts';
import { advance, changeBatch, findBatch, insertReasons, lockBatch, putRows, reasonsOf, takenRecords } from './store.ts'; // prettier-ignore

export interface Walk {
  readonly act: 'imports.check' | 'imports.apply';
  readonly state: Extract<State, 'checking' | 'applying'>;
  /** What a step does besides keeping its verdicts; answers the verdicts as they turned out. */
  readonly step: (call: Call, it: { batch: Batch; judged: readonly Judged[] }) => Promise<Stepped>;
  readonly finish: (call: Call, it: { batch: Batch; tally: Tally }) => Promise<void>;
}

export interface Stepped {
  readonly judged: readonly Judged[];
  /** Customers made by this step. */
  readonly applied: number;
}

/** Somebody else took the step: this walk ends, theirs goes on. */
class Overtaken extends Error {}

/** Runs, or goes on with, the walk of a batch that is in its state; does nothing for one that is not. */
export async function walk(parts: ImportsParts, id: string, it: Walk): Promise<void> {
  const batch = await findBatch(parts.db, id);
  if (batch?.state !== it.state) return;
  try {
    await throughFile(parts, batch, it);
  } catch (error) {
    if (error instanceof Overtaken) return;
    const words = wordsOf(error);
    if (!words) throw error;
    // Who went ahead of this walk may have ended the batch, and its file is gone: that is no fault of the file.
    if ((await findBatch(parts.db, id))?.state !== it.state) return;
    await fail(parts, { batch, it, words });
  }
}

async function fail(
  { runDuty }: ImportsParts,
  { batch: { batch }, it, words }: { batch: Batch; it: Walk; words: Words },
): Promise<void> {
  await runDuty(it.act, async (call) => {
    const change = { state: 'failed', failure: words } as const;
    await changeBatch(call.tx, { batch, from: [it.state] }, change);
    call.append({ result: 'failed', code: 'import.unreadable', facts: { batch } });
  });
}

interface Under {
  readonly it: Walk;
  readonly batch: Batch;
  readonly judge: Judge;
  readonly vocabulary: Vocabulary;
}

async function throughFile(parts: ImportsParts, batch: Batch, it: Walk): Promise<void> {
  const table = await openTable(parts, batch, it);
  const total = batch.total ?? (await countRows(parts, { batch, it, table }));
  const { judge, recallAll } = await judgeFor(parts, batch, table);
  const vocabulary = createVocabulary(await reasonsOf(parts.db, batch.batch));
  const under: Under = { it, batch: { ...batch, total }, judge, vocabulary };
  let at: Progress = { done: batch.done, tally: batch.nextTally ?? emptyTally, applied: batch.applied }; // prettier-ignore
  let storing: Promise<Progress> = Promise.resolve(at);
  for await (const chunk of inChunks(table.rows, registeringMax)) {
    const fresh = recallAll(chunk);
    if (fresh.length === 0) continue;
    const judged = await settledBoth(judge.judge(parts.db, fresh), storing);
    at = await storing;
    storing = store(parts, under, { at, judged });
  }
  at = await storing;
  await parts.runDuty(it.act, (call) => end(call, under, at));
}

/** Waits for both, so that a failure of one leaves no promise behind that nobody hears. */
async function settledBoth<T>(judging: Promise<T>, storing: Promise<unknown>): Promise<T> {
  const [judged, stored] = await Promise.allSettled([judging, storing]);
  if (stored.status === 'rejected') throw stored.reason;
  if (judged.status === 'rejected') throw judged.reason;
  return judged.value;
}

async function openTable(parts: ImportsParts, batch: Batch, it: Walk): Promise<Table> {
  const { batch: id, done } = batch;
  const content = await parts.runDuty(it.act, async (call) => {
    // The rate is that of this run: the time that a server was down is not counted.
    const change = { stageAt: call.at, stageFrom: done, movedAt: call.at };
    await changeBatch(call.tx, { batch: id, from: [it.state] }, change);
    call.append({ facts: { batch: id, after: done } });
    return openOriginal(parts, call, { batch, isOwn: true, tx: parts.db });
  });
  return readTable({ name: '', ...content });
}

/** Once through without judging: tells how long it will take, and finds a file that breaks off. */
async function countRows(
  { runDuty }: ImportsParts,
  { batch: { batch }, it, table }: { batch: Batch; it: Walk; table: Table },
): Promise<number> {
  let total = 0;
  for await (const row of table.rows) total += row.length > 0 ? 1 : 0;
  await runDuty(it.act, async (call) => {
    await changeBatch(call.tx, { batch, from: [it.state] }, { total });
    call.append({ count: total, facts: { batch } });
  });
  return total;
}

async function judgeFor(parts: ImportsParts, batch: Batch, table: Table) {
  const judge = createJudge(parts, {
    list: listOf(batch.list),
    mapping: batch.mapping,
    today: batch.asOf ?? '',
    restore: isCorrectionFile(table.headings),
  });
  const taken = await takenRecords(parts.db, batch.batch, batch.done);
  /** Records that were done before are only remembered; the rest is still to be judged. */
  const recallAll = (chunk: readonly Numbered[]): Numbered[] => {
    for (const row of chunk) {
      if (row.record <= batch.done && taken.has(row.record)) judge.recall(row);
    }
    return chunk.filter((row) => row.record > batch.done);
  };
  return { judge, recallAll };
}

interface Progress {
  readonly done: number;
  readonly tally: Tally;
  readonly applied: number;
}

function store(
  { runDuty }: ImportsParts,
  { it, batch: { batch }, vocabulary }: Under,
  { at, judged }: { at: Progress; judged: readonly Judged[] },
): Promise<Progress> {
  return runDuty(it.act, async (call) => {
    const { tx } = call;
    const locked = await lockBatch(tx, batch);
    if (locked?.state !== it.state || locked.done !== at.done) throw new Overtaken();
    const stepped = await it.step(call, { batch: locked, judged });
    const tally = tallied(at.tally, stepped.judged);
    const done = judged.at(-1)?.record ?? at.done;
    const applied = at.applied + stepped.applied;
    const rows = vocabulary.rowsOf(stepped.judged);
    await insertReasons(tx, batch, vocabulary.unsaved());
    await putRows(tx, batch, rows);
    await advance(tx, {
      batch,
      state: it.state,
      from: at.done,
      to: done,
      at: call.at,
      tally,
      applied,
    });
    call.append({ count: rows.length, facts: { batch, from: at.done + 1, through: done } });
    return { done, tally, applied };
  }).then((next) => {
    vocabulary.saved();
    return next;
  });
}

async function end(call: Call, { it, batch }: Under, at: Progress): Promise<void> {
  const locked = await lockBatch(call.tx, batch.batch);
  if (locked?.state !== it.state || locked.done !== at.done) throw new Overtaken();
  await it.finish(call, { batch: locked, tally: at.tally });
}
