// What is left to do for customers: one line per batch and kind, never one line per customer (R1.4.3). A task is done for a
// customer when what it asked for has happened, not when somebody says so.
import type { collectionOperations, InputOf, OutputOf, TaskCard, Words } from '@shouxin/contract';
import type { Call } from '../../kernel/call.ts';
import { newId } from '../../kernel/crypto/index.ts';
import { bandOf, beforeOf, pageFrom } from '../../kernel/page.ts';
import { addTaskMembers, doneFor, tasksFor, type StoredTask } from './store.ts';

type Operations = typeof collectionOperations;

const titles: Record<TaskCard['kind'], Words> = {
  'document-renewal': {
    zh: '证件已过期，请客户更新证件',
    en: 'Documents expired: ask for renewal',
  },
  'consent-evidence': { zh: '补充同意凭证', en: 'Obtain evidence of consent' },
  'document-image': { zh: '补录证件影像', en: 'Add document images' },
  'occupation-label': { zh: '职业归入代码表', en: 'Classify occupations' },
  'duplicate-review': { zh: '疑似重复客户核对', en: 'Review possible duplicates' },
  'over-collection': { zh: '来源含禁采信息', en: 'Forbidden items in the source' },
};

export interface TasksToAdd {
  readonly kind: TaskCard['kind'];
  readonly batch?: string;
  readonly dueOn?: string;
  /** A member is worked by the unit that keeps the customer. */
  readonly members: readonly {
    readonly customer: string;
    readonly unit: string;
    readonly record?: number;
  }[];
}

/** Adds customers to the group of their batch and kind, making it at the first; the caller's act leaves the entry. */
export async function addTasks(call: Pick<Call, 'tx' | 'at'>, it: TasksToAdd): Promise<void> {
  if (it.members.length === 0) return;
  const group = { task: newId(call.at), kind: it.kind, title: titles[it.kind], createdAt: call.at };
  const scope = { batch: it.batch ?? null, unit: null, dueOn: it.dueOn ?? null };
  await addTaskMembers(call.tx, { ...group, ...scope }, it.members);
}

/** Kinds that an amendment of these items settles. */
export async function settleTasks(
  call: Pick<Call, 'tx' | 'at' | 'actor'>,
  it: { readonly customer: string; readonly items: readonly string[] },
): Promise<void> {
  const settles: readonly [string, TaskCard['kind']][] = [
    ['NP11', 'document-renewal'],
    ['NP13', 'document-image'],
    ['NP05', 'occupation-label'],
  ];
  const kinds = settles.filter(([item]) => it.items.includes(item)).map(([, kind]) => kind);
  if (kinds.length === 0) return;
  await doneFor(call.tx, { customer: it.customer, kinds, account: call.actor.id, at: call.at });
}

/** No claim of this customer is left to be confirmed: nothing remains to obtain. */
export async function settleConsent(
  call: Pick<Call, 'tx' | 'at' | 'actor'>,
  customer: string,
): Promise<void> {
  const kinds = ['consent-evidence'];
  await doneFor(call.tx, { customer, kinds, account: call.actor.id, at: call.at });
}

export async function listTasks(
  call: Call,
  { cursor, limit, kind, state }: InputOf<Operations['tasks']>,
): Promise<OutputOf<Operations['tasks']>> {
  const page = { before: beforeOf(cursor), max: limit + 1 };
  const asked = { unit: unitSeen(call), kind, state, ...page };
  const found = await tasksFor(call.tx, asked);
  const band = bandOf(found.count);
  const shown = pageFrom(found.rows, { limit, band, cursorOf: (row) => row.task });
  call.append({ count: shown.items.length });
  return { ...shown, items: shown.items.map(cardOf) };
}

/** At the counter one's own customers; who works for the whole institution sees every group and opens none. */
export function unitSeen({ actor }: Pick<Call, 'actor'>): string | undefined {
  return actor.post === 'teller' ? actor.unit.id : undefined;
}

export function cardOf(row: StoredTask): TaskCard {
  return {
    task: row.task,
    kind: row.kind,
    title: row.title,
    count: row.count,
    done: row.done,
    ...(row.batch !== null && { batch: row.batch }),
    createdAt: row.createdAt.toISOString(),
    dueOn: row.dueOn,
    state: row.done >= row.count ? 'closed' : 'open',
  };
}
