// States of a plan as staff say them, and what is old after an act.
import { operations, type PlanState, type Words } from '@shouxin/contract';
import type { Tone } from '../ui/chip.tsx';

export const stateWords: Record<PlanState, Words> = {
  'in-force': { zh: '有效', en: 'In force' },
  due: { zh: '待复审', en: 'Due for review' },
  overdue: { zh: '逾期未复审', en: 'Overdue' },
  retired: { zh: '已废止', en: 'Retired' },
};

export const stateTones: Record<PlanState, Tone> = {
  'in-force': 'good',
  due: 'warn',
  overdue: 'bad',
  retired: 'outline',
};

/** A proposal changes nothing of the plans yet, but a draft it was written on is used up. */
export const proposalReads = [
  operations.approvals.mine,
  operations.plans.returned,
  operations.desk.desk,
] as const;
