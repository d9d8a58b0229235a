// Acts of the log as stages of a life (采集 存储 使用 传输 共享 销毁, JR/T 0223), and in words. Pure. A value that is taken in is
// stored sealed by the same act, so that such an act counts for two stages and stands under the first.
import { allOperations, type TimelineEvent, type Words } from '@shouxin/contract';

export type Stage = TimelineEvent['stage'];

export const stages: readonly Stage[] = ['collect', 'store', 'use', 'transfer', 'share', 'destroy'];

/** By the longest beginning that fits. */
const stagesByAct: readonly (readonly [string, readonly [Stage, ...Stage[]]])[] = [
  ['customers.register', ['collect', 'store']],
  ['customers.amend', ['collect', 'store']],
  ['customers.add-image', ['collect', 'store']],
  ['customers.verified', ['store']],
  ['customers.reencrypt', ['store']],
  ['customers.undo', ['destroy']],
  ['collection.', ['collect']],
  ['imports.', ['collect']],
  ['consent.', ['collect']],
  ['approvals.', ['collect']],
  ['approvals.view', ['use']],
  ['approvals.image', ['use']],
  ['keys.', ['store']],
  ['backup.', ['store']],
  ['sharing.', ['share']],
  ['sharing.transfer', ['transfer']],
  ['rights.erase', ['destroy']],
  ['retention.', ['destroy']],
  ['keys.shred', ['destroy']],
  ['shredding.', ['destroy']],
];

/** What is not known otherwise is a use: nothing that happened to a customer goes unseen. */
export function stagesOf(act: string): readonly [Stage, ...Stage[]] {
  const fitting = stagesByAct.filter(([beginning]) => act.startsWith(beginning));
  const [longest] = fitting.toSorted((a, b) => b[0].length - a[0].length);
  return longest?.[1] ?? ['use'];
}

const titles = new Map<string, Words>([
  ...allOperations.map((it) => [it.id, it.title] as const),
  ['customers.register', { zh: '登记客户', en: 'Registered' }],
  ['customers.verified', { zh: '核验一致', en: 'Verified: it matched' }],
  ['customers.reencrypt', { zh: '信息重新加密', en: 'Sealed again under new keys' }],
  ['customers.undo', { zh: '撤销导入', en: 'Import undone' }],
  ['shredding.order', { zh: '销毁一类信息', en: 'One class destroyed' }],
  ['consent.record', { zh: '登记同意选择', en: 'Choices of consent recorded' }],
  ['consent.claim', { zh: '登记源系统同意声明', en: 'Claim of consent recorded' }],
  ['disclosure.use', { zh: '系统使用（未显示）', en: 'Used by the system, not shown' }],
  ['disclosure.open', { zh: '打开密封记录', en: 'Sealed record opened' }],
  ['approvals.expire', { zh: '复核事项过期', en: 'Proposal expired' }],
]);

export function titleOf(act: string): Words {
  return titles.get(act) ?? { zh: act, en: act };
}

export interface Tally {
  readonly act: string;
  readonly count: number;
  readonly last: Date;
}

export type Stages = Record<string, { count: number; last: string | null }>;

/** All six, also those in which nothing happened. */
export function stagesFrom(tallies: readonly Tally[]): Stages {
  return Object.fromEntries(
    stages.map((stage) => {
      const mine = tallies.filter(({ act }) => stagesOf(act).includes(stage));
      const lasts = mine.map(({ last }) => last.toISOString()).toSorted();
      const count = mine.reduce((sum, it) => sum + it.count, 0);
      return [stage, { count, last: lasts.at(-1) ?? null }];
    }),
  );
}
