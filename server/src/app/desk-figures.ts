// At most three figures for a post, each with the trend of the last days: counts of entries of the log, never a value. What a
// figure counts is data, so that every post has its own and each says what it counts.
import type { Post } from '@shouxin/contract';
import { countDaily, type DailyAsked } from '../controls/audit/index.ts';
import type { Call } from '../kernel/call.ts';
import type { DeskPart } from '../records/desk/index.ts';
import type { Drills } from '../records/drills/index.ts';
import { businessDate } from '../kernel/clock.ts';
import type { Controls } from './controls.ts';

type Figure = NonNullable<DeskPart['figures']>[number];
const trendDays = 14;

interface Counted extends Pick<DailyAsked, 'acts' | 'of' | 'which'> {
  readonly key: string;
  readonly zh: string;
  readonly en: string;
  /** Of the whole institution; else one's own. */
  readonly isAll?: boolean;
}

const opened: Counted = {
  key: 'views',
  zh: '今日打开的客户',
  en: 'Customers opened today',
  acts: ['customers.view'],
  of: 'subjects',
};
const revealed: Counted = {
  key: 'reveals',
  zh: '今日查看明文的客户（位）',
  en: 'Customers revealed today',
  acts: ['customers.reveal'],
  of: 'subjects',
};
const revealedByAll: Counted = {
  ...revealed,
  zh: '今日被查看明文的客户（全行）',
  en: 'Customers revealed today, all staff',
  isAll: true,
};
const refusedToAll: Counted = {
  key: 'refusals',
  zh: '今日被拒绝的查看（全行）',
  en: 'Views and reveals refused today, all staff',
  acts: ['customers.search', 'customers.view', 'customers.reveal', 'customers.verify'],
  which: 'refused',
  isAll: true,
};
const registeredByAll: Counted = {
  key: 'registered',
  zh: '今日登记的客户（全行）',
  en: 'Customers registered today, all',
  acts: ['customers.register'],
  of: 'subjects',
  isAll: true,
};
const approved: Counted = {
  key: 'approved',
  zh: '今日批准',
  en: 'Approved today',
  acts: ['approvals.approve'],
};
const rejected: Counted = {
  key: 'rejected',
  zh: '今日退回',
  en: 'Rejected today',
  acts: ['approvals.reject'],
};
const proposed = (acts: readonly string[]): Counted => ({
  key: 'proposed',
  zh: '今日提交复核',
  en: 'Proposed today',
  acts,
  which: 'proposed',
});

const accountActs = ['create-account', 'set-post', 'set-state', 'reset-password', 'unlock'];

/** The three that matter to each post; security and auditor watch the log itself, and who answers for recovery has its figure third. */
const figuresOf: Partial<Record<Post, readonly Counted[]>> = {
  teller: [opened, revealed, proposed(['collection.submit', 'customers.amend'])],
  reviewer: [approved, rejected, opened],
  owner: [approved, rejected, registeredByAll],
  compliance: [revealedByAll, refusedToAll, registeredByAll],
  dpo: [
    revealedByAll,
    {
      key: 'withdrawn',
      zh: '今日撤回的同意（全行）',
      en: 'Consents withdrawn today, all',
      acts: ['consent.withdraw'],
      isAll: true,
    },
  ],
  ops: [
    { key: 'uploads', zh: '今日上传批次', en: 'Batches uploaded today', acts: ['imports.upload'] },
    proposed(['imports.propose']),
  ],
  sysadmin: [
    {
      key: 'sign-ins',
      zh: '今日登录（全行）',
      en: 'Sign-ins today, all',
      acts: ['identity.sign-in'],
      isAll: true,
    },
    {
      key: 'failed-sign-ins',
      zh: '今日登录失败（全行）',
      en: 'Failed sign-ins today, all',
      acts: ['identity.sign-in'],
      which: 'refused',
      isAll: true,
    },
    {
      key: 'accounts',
      zh: '今日账号变更',
      en: 'Changes of accounts today',
      acts: accountActs.map((it) => `identity.${it}`),
      isAll: true,
    },
  ],
};

async function figure(call: Call, it: Counted): Promise<Figure> {
  const { key, zh, en, isAll, ...asked } = it;
  const trend = await countDaily(call.tx, {
    ...asked,
    ...(!isAll && { actor: call.actor.id }),
    days: trendDays,
    until: call.at,
  });
  return { key, label: { zh, en }, value: String(trend.at(-1) ?? 0), trend };
}

export const postsWithFigures = Object.keys(figuresOf) as Post[];

export async function postFigures(controls: Controls, call: Call): Promise<DeskPart> {
  const figures: Figure[] = [];
  for (const it of figuresOf[call.actor.post] ?? []) figures.push(await figure(call, it));
  if (call.actor.post !== 'teller') return { figures };
  const { used, max } = await controls.disclosure.budget(call);
  return {
    figures: figures.map((it) =>
      it.key === revealed.key ? { ...it, value: `${used} / ${max}` } : it,
    ),
  };
}

/** Security has the third place for recovery, and leaves the size of the log to the auditor. */
export async function logFigures(controls: Controls, call: Call): Promise<DeskPart> {
  const [last, waiting, reveals] = await Promise.all([
    controls.audit.checkpoint(),
    controls.audit.waiting(),
    figure(call, revealedByAll),
  ]);
  const size: Figure = {
    key: 'size',
    label: { zh: '日志条数', en: 'Entries in the log' },
    value: String(last?.size ?? 0),
    trend: [],
  };
  const queued: Figure = {
    key: 'waiting',
    label: { zh: '待入链', en: 'Waiting for the tree' },
    value: String(waiting),
    trend: [],
  };
  return { figures: [...(call.actor.post === 'security' ? [] : [size]), queued, reveals] };
}

/** On which day it was last proven that the institution comes back; the page behind it says the rest. */
export async function recoveryFigure(
  { standing }: Pick<Drills, 'standing'>,
  call: Call,
): Promise<DeskPart> {
  const { provenAt } = await standing(call);
  const label = { zh: '可恢复性：最近证明', en: 'Recovery last proven' };
  const value = provenAt === null ? '—' : businessDate(new Date(provenAt));
  return { figures: [{ key: 'recovery', label, value, trend: [] }] };
}
