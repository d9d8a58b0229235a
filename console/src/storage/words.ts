// States of assessments, bindings and uses as a security administrator says them, and what is old after an act.
import {
  operations,
  type AssetCard,
  type BindingCard,
  type UseCard,
  type Words,
} from '@shouxin/contract';
import type { Tone } from '../ui/chip.tsx';

type Assessment = AssetCard['assessment']['state'];

export const assessmentWords: Record<Assessment, Words> = {
  valid: { zh: '有效', en: 'Valid' },
  expiring: { zh: '将到期', en: 'Runs out soon' },
  expired: { zh: '评估过期', en: 'Expired' },
  failed: { zh: '评估不通过', en: 'Failed' },
  outdated: { zh: '变更后未评估', en: 'Changed since' },
  none: { zh: '未评估', en: 'Never assessed' },
};

export const assessmentTones: Record<Assessment, Tone> = {
  valid: 'good',
  expiring: 'warn',
  expired: 'bad',
  failed: 'bad',
  outdated: 'bad',
  none: 'outline',
};

export const bindingWords: Record<BindingCard['state'], Words> = {
  'in-force': { zh: '有效', en: 'In force' },
  expiring: { zh: '评估将到期', en: 'Assessment runs out' },
  expired: { zh: '评估无效', en: 'Not validly assessed' },
};

export const bindingTones: Record<BindingCard['state'], Tone> = {
  'in-force': 'good',
  expiring: 'warn',
  expired: 'bad',
};

export const useTones: Record<UseCard['state'], Tone> = {
  'in-order': 'good',
  expiring: 'warn',
  expired: 'bad',
  unbound: 'bad',
  unregistered: 'bad',
  'not-used': 'outline',
};

/** After a proposal nothing of the register has changed yet. */
export const proposalReads = [operations.approvals.mine, operations.desk.desk] as const;

export const registerReads = [
  operations.storage.list,
  operations.storage.view,
  operations.storage.assessments,
  operations.storage.uses,
  operations.storage.controls,
  operations.desk.desk,
] as const;
