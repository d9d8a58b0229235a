// States of a batch and verdicts on its records, as the staff say them.
import type { BatchCard, RowReport, Words } from '@shouxin/contract';
import type { Tone } from '../ui/chip.tsx';

export type BatchState = BatchCard['state'];
export type Outcome = RowReport['outcome'];

export const stateWords: Record<BatchState, Words> = {
  uploaded: { zh: '待核对列', en: 'Columns to confirm' },
  mapped: { zh: '待试运行', en: 'Ready for a dry run' },
  checking: { zh: '试运行中', en: 'Dry run under way' },
  checked: { zh: '待提交审批', en: 'Ready to propose' },
  proposed: { zh: '待批准', en: 'Waiting for approval' },
  applying: { zh: '入库中', en: 'Being applied' },
  applied: { zh: '已入库', en: 'Applied' },
  rejected: { zh: '已退回', en: 'Rejected' },
  undoing: { zh: '撤销中', en: 'Being undone' },
  undone: { zh: '已撤销', en: 'Undone' },
  expired: { zh: '已过期', en: 'Expired' },
  failed: { zh: '未完成', en: 'Not completed' },
};

export const stateTones: Record<BatchState, Tone> = {
  uploaded: 'accent',
  mapped: 'accent',
  checking: 'accent',
  checked: 'accent',
  proposed: 'warn',
  applying: 'accent',
  applied: 'good',
  rejected: 'bad',
  undoing: 'accent',
  undone: 'plain',
  expired: 'plain',
  failed: 'bad',
};

/** Work goes on at the server; the page asks again by itself. */
export function isUnderWay(state: BatchState): boolean {
  return state === 'checking' || state === 'applying' || state === 'undoing';
}

export const outcomes = ['accept', 'warn', 'reject', 'duplicate'] as const;

export const outcomeWords: Record<Outcome, Words> = {
  accept: { zh: '通过', en: 'Accepted' },
  warn: { zh: '通过并提示', en: 'Warning' },
  reject: { zh: '不通过', en: 'Rejected' },
  duplicate: { zh: '重复', en: 'Duplicate' },
};

const later: Record<Outcome, Words> = {
  accept: { zh: '批准后入库', en: 'Stored once approved' },
  warn: { zh: '批准后入库，并生成更新任务', en: 'Stored once approved, with a task' },
  reject: { zh: '不入库，更正后重新导入', en: 'Not stored; correct and bring again' },
  duplicate: { zh: '已有同一证件，不重复入库', en: 'The document is known; not stored twice' },
};

const stored = { zh: '已入库', en: 'Stored' };
const removed = { zh: '已随批次撤销', en: 'Gone with the batch' };
const left = { zh: '没有入库', en: 'Not stored' };

const became: Partial<Record<BatchState, Words>> = {
  applied: stored,
  undoing: removed,
  undone: removed,
  rejected: left,
  expired: left,
};

/** What becomes, or became, of the records of an outcome. */
export function meaningOf(outcome: Outcome, state: BatchState): Words {
  const isTaken = outcome === 'accept' || outcome === 'warn';
  return (isTaken && became[state]) || later[outcome];
}

export const outcomeTones: Record<Outcome, Tone> = {
  accept: 'good',
  warn: 'warn',
  reject: 'bad',
  duplicate: 'plain',
};
