// States and acts of media as the clerk says them, and what is old after an act.
import {
  operations,
  type MediumAct,
  type MediumEntry,
  type MediumState,
  type Words,
} from '@shouxin/contract';
import type { Tone } from '../ui/chip.tsx';

export const stateWords: Record<MediumState, Words> = {
  'in-store': { zh: '在库', en: 'In store' },
  expired: { zh: '已到期', en: 'Expired' },
  out: { zh: '已出库', en: 'Out' },
  overdue: { zh: '逾期未还', en: 'Overdue' },
  missing: { zh: '盘点未见', en: 'Missing' },
  destroyed: { zh: '已销毁', en: 'Destroyed' },
};

export const stateTones: Record<MediumState, Tone> = {
  'in-store': 'good',
  expired: 'warn',
  out: 'accent',
  overdue: 'bad',
  missing: 'bad',
  destroyed: 'outline',
};

export const actWords: Record<MediumAct, Words> = {
  registered: { zh: '登记', en: 'Registered' },
  'handed-out': { zh: '出库', en: 'Handed out' },
  'taken-back': { zh: '入库', en: 'Taken back' },
  counted: { zh: '盘点', en: 'Counted' },
  destroyed: { zh: '销毁', en: 'Destroyed' },
};

export const foundWords: Record<NonNullable<MediumEntry['found']>, Words> = {
  present: { zh: '在库', en: 'Present' },
  missing: { zh: '未见', en: 'Missing' },
  'seal-broken': { zh: '封条不完好', en: 'Seal broken' },
};

export const custodyReads = [
  operations.custody.media,
  operations.custody.medium,
  operations.custody.log,
  operations.custody.copies,
  operations.custody.stockTakes,
  operations.desk.desk,
] as const;
