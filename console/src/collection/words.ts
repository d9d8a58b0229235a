// States of an intake, and the words of a list's needs.
import type { IntakeCard, Words } from '@shouxin/contract';
import type { Tone } from '../ui/chip.tsx';

export const intakeWords: Record<IntakeCard['state'], Words> = {
  noticed: { zh: '待告知', en: 'Notice to show' },
  capturing: { zh: '填写中', en: 'Filling in' },
  proposed: { zh: '待复核', en: 'Under review' },
  registered: { zh: '已登记', en: 'Registered' },
  rejected: { zh: '已退回', en: 'Rejected' },
  abandoned: { zh: '已放弃', en: 'Abandoned' },
};

export const intakeTones: Record<IntakeCard['state'], Tone> = {
  noticed: 'plain',
  capturing: 'accent',
  proposed: 'warn',
  registered: 'good',
  rejected: 'bad',
  abandoned: 'plain',
};

/** May be gone on with. */
export function isOpenIntake(state: IntakeCard['state']): boolean {
  return state === 'noticed' || state === 'capturing' || state === 'rejected';
}

export function needWords(need: string): Words {
  if (need === 'required') return { zh: '必填', en: 'Required' };
  if (need === 'optional') return { zh: '可不提供', en: 'Optional' };
  if (need === 'derived') return { zh: '系统得出', en: 'Derived' };
  if (need.startsWith('one_of:')) return { zh: '择一填写', en: 'One of a group' };
  return { zh: '满足条件时', en: 'On a condition' };
}
