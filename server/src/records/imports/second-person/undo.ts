// Undoing an applied batch: proposed by operations, approved by the data owner who approved the batch or another (R2.4.2).
// Customers, values, fingerprints, tasks and keys go as if they had never come; what the log says of them stays (R3.3.2).
import { refuse, type importsOperations, type InputOf } from '@shouxin/contract';
import { z } from 'zod';
import type { Call } from '../../../kernel/call.ts';
import { businessDate } from '../../../kernel/clock.ts';
import { newId } from '../../../kernel/crypto/index.ts';
import type { FourEyes, Prepared, Presented, Proposer } from '../../../kernel/serve.ts';
import { mayUndo, type Batch } from '../batch.ts';
import { take } from '../check.ts';
import { openName } from '../file-name.ts';
import type { ImportsParts } from '../index.ts';
import { changeBatch, findBatch, lockBatch } from '../store.ts';

type Undo = (typeof importsOperations)['undo'];

const payloadSchema = z.strictObject({ batch: z.uuid(), reason: z.string() });
type Payload = z.infer<typeof payloadSchema>;

export function createUndo(parts: ImportsParts): FourEyes<Undo> {
  return {
    prepare: async (call, input) => ({ propose: await prepare(parts, call, input) }),
    run: (call, payload, proposer) =>
      run(parts, call, { it: payloadSchema.parse(payload), proposer }),
    dropped: (call, payload, { proposal }) => drop(call, payloadSchema.parse(payload), proposal),
    present: (call, payload) => present(parts, call, payloadSchema.parse(payload)),
  };
}

async function prepare(
  parts: ImportsParts,
  call: Call,
  { batch, reason }: InputOf<Undo>,
): Promise<Prepared> {
  const it = await take(call, batch, ['applied']);
  if (it.undoProposal !== null) refuse('import.wrong-state', { detail: waitingWords });
  await requireUnused(parts, call, it);
  const proposal = newId(call.at);
  await changeBatch(call.tx, { batch, from: ['applied'] }, { undoProposal: proposal });
  const count = it.applied;
  // Without a subject: the key of the batch is destroyed with its file, so the log key seals the reason.
  return {
    proposal,
    label: `${it.list} · ${it.source}`.slice(0, 100),
    title: {
      zh: `撤销批次：${it.source}，删除 ${count} 位客户`,
      en: `Undo a batch: ${it.source}, delete ${count} customers`,
    },
    payload: { batch, reason } satisfies Payload,
    reviewedBy: 'owner',
  };
}

/** Asked when it is proposed and again when it runs; who is used while it runs stays as well. */
async function requireUnused(
  { customers, rules }: ImportsParts,
  call: Call,
  it: Batch,
): Promise<void> {
  const undoDays = rules.number('import.undo.window_days');
  if (!mayUndo(it, { at: call.at, undoDays })) {
    refuse('import.wrong-state', { detail: lateWords(undoDays), facts: { undoDays } });
  }
  const used = await customers.countUsed(call, it.batch);
  if (used > 0) refuse('import.in-use', { detail: usedWords(used), facts: { used } });
}

async function run(
  parts: ImportsParts,
  call: Call,
  { it: { batch, reason }, proposer }: { it: Payload; proposer: Proposer },
): Promise<void> {
  const it = await lockBatch(call.tx, batch);
  if (it?.undoProposal !== proposer.proposal) return refuse('approvals.stale');
  await requireUnused(parts, call, it);
  const stage = { done: 0, stageAt: call.at, stageFrom: 0, movedAt: call.at };
  const ending = { state: 'undoing', undoProposal: null, failure: null } as const;
  const change = { ...stage, ...ending, total: it.applied };
  await changeBatch(call.tx, { batch, from: ['applied'] }, change);
  await parts.enqueue(call.tx, 'imports.undo', { batch });
  const about = { at: call.at, kind: 'reason', about: batch };
  const detail = await parts.sealer.sealDetail(call.tx, { ...about, value: reason });
  const facts = { batch, proposal: proposer.proposal };
  call.append({ act: 'imports.undo', count: it.applied, detail, facts });
}

/** Rejected or expired: the batch stands as before, and may be proposed again. */
async function drop(call: Call, { batch }: Payload, proposal: string): Promise<void> {
  const it = await lockBatch(call.tx, batch);
  if (it?.undoProposal !== proposal) return;
  await changeBatch(call.tx, { batch, from: ['applied'] }, { undoProposal: null });
}

async function present(
  parts: ImportsParts,
  call: Call,
  { batch, reason }: Payload,
): Promise<Presented> {
  const it = (await findBatch(call.tx, batch)) ?? refuse('not-found');
  const lines = [
    ['source', { zh: '来源系统', en: 'Source' }, it.source],
    ['file', { zh: '文件', en: 'File' }, await openName(parts, it)],
    [
      'applied-on',
      { zh: '入库日期', en: 'Applied on' },
      it.appliedAt ? businessDate(it.appliedAt) : '',
    ],
    ['customers', { zh: '将删除客户数', en: 'Customers to be deleted' }, String(it.applied)],
    ['reason', { zh: '撤销原因', en: 'Reason' }, reason],
  ] as const;
  const items = lines.map(([item, label, proposed]) => ({
    item,
    label,
    proposed,
    dualCheck: false,
  }));
  return { items, images: [], consents: [] };
}

const waitingWords = {
  zh: '撤销已提交，等待数据责任人批准。',
  en: 'Undoing was proposed already and waits for a data owner.',
};

const lateWords = (days: number) => ({
  zh: `批次入库超过${days}天，不能再撤销。`,
  en: `The batch was applied more than ${days} days ago and can no longer be undone.`,
});

const usedWords = (count: number) => ({
  zh: `已有${count}位客户被查看、变更或办理业务。`,
  en: `Customers already looked at, changed or served: ${count}.`,
});
