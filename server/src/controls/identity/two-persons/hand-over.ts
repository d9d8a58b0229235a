// Who proposed takes the password, who approved takes the authenticator (decision 0017): neither can sign in alone, and the
// holder needs both. A secret is made when it is taken; until then the account has credentials that nobody knows.
import {
  refuse,
  type HandOver,
  type identityOperations,
  type InputOf,
  type OutputOf,
} from '@shouxin/contract';
import type { Call } from '../../../kernel/call.ts';
import { hashPassword, newId } from '../../../kernel/crypto/index.ts';
import { totpName } from '../accounts.ts';
import { after, madePassword } from '../limits.ts';
import { newTotpSecret, totpUri } from '../one-time-code.ts';
import type { Room } from '../session.ts';
import { changeCredential } from '../store.ts';
import * as store from './store.ts';

type Operations = typeof identityOperations;

export interface ToHandOver {
  readonly account: string;
  readonly reason: 'created' | 'reset';
  readonly proposal: string | null;
  /** Account id of who takes it; absent where the holder keeps what they have. */
  readonly password: string;
  readonly totp?: string | undefined;
}

export async function openHandOvers(room: Room, call: Call, it: ToHandOver): Promise<void> {
  await store.closeHandOvers(call.tx, it.account, call.at);
  for (const kind of ['password', 'totp'] as const) {
    const taker = it[kind];
    if (taker === undefined) continue;
    await store.insertHandOver(call.tx, {
      id: newId(call.at),
      account_id: it.account,
      kind,
      reason: it.reason,
      for_account: taker,
      proposal: it.proposal,
      made_at: call.at,
      until_at: after(call.at, room.limits().handOverHours * 60),
      closed_at: null,
    });
  }
}

/** Without a trace of its own: for the operation below and for the desk. */
export async function waitingHandOvers(call: Call): Promise<HandOver[]> {
  return (await store.handOversFor(call.tx, call.actor.id, call.at)).map(shown);
}

export async function listHandOvers(call: Call): Promise<OutputOf<Operations['listHandOvers']>> {
  const items = await waitingHandOvers(call);
  call.append({ count: items.length });
  return { items };
}

export async function takeHandOver(
  room: Room,
  call: Call,
  { handOver }: InputOf<Operations['handOver']>,
): Promise<OutputOf<Operations['handOver']>> {
  const it = await store.findHandOver(call.tx, handOver);
  if (it?.for_account !== call.actor.id) return refuse('not-found');
  if (!(await store.closeHandOver(call.tx, it.id, call.at))) {
    refuse('identity.handed-over', {
      remedy: {
        zh: '如未交到本人手中，请重新提交重置密码',
        en: 'If it did not reach the holder, propose another reset',
      },
    });
  }
  const secret =
    it.kind === 'password' ? await newPassword(call, it) : await newTotp(room, call, it);
  const proposal = it.proposal ?? undefined;
  call.append({ facts: { account: it.account_id, kind: it.kind, ...(proposal && { proposal }) } });
  return { ...shown(it), ...secret };
}

async function newPassword(call: Call, it: store.Waiting) {
  const password = madePassword();
  await changeCredential(call.tx, it.account_id, {
    password_phc: await hashPassword(password),
    password_changed_at: call.at,
    must_change: true,
  });
  return { password };
}

async function newTotp(room: Room, call: Call, it: store.Waiting) {
  const secret = newTotpSecret();
  const sealed = await room.secrets.seal(totpName(it.account_id), secret);
  await changeCredential(call.tx, it.account_id, { totp_sealed: sealed });
  return { totpUri: totpUri(it.name, secret) };
}

function shown(it: store.Waiting): HandOver {
  return {
    handOver: it.id,
    kind: it.kind,
    reason: it.reason,
    account: it.name,
    displayName: it.display_name,
    since: it.made_at.toISOString(),
    until: it.until_at.toISOString(),
  };
}
