// The second person (R2.4.2): a data owner sees counts by outcome and reason, never a value, and approves or rejects. At
// approval the file is read and judged again, with that day's date and against everybody who was registered meanwhile.
import { refuse, type importsOperations } from '@shouxin/contract';
import { z } from 'zod';
import type { Call } from '../../../kernel/call.ts';
import { newId } from '../../../kernel/crypto/index.ts';
import type { FourEyes, Prepared, Presented, Proposer } from '../../../kernel/serve.ts';
import { countsOf, reasonsOf, takenOf, type Batch } from '../batch.ts';
import { beginning, take } from '../check.ts';
import type { ImportsParts } from '../index.ts';
import { dropOriginal } from '../original.ts';
import { changeBatch, findBatch } from '../store.ts';

type Propose = (typeof importsOperations)['propose'];

const payloadSchema = z.strictObject({ batch: z.uuid(), taken: z.int(), asOf: z.string() });

export function createPropose(parts: ImportsParts): FourEyes<Propose> {
  return {
    prepare: async (call, { batch }) => ({ propose: await prepare(call, batch) }),
    run: (call, payload, proposer) => run(parts, call, { payload, proposer }),
    dropped: (call, payload) => drop(parts, call, payload),
    present: (call, payload) => present(call, payload),
  };
}

async function prepare(call: Call, batch: string): Promise<Prepared> {
  const it = await take(call, batch, ['checked']);
  const taken = takenOf(it);
  if (taken === 0) refuse('import.wrong-state', { detail: nothingWords });
  const proposal = newId(call.at);
  const change = { state: 'proposed', proposal } as const;
  await changeBatch(call.tx, { batch, from: ['checked'] }, change);
  return {
    proposal,
    subject: { kind: 'batch', id: batch },
    label: `${it.list} · ${it.source}`.slice(0, 100),
    title: {
      zh: `导入批次：${it.source}，${taken} 位客户`,
      en: `Import a batch: ${it.source}, ${taken} customers`,
    },
    payload: { batch, taken, asOf: it.asOf ?? '' },
    reviewedBy: 'owner',
  };
}

const nothingWords = {
  zh: '没有可入库的记录，请更正后重新导入。',
  en: 'No record can be taken: correct them and bring the file again.',
};

/** Only the batch that this proposal is about, and only while it waits. */
async function waiting(call: Call, payload: unknown, proposal?: string): Promise<Batch> {
  const { batch } = payloadSchema.parse(payload);
  const it = await findBatch(call.tx, batch);
  if (it?.state !== 'proposed') refuse('approvals.stale');
  if (proposal !== undefined && it.proposal !== proposal) refuse('approvals.stale');
  return it;
}

async function run(
  { enqueue }: ImportsParts,
  call: Call,
  { payload, proposer }: { payload: unknown; proposer: Proposer },
): Promise<void> {
  const { batch } = await waiting(call, payload, proposer.proposal);
  const by = { proposer: proposer.id, proposerName: proposer.displayName };
  const change = { ...beginning(call), ...by, state: 'applying', nextTally: null } as const;
  const isMine = await changeBatch(call.tx, { batch, from: ['proposed'] }, change);
  if (!isMine) refuse('approvals.stale');
  await enqueue(call.tx, 'imports.apply', { batch });
}

/** Rejected, the batch ends and its file goes; expired, the clerk may propose it again. */
async function drop(parts: ImportsParts, call: Call, payload: unknown): Promise<void> {
  const { batch } = payloadSchema.parse(payload);
  const isRejected = call.operation === 'approvals.reject';
  const change = isRejected
    ? ({ state: 'rejected' } as const)
    : ({ state: 'checked', proposal: null } as const);
  const isMine = await changeBatch(call.tx, { batch, from: ['proposed'] }, change);
  if (isMine && isRejected) await dropOriginal(parts, call.tx, { batch });
}

async function present(call: Call, payload: unknown): Promise<Presented> {
  const { batch } = payloadSchema.parse(payload);
  const { tally } = (await findBatch(call.tx, batch)) ?? refuse('not-found');
  const reasons = tally ? reasonsOf(tally).slice(0, 50) : [];
  return {
    items: [],
    images: [],
    consents: [],
    batch: {
      counts: tally ? countsOf(tally) : {},
      reasons: reasons.map(({ item, code, count, words }) => ({
        code: `${item}.${code}`,
        count,
        words,
      })),
    },
  };
}
