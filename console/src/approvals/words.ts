// States of a proposal, and outcomes of a batch.
import type { ProposalCard, Words } from '@shouxin/contract';
import type { Tone } from '../ui/chip.tsx';

export const stateWords: Record<ProposalCard['state'], Words> = {
  pending: { zh: '待复核', en: 'Under review' },
  approved: { zh: '已批准', en: 'Approved' },
  rejected: { zh: '已退回', en: 'Rejected' },
  expired: { zh: '已过期', en: 'Expired' },
  withdrawn: { zh: '已撤回', en: 'Withdrawn' },
};

export const stateTones: Record<ProposalCard['state'], Tone> = {
  pending: 'warn',
  approved: 'good',
  rejected: 'bad',
  expired: 'plain',
  withdrawn: 'plain',
};

export const outcomeWords: Record<string, Words> = {
  accept: { zh: '通过', en: 'Accepted' },
  warn: { zh: '通过并提示', en: 'Accepted with a warning' },
  reject: { zh: '不通过', en: 'Rejected' },
  duplicate: { zh: '重复', en: 'Duplicate' },
};
