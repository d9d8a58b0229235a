// What every proposal about an account has in common (R2.4.2, 三员分立): a system administrator proposes, a security
// administrator approves, it is about neither of them, and both still stand when it runs.
import { postTitles, refuse, type Post, type Words } from '@shouxin/contract';
import type { Call } from '../../../kernel/call.ts';
import type { Tx } from '../../../kernel/database.ts';
import type { Presented, Proposer } from '../../../kernel/serve.ts';
import { findListed, findUnit, holdersOf, lockAccounts, type Listed } from '../store.ts';

/** Refuses what nobody could approve: the first security administrator is made alone, and reviews from then on. */
export async function requireReviewer(tx: Tx, about?: string): Promise<void> {
  const others = (await holdersOf(tx, 'security')).filter((it) => it.id !== about);
  if (others.length > 0) return;
  refuse('identity.no-security', {
    remedy: {
      zh: '账号事项由安全管理员复核，且不得复核本人账号；请先建立首个或另一名安全管理员',
      en: 'A security administrator reviews accounts, never the own one: make the first, or another, before this',
    },
  });
}

/** At approval: locks everybody concerned; the proposer must still be what they were. Answers the subject, where one is. */
export async function stillBoth(
  call: Call,
  proposer: Pick<Proposer, 'id'>,
  about?: string,
): Promise<Listed | undefined> {
  if (about === call.actor.id || about === proposer.id) refuse('identity.own-account');
  await lockAccounts(call.tx, [call.actor.id, proposer.id, ...(about ? [about] : [])]);
  const proposing = await findListed(call.tx, proposer.id);
  if (proposing?.state !== 'active' || proposing.post !== 'sysadmin') refuse('approvals.stale');
  if (about === undefined) return undefined;
  return (await findListed(call.tx, about)) ?? refuse('not-found');
}

interface Line {
  readonly item: string;
  readonly label: Words;
  readonly proposed: string;
  readonly current?: string | undefined;
}

/** What the second person reads: no customer, no secret. */
export function presented(lines: readonly Line[]): Presented {
  const items = lines.map(({ current, ...it }) => ({
    ...it,
    dualCheck: false,
    ...(current !== undefined && { current }),
  }));
  return { items, images: [], consents: [] };
}

export const lineWords = {
  account: { zh: '账号', en: 'Account' },
  name: { zh: '姓名', en: 'Name' },
  post: { zh: '岗位', en: 'Post' },
  unit: { zh: '机构', en: 'Unit' },
  password: { zh: '密码', en: 'Password' },
  totp: { zh: '动态口令', en: 'Authenticator' },
} as const;

/** Presented values are one text for both languages: Chinese first, as everywhere. */
export function inBoth({ zh, en }: Words): string {
  return zh === en ? zh : `${zh} ${en}`;
}

export function postLine(post: Post): string {
  return inBoth(postTitles[post]);
}

export async function unitLine(tx: Tx, unit: string): Promise<string> {
  const found = await findUnit(tx, unit);
  return found ? `${inBoth({ zh: found.name_zh, en: found.name_en })} (${found.code})` : unit;
}
