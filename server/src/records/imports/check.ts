// Columns confirmed, dry run started, and the duty that runs it: nothing of a customer is stored, only verdicts.
import { refuse, type importsOperations, type InputOf } from '@shouxin/contract';
import { listOf } from '@shouxin/contract/items';
import type { Call } from '../../kernel/call.ts';
import { businessDate } from '../../kernel/clock.ts';
import { labelOf } from '../collection/index.ts';
import { confirmMapping, MappingMistake, type Mapping } from '../collection/import/index.ts';
import { refuseStrangers, type Batch, type State } from './batch.ts';
import type { ImportsParts } from './index.ts';
import { changeBatch, deleteVerdicts, lockBatch } from './store.ts';
import { walk } from './walk.ts';

type Operations = typeof importsOperations;

/** Before it is proposed, a batch may be mapped and tried as often as it takes. */
const open: readonly State[] = ['uploaded', 'mapped', 'checked', 'failed'];

/** The batch of this unit, locked, in one of these states. */
export async function take(call: Call, id: string, states: readonly State[]): Promise<Batch> {
  const it = refuseStrangers(call, await lockBatch(call.tx, id));
  if (!states.includes(it.state)) refuse('import.wrong-state', { facts: { state: it.state } });
  return it;
}

const unjudged = { asOf: null, tally: null, nextTally: null, done: 0, total: null, failure: null };

export async function mapColumns(
  call: Call,
  { batch, columns }: InputOf<Operations['map']>,
): Promise<string> {
  const it = await take(call, batch, open);
  const mapping = confirmed(it, columns);
  const state = mapping.unmapped.length === 0 ? 'mapped' : 'uploaded';
  await deleteVerdicts(call.tx, batch);
  await changeBatch(call.tx, { batch, from: open }, { ...unjudged, mapping, state });
  call.append({ facts: { batch, unmapped: mapping.unmapped.length } });
  return batch;
}

function confirmed(it: Batch, chosen: InputOf<Operations['map']>['columns']): Mapping {
  const headings = it.mapping.columns.map((column) => column.heading);
  try {
    return confirmMapping({ headings, list: listOf(it.list) }, chosen);
  } catch (error) {
    if (!(error instanceof MappingMistake)) throw error;
    return refuse('input.invalid', { reasons: [mistake(error.column)] });
  }
}

function mistake(column: number) {
  const place = String(column + 1);
  return {
    item: `columns.${column}`,
    code: 'COLUMN',
    message: {
      zh: `第${place}列不能这样对应：同一信息项只能对应一列，且须为数据字典中的信息项`,
      en: `Column ${place} cannot be mapped like this: one column per item, and an item of the dictionary`,
    },
  };
}

export function createStart(parts: ImportsParts) {
  return async (call: Call, { batch }: InputOf<Operations['check']>): Promise<string> => {
    const it = await take(call, batch, open);
    refuseUnmapped(it);
    await deleteVerdicts(call.tx, batch);
    await changeBatch(
      call.tx,
      { batch, from: open },
      { ...unjudged, ...beginning(call), state: 'checking' },
    );
    await parts.enqueue(call.tx, 'imports.check', { batch });
    call.append({ facts: { batch, asOf: businessDate(call.at) } });
    return batch;
  };
}

/** A stage begins: its verdicts hold as of this day. */
export function beginning({ at }: Pick<Call, 'at'>) {
  return { asOf: businessDate(at), done: 0, stageAt: at, stageFrom: 0, movedAt: at };
}

function refuseUnmapped({ mapping }: Batch): void {
  if (mapping.unmapped.length === 0) return;
  refuse('import.unmapped', {
    remedy: {
      zh: '请为下列必填信息项指定对应的列，或将源文件的列名改为数据字典中的名称。',
      en: 'Choose a column for each of these required items, or name the heading as in the data dictionary.',
    },
    reasons: mapping.unmapped.slice(0, 40).map((item) => {
      const { zh, en } = labelOf(item);
      return {
        item,
        code: 'UNMAPPED',
        message: { zh: `${zh}没有对应的列`, en: `No column brings ${en}` },
      };
    }),
  });
}

export function createCheck(parts: ImportsParts) {
  return ({ batch }: Readonly<Record<string, string>>): Promise<void> =>
    walk(parts, batch ?? '', {
      act: 'imports.check',
      state: 'checking',
      step: (_, { judged }) => Promise.resolve({ judged, applied: 0 }),
      finish: async (call, { batch: it, tally }) => {
        const change = { state: 'checked', tally, nextTally: null } as const;
        await changeBatch(call.tx, { batch: it.batch, from: ['checking'] }, change);
        call.append({ count: it.done, facts: { batch: it.batch, ...tally.counts } });
      },
    });
}
