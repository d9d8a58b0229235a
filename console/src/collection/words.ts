// States of an intake.
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
