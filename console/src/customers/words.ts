// The fixed words of the customer pages, in both languages.
import type { Words } from '@shouxin/contract';
import type { Tone } from '../ui/chip.tsx';

export const relationWords: Record<'own' | 'same-branch' | 'none', Words> = {
  own: { zh: '我的客户', en: 'My customer' },
  'same-branch': { zh: '本网点客户', en: 'Customer of my branch' },
  none: { zh: '非本网点客户', en: 'Of another branch' },
};

export const standingWords: Record<'normal' | 'restricted' | 'pending', Words> = {
  normal: { zh: '正常', en: 'Normal' },
  restricted: { zh: '限制处理', en: 'Restricted' },
  pending: { zh: '待复核', en: 'Under review' },
};

export const standingTones: Record<'normal' | 'restricted' | 'pending', Tone> = {
  normal: 'good',
  restricted: 'bad',
  pending: 'warn',
};

export const freshWords: Record<'fresh' | 'due' | 'stale', Words> = {
  fresh: { zh: '有效', en: 'Fresh' },
  due: { zh: '待更新', en: 'To renew' },
  stale: { zh: '已过时', en: 'Out of date' },
};

export const freshTones = { fresh: 'good', due: 'warn', stale: 'bad' } as const;

export const consentWords: Record<'given' | 'refused' | 'withdrawn' | 'claimed' | 'none', Words> = {
  given: { zh: '已同意', en: 'Given' },
  refused: { zh: '未同意', en: 'Refused' },
  withdrawn: { zh: '已撤回', en: 'Withdrawn' },
  claimed: { zh: '缺凭证', en: 'No evidence' },
  none: { zh: '未征询', en: 'Not asked' },
};

export const stageWords: Record<string, Words> = {
  collect: { zh: '采集', en: 'Collected' },
  store: { zh: '存储', en: 'Stored' },
  use: { zh: '使用', en: 'Used' },
  transfer: { zh: '传输', en: 'Moved' },
  share: { zh: '共享', en: 'Shared' },
  destroy: { zh: '销毁', en: 'Destroyed' },
};
export const stages = ['collect', 'store', 'use', 'transfer', 'share', 'destroy'] as const;
