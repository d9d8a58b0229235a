// What waits for whom, post by post: each source asks one room and turns its answer into lines of the queue. The desk's own
// entry covers the reading, so what the rooms would append for a list of their own is left out here.
import type { OutputOf, Post, ProposalCard, Words, operations } from '@shouxin/contract';
import type { Approvals } from '../controls/approvals/index.ts';
import type { Call } from '../kernel/call.ts';
import type { Route, Routes } from '../kernel/serve.ts';
import type { DeskPart, DeskSource } from '../records/desk/index.ts';
import type { Drills } from '../records/drills/index.ts';
import type { Controls } from './controls.ts';
import { logFigures, postFigures, postsWithFigures, recoveryFigure } from './desk-figures.ts';

type Item = NonNullable<DeskPart['waiting']>[number];

const quiet = (call: Call): Call => ({ ...call, append: () => '' });
const soonMs = 8 * 3_600_000;

/** Derived by a room from the day: it ends by itself when what is due has been done. */
interface Reminder {
  readonly id: string;
  readonly title: Words;
  readonly detail: Words;
  readonly at: Date;
  readonly dueOn: string | null;
  /** Where it is due at a time, not on a day. */
  readonly dueAt?: Date | null;
  readonly to: string;
  readonly isLate: boolean;
}

export interface DeskParts {
  readonly controls: Controls;
  readonly approvals: Approvals;
  /** What rooms remind of, by the kind under which the desk shows it. */
  readonly reminders: Readonly<
    Record<'storage' | 'plan' | 'custody' | 'backup' | 'drill', (call: Call) => Promise<Reminder[]>>
  >;
  readonly drills: Pick<Drills, 'standing'>;
  /** Rooms' own lists, by operation. */
  readonly routes: () => Routes;
}

export function createDeskSources(parts: DeskParts): DeskSource[] {
  return [
    source(['reviewer', 'owner', 'security', 'dpo'], (call) => waitingReviews(parts, call)),
    source(['teller', 'ops', 'sysadmin', 'security'], (call) => proposals(parts, call)),
    source(['sysadmin', 'security'], (call) => handOvers(parts, call)),
    source(['security', 'compliance'], (call) => reminded(parts, call, 'storage')),
    source(['security', 'compliance'], (call) => reminded(parts, call, 'plan')),
    source(['ops', 'security'], (call) => reminded(parts, call, 'custody')),
    source(['ops', 'security'], (call) => reminded(parts, call, 'backup')),
    source(['ops', 'security'], (call) => reminded(parts, call, 'drill')),
    source(['teller'], (call) => intakes(parts, call)),
    source(['ops'], (call) => batches(parts, call)),
    source(['teller', 'ops', 'dpo'], (call) => tasks(parts, call)),
    source(['dpo'], (call) => cases(parts, call)),
    source(postsWithFigures, (call) => postFigures(parts.controls, call)),
    source(['security', 'auditor'], (call) => logFigures(parts.controls, call)),
    source(['ops', 'security', 'dpo'], (call) => recoveryFigure(parts.drills, call)),
  ];
}

function source(posts: readonly Post[], gather: (call: Call) => Promise<DeskPart>): DeskSource {
  return { posts, gather: (call) => gather(quiet(call)) };
}

async function listed<T>(
  parts: DeskParts,
  call: Call,
  { act, input }: { act: keyof typeof acts; input: object },
): Promise<T | undefined> {
  const route: Route | undefined = parts.routes().get(acts[act]);
  if (typeof route !== 'function') return undefined;
  return (await route(call, { limit: 20, ...input })) as T;
}

const acts = {
  intakes: 'collection.intakes',
  batches: 'imports.batches',
  tasks: 'collection.tasks',
  cases: 'collection.over-collection',
} as const;

async function waitingReviews({ approvals }: DeskParts, call: Call): Promise<DeskPart> {
  const { items } = await approvals.queues.waiting(call, { limit: 20, state: 'pending' });
  return { waiting: items.filter((it) => it.mayDecide).map((it) => ofProposal(it, call.at)) };
}

async function proposals({ approvals }: DeskParts, call: Call): Promise<DeskPart> {
  const { items } = await approvals.queues.mine(call, { limit: 10 });
  return {
    proposedByMe: items.map((it) => ({ ...ofProposal(it, call.at), to: '/approvals/mine' })),
  };
}

const states: Record<ProposalCard['state'], { zh: string; en: string }> = {
  pending: { zh: '待复核', en: 'waiting' },
  approved: { zh: '已批准', en: 'approved' },
  rejected: { zh: '已退回', en: 'rejected' },
  expired: { zh: '已过期', en: 'expired' },
  withdrawn: { zh: '已撤回', en: 'withdrawn' },
};

function ofProposal(it: ProposalCard, now: Date): Item {
  const leftMs = Date.parse(it.expiresAt) - now.getTime();
  const state = states[it.state];
  return {
    kind: 'approval',
    id: it.proposal,
    title: it.title,
    detail: {
      zh: `${it.subject.label} · ${it.proposedBy.displayName} · ${state.zh}`,
      en: `${it.subject.label} · ${it.proposedBy.displayName} · ${state.en}`,
    },
    at: it.proposedAt,
    dueAt: it.state === 'pending' ? it.expiresAt : null,
    to: `/approvals/${it.proposal}`,
    tone: it.state === 'pending' && leftMs < soonMs ? 'soon' : 'normal',
  };
}

