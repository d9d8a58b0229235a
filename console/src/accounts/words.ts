// States of an account and kinds of units.
import type { Account, Unit, Words } from '@shouxin/contract';
import type { Tone } from '../ui/chip.tsx';

export const states = [
  'active',
  'locked',
  'disabled',
] as const satisfies readonly Account['state'][];

export const stateWords: Record<Account['state'], Words> = {
  active: { zh: '正常', en: 'Active' },
  locked: { zh: '已锁定', en: 'Locked' },
  disabled: { zh: '已停用', en: 'Disabled' },
};

export const stateTones: Record<Account['state'], Tone> = {
  active: 'good',
  locked: 'warn',
  disabled: 'outline',
};

export const kindWords: Record<Unit['kind'], Words> = {
  entity: { zh: '法人', en: 'Legal entity' },
  branch: { zh: '分支机构', en: 'Branch' },
  department: { zh: '部门', en: 'Department' },
};
