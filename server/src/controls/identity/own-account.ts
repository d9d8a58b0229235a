// What a signed-in person does to the own session and credentials: step up, change the password, sign out, look.
import { refuse, type identityOperations, type InputOf, type Me } from '@shouxin/contract';
import type { Call } from '../../kernel/call.ts';
import { checkPassword, hashPassword } from '../../kernel/crypto/index.ts';
import { invariant } from '../../kernel/invariant.ts';
import { totpName } from './accounts.ts';
import { after, passwordFaults } from './limits.ts';
import { secondsUntilNext, stepOf } from './one-time-code.ts';
import {
  endSession,
  oldPasswords,
  replacePassword,
  setSteppedUp,
  useCode,
} from './sessions/store.ts';
import { meOf, tokenHashOf, type Room } from './session.ts';
import { findById, lockAccounts, type Credentials } from './store.ts';

type Operations = typeof identityOperations;

export async function me(room: Room, call: Call): Promise<Me> {
  call.append({});
  return meOf(room, call, tokenHashOf(call.actor));
}

/** Nobody is who calls without a session. */
export async function session(room: Room, call: Call): Promise<{ me: Me | null }> {
  if (call.actor.session !== '') return { me: await me(room, call) };
  call.append({});
  return { me: null };
}

export async function signOut(call: Call): Promise<Record<string, never>> {
  await endSession(call.tx, call.actor.id, { at: call.at, reason: 'signed-out' });
  call.append({});
  call.reply.sessionToken = null;
  return {};
}

/** A fresh code opens what asks for one, for some minutes. Guesses count as at sign-in. */
export async function stepUp(room: Room, call: Call, { totp }: InputOf<Operations['stepUp']>) {
  const account = await accountOf(call);
  return room.attempts.counted({ ...trialOf(call), clearsIn: call.tx }, async () => {
    const secret = await room.secrets.open(totpName(account.id), account.totp_sealed);
    const window = room.limits().totpWindowSteps;
    const step = stepOf(secret, totp, { at: call.at, window });
    if (step === undefined) refuse('identity.wrong-code');
    await useUp(call, account.id, step);
    const until = after(call.at, room.limits().stepUpMinutes);
    await setSteppedUp(call.tx, tokenHashOf(call.actor), until);
    call.append({});
    return { steppedUpUntil: until.toISOString() };
  });
}

/** A code is accepted once (RFC 6238, 5.2), by the act that succeeds: a rollback gives it back. */
export async function useUp(call: Call, accountId: string, step: number): Promise<void> {
  const used = { account_id: accountId, step, used_at: call.at, act: call.operation };
  if (await useCode(call.tx, used)) return;
  refuse('identity.code-used', { facts: { waitSeconds: secondsUntilNext(step, call.at) } });
}

/**
 * Proves the password only. That does not clear the count of failures: else whoever has a stolen session and the
 * password could guess codes for ever.
 */
export async function changePassword(
  room: Room,
  call: Call,
  { password, newPassword }: InputOf<Operations['changePassword']>,
): Promise<Record<string, never>> {
  await lockAccounts(call.tx, [call.actor.id]);
  const account = await accountOf(call);
  return room.attempts.counted(trialOf(call), async () => {
    const check = await checkPassword(password, account.password_phc);
    if (!check.matches) refuse('identity.wrong-credentials');
    await setNewPassword(room, call, { account, newPassword });
    call.append({});
    return {};
  });
}

interface NewPassword {
  readonly account: Credentials;
  readonly newPassword: string;
}

/** Refuses with every fault at once; a password of the history is looked for only when nothing else is wrong. */
export async function setNewPassword(room: Room, call: Call, it: NewPassword): Promise<void> {
  const { account, newPassword: password } = it;
  const limits = room.limits();
  const faults = (wasUsed: boolean) =>
    passwordFaults({ password, account: account.name, wasUsed }, limits);
  const isPlainlyGood = faults(false).length === 0;
  const reasons = faults(isPlainlyGood && (await wasUsed(room, call, it)));
  if (reasons.length > 0) refuse('identity.password-weak', { reasons });
  const phc = await hashPassword(password);
  await replacePassword(call.tx, account.id, { phc, mustChange: false, at: call.at });
}

async function wasUsed(room: Room, call: Call, it: NewPassword): Promise<boolean> {
  const older = room.limits().passwordHistory - 1;
  const before = await oldPasswords(call.tx, it.account.id, older);
  for (const phc of [it.account.password_phc, ...before]) {
    if ((await checkPassword(it.newPassword, phc)).matches) return true;
  }
  return false;
}

async function accountOf(call: Call): Promise<Credentials> {
  const account = await findById(call.tx, call.actor.id);
  invariant(account, 'a signed-in actor has an account');
  return account;
}

function trialOf(call: Call) {
  return { who: call.actor.id, act: call.operation, address: call.actor.address, at: call.at };
}
