// Accounts as a system administrator keeps them alone: listed, unlocked, enabled and disabled. Never one's own (三员分立), and
// whatever takes rights away ends the session at once. What gives rights is in two-persons/.
import {
  refuse,
  type Account,
  type identityOperations,
  type InputOf,
  type OutputOf,
  type Post,
} from '@shouxin/contract';
import type { Call } from '../../kernel/call.ts';
import { hashPassword, newId, type SecretSealer } from '../../kernel/crypto/index.ts';
import { brokenConstraint, type Tx } from '../../kernel/database.ts';
import { bandOf } from '../../kernel/page.ts';
import { failuresSince, lockedUntil, overBy } from './limits.ts';
import { unitOf } from './organisation.ts';
import { allFailures, endSession } from './sessions/store.ts';
import type { Room } from './session.ts';
import * as store from './store.ts';
import { wasEverHeld } from './two-persons/store.ts';

type Operations = typeof identityOperations;

/** Under which name an account's TOTP secret is sealed. */
export const totpName = (accountId: string) => `totp/${accountId}`;

export interface NewAccount {
  readonly account: string;
  readonly displayName: string;
  readonly post: Post;
  /** Unit id. */
  readonly unit: string;
  readonly password: string;
  readonly totpSecret: Uint8Array;
  /** Of the demonstration institution: refused in production, its password never has to change. */
  readonly demonstration: boolean;
  readonly by: string | null;
  readonly at: Date;
}

/** Makes an account with what it is given; appends nothing: the caller's act does. */
export async function addAccount(secrets: SecretSealer, tx: Tx, it: NewAccount): Promise<string> {
  if (!(await store.findUnit(tx, it.unit))) refuse('not-found');
  const id = newId(it.at);
  const account = {
    id,
    name: it.account,
    display_name: it.displayName,
    state: 'active' as const,
    demonstration: it.demonstration,
    created_at: it.at,
    created_by: it.by,
    last_sign_in_at: null,
  };
  const credential = {
    account_id: id,
    password_phc: await hashPassword(it.password),
    password_changed_at: it.at,
    must_change: !it.demonstration,
    totp_sealed: await secrets.seal(totpName(id), it.totpSecret),
  };
  await store.insertAccount(tx, account, credential).catch((error: unknown) => {
    if (brokenConstraint(error) === 'account_name_taken') refuse('identity.account-exists');
    throw error;
  });
  await givePost(tx, { account: id, post: it.post, unit: it.unit, by: it.by, at: it.at });
  return id;
}

interface Giving {
  readonly account: string;
  readonly post: Post;
  readonly unit: string;
  readonly by: string | null;
  readonly at: Date;
}

export function givePost(tx: Tx, { account, post, unit, by, at }: Giving): Promise<void> {
  return store.givePost(tx, {
    id: newId(at),
    account_id: account,
    post,
    unit_id: unit,
    since_at: at,
    until_at: null,
    given_by: by,
    ended_by: null,
  });
}

export async function unlock(
  room: Room,
  call: Call,
  { account }: InputOf<Operations['unlock']>,
): Promise<Account> {
  await lockOther(call, account);
  await room.attempts.clear(call.tx, { who: account, act: call.operation, at: call.at });
  call.append({ facts: { account } });
  return viewOf(room, call, account);
}

export async function setState(
  room: Room,
  call: Call,
  { account, state }: InputOf<Operations['setState']>,
): Promise<Account> {
  await lockOther(call, account, state === 'disabled' ? await securityIds(call.tx) : []);
  if (state === 'disabled') await keepSecurity(call.tx, account);
  await store.changeAccount(call.tx, account, { state });
  if (state === 'disabled') {
    await endSession(call.tx, account, { at: call.at, reason: 'disabled' });
  }
  call.append({ facts: { account, state } });
  return viewOf(room, call, account);
}

/**
 * Locks the account and the administrator's own, in one order: two administrators who disable each other at once do so
 * one after the other, and the second finds itself disabled. So one administrator always remains.
 */
export async function lockOther(
  call: Call,
  id: string,
  also: readonly string[] = [],
): Promise<store.AccountRow> {
  if (id === call.actor.id) {
    refuse('identity.own-account', {
      remedy: { zh: '请由另一名系统管理员办理', en: 'Ask another system administrator' },
    });
  }
  const rows = await store.lockAccounts(call.tx, [id, call.actor.id, ...also]);
  if (rows.get(call.actor.id)?.state !== 'active') refuse('identity.not-permitted');
  return rows.get(id) ?? refuse('not-found');
}

async function securityIds(tx: Tx): Promise<string[]> {
  return (await store.holdersOf(tx, 'security')).map((it) => it.id);
}

/** Without one, nobody could review an account again: a sysadmin who disabled the last would be alone for good. */
async function keepSecurity(tx: Tx, leaving: string): Promise<void> {
  const active = await securityIds(tx);
  if (active.includes(leaving) && active.length === 1) {
    refuse('identity.last-security', {
      remedy: {
        zh: '请先提交新建另一名安全管理员，经复核生效后再停用',
        en: 'Propose another security administrator first, and disable this one afterwards',
      },
    });
  }
}

export async function listAccounts(
  room: Room,
  call: Call,
  { cursor, limit, state }: InputOf<Operations['listAccounts']>,
): Promise<OutputOf<Operations['listAccounts']>> {
  const locked = await lockedNow(room, call);
  const rows = await store.listAccounts(call.tx, {
    after: cursor ?? '',
    limit: limit + 1,
    ...(state === 'locked' ? { state: 'active', only: [...locked] } : { state }),
    ...(state === 'active' && { except: [...locked] }),
  });
  const shown = rows.slice(0, limit);
  call.append({ count: shown.length });
  return {
    items: shown.map((row) => accountOf(room, row, { at: call.at, locked })),
    ...(rows.length > limit && { next: shown.at(-1)?.name }),
    band: bandOf(await store.countAccounts(call.tx)),
    needsSecurity: !(await wasEverHeld(call.tx, 'security')),
  };
}

export async function viewOf(room: Room, call: Call, id: string): Promise<Account> {
  const row = await store.findListed(call.tx, id);
  if (!row) return refuse('not-found');
  return accountOf(room, row, { at: call.at, locked: await lockedNow(room, call) });
}

async function lockedNow(room: Room, { tx, at }: Call): Promise<Set<string>> {
  const limits = room.limits();
  const failed = Map.groupBy(await allFailures(tx, failuresSince(limits, at)), (it) => it.who);
  const isLocked = (times: readonly { at: Date }[]) =>
    lockedUntil(
      times.map((it) => it.at),
      limits,
      at,
    ) !== undefined;
  return new Set([...failed].filter(([, times]) => isLocked(times)).map(([who]) => who));
}

function accountOf(
  room: Room,
  row: store.Listed,
  { at, locked }: { at: Date; locked: ReadonlySet<string> },
): Account {
  const isLocked = row.state === 'active' && locked.has(row.id);
  return {
    id: row.id,
    account: row.name,
    displayName: row.display_name,
    state: isLocked ? 'locked' : row.state,
    mustChangePassword: row.must_change,
    posts: [{ post: row.post, unit: unitOf(row.unit) }],
    lastSignInAt: row.last_sign_in_at?.toISOString() ?? null,
    signedIn: row.session !== null && overBy(row.session, room.limits(), at) === undefined,
  };
}