async function handOvers({ controls }: DeskParts, call: Call): Promise<DeskPart> {
  const items = await controls.identity.waitingHandOvers(call);
  return {
    waiting: items.map((it) => ({
      kind: 'account',
      id: it.handOver,
      title:
        it.kind === 'password'
          ? { zh: '领取并交付初始密码', en: 'Take and hand over a password' }
          : { zh: '领取并交付动态口令', en: 'Take and hand over an authenticator' },
      detail: { zh: `${it.account} · ${it.displayName}`, en: `${it.account} · ${it.displayName}` },
      at: it.since,
      dueAt: it.until,
      to: '/accounts/hand-overs',
      tone: Date.parse(it.until) - call.at.getTime() < soonMs ? 'soon' : 'normal',
    })),
  };
}

async function reminded(
  { reminders }: DeskParts,
  call: Call,
  kind: keyof DeskParts['reminders'],
): Promise<DeskPart> {
  const items = await reminders[kind](call);
  return {
    waiting: items.map((it) => ({
      kind: kind === 'drill' ? 'backup' : kind,
      id: it.id,
      title: it.title,
      detail: it.detail,
      at: it.at.toISOString(),
      dueAt: it.dueAt ? it.dueAt.toISOString() : it.dueOn && endOfDay(it.dueOn),
      to: it.to,
      tone: it.isLate ? 'late' : 'soon',
    })),
  };
}

/** A day of the institution ends at midnight in China. */
function endOfDay(date: string): string {
  return new Date(`${date}T23:59:59+08:00`).toISOString();
}

type Listed<T extends { output: unknown }> = OutputOf<T>;
type Intakes = Listed<(typeof operations.collection)['intakes']>;
type Batches = Listed<(typeof operations.imports)['batches']>;
type Tasks = Listed<(typeof operations.collection)['tasks']>;
type Cases = Listed<(typeof operations.collection)['overCollection']>;

async function intakes(parts: DeskParts, call: Call): Promise<DeskPart> {
  const found = await listed<Intakes>(parts, call, { act: 'intakes', input: {} });
  const open = (found?.items ?? []).filter((it) =>
    ['noticed', 'capturing', 'rejected'].includes(it.state),
  );
  return {
    waiting: open.map((it) => ({
      kind: 'intake',
      id: it.intake,
      title:
        it.state === 'rejected'
          ? { zh: '采集被退回，请更正后重提', en: 'Intake rejected: correct and propose again' }
          : { zh: '采集未完成', en: 'Unfinished intake' },
      detail: { zh: it.list, en: it.list },
      at: it.startedAt,
      dueAt: null,
      to: `/collection/${it.intake}`,
      tone: it.state === 'rejected' ? 'soon' : 'normal',
    })),
  };
}

const openBatches: readonly string[] = [
  'uploaded',
  'mapped',
  'checking',
  'checked',
  'applying',
  'failed',
];

async function batches(parts: DeskParts, call: Call): Promise<DeskPart> {
  const found = await listed<Batches>(parts, call, { act: 'batches', input: {} });
  const open = (found?.items ?? []).filter((it) => openBatches.includes(it.state));
  return {
    waiting: open.map((it) => ({
      kind: 'batch',
      id: it.batch,
      title: { zh: '导入批次待处理', en: 'Batch to be worked on' },
      detail: { zh: `${it.source} · ${it.list}`, en: `${it.source} · ${it.list}` },
      at: it.createdAt,
      dueAt: null,
      to: `/imports/${it.batch}`,
      tone: it.state === 'failed' ? 'late' : 'normal',
    })),
  };
}

async function tasks(parts: DeskParts, call: Call): Promise<DeskPart> {
  const found = await listed<Tasks>(parts, call, { act: 'tasks', input: {} });
  const open = (found?.items ?? []).filter((it) => it.state === 'open');
  return {
    waiting: open.map((it) => ({
      kind: 'task',
      id: it.task,
      title: it.title,
      detail: { zh: `已办 ${it.done} / ${it.count}`, en: `${it.done} of ${it.count} done` },
      at: it.createdAt,
      dueAt: null,
      to: call.actor.post === 'teller' ? `/collection/tasks/${it.task}` : '/collection/tasks',
      tone: 'normal',
    })),
  };
}

async function cases(parts: DeskParts, call: Call): Promise<DeskPart> {
  const found = await listed<Cases>(parts, call, { act: 'cases', input: { state: 'open' } });
  return {
    waiting: (found?.items ?? []).map((it) => ({
      kind: 'over-collection',
      id: it.case,
      title: { zh: `过度采集：${it.label.zh}`, en: `Over-collection: ${it.label.en}` },
      detail: { zh: `${it.source} · ${it.count} 次`, en: `${it.source} · ${it.count} times` },
      at: it.at,
      dueAt: null,
      to: '/collection/over-collection',
      tone: 'soon',
    })),
  };
}
