// Signing in: account, password and one-time code are proven together, and only then is anything said about the account.
// Unknown account, wrong password and wrong code are one answer that takes one time. The code is used up by the sign-in
// that succeeds, because a refusal rolls its use back: so the same code serves again with `endOther` (R I6.3).
import { refuse, type identityOperations, type InputOf, type OutputOf } from '@shouxin/contract';
import type { Actor, Call } from '../../kernel/call.ts';
import {
  checkAbsentPassword,
  checkPassword,
  hashPassword,
  isSameBytes,
  randomBytes,
  type Agreed,
  type SecretSealer,
} from '../../kernel/crypto/index.ts';
import { isPasswordOld, overBy } from './limits.ts';
import { stepOf } from './one-time-code.ts';
import { totpName } from './accounts.ts';
import { setNewPassword, useUp } from './own-account.ts';
import { invariant } from '../../kernel/invariant.ts';
import { agreeOn, sealProofKey } from './sessions/proof.ts';
import { endSession, findOpenSession, findSession, insertSession } from './sessions/store.ts';
import { actorOf, meOf, newToken, type Room } from './session.ts';
import {
  changeAccount,
  changeCredential,
  findById,
  findByName,
  lockAccounts,
  type Credentials,
} from './store.ts';

type Input = InputOf<typeof identityOperations.signIn>;
type SignedIn = OutputOf<typeof identityOperations.signIn>;

/** Both factors were right for these credentials. */
interface Proof {
  readonly account: Credentials;
  readonly step: number;
  readonly isStale: boolean;
}

export async function signIn(room: Room, call: Call, input: Input): Promise<SignedIn> {
  const agreed = agreeOn(input.proofKey);
  const name = input.account.trim().toLowerCase();
  const account = await findByName(call.tx, name);
  const trial = {
    who: await room.attempts.whoIs(account?.id, name),
    act: call.operation,
    address: call.actor.address,
    at: call.at,
    clearsIn: call.tx,
  };
  const signedIn = room.attempts.counted(trial, async () => {
    const proof = await prove(room, { account, input, at: call.at });
    await admit(call, proof);
    const passwordChanged = await renewPassword(room, call, { proof, input });
    const endedOther = await endOther(room, call, { proof, input });
    const { token, tokenHash } = await begin(room, call, { proof, input, agreed });
    await changeAccount(call.tx, proof.account.id, { last_sign_in_at: call.at });
    const actor = await whoIsIn(call, tokenHash);
    const { id } = proof.account;
    const facts = { account: id, endedOther, passwordChanged, bound: agreed !== undefined };
    call.append({ actor, facts });
    call.reply.sessionToken = token;
    const me = await meOf(room, call, tokenHash);
    return { ...me, ...(agreed && { proofKey: agreed.publicKey }) };
  });
  return signedIn.catch((error: unknown) => {
    // Whoever tried is not known, but at which account is: its holder and the auditor must find it (R1.5.3).
    call.append({ tried: trial.who });
    throw error;
  });
}

/** A session under a new token, bound to the key that was agreed on. */
async function begin(
  room: Room,
  call: Call,
  { proof, input, agreed }: Admitted & { readonly agreed: Agreed | undefined },
) {
  const { token, tokenHash, csrf } = newToken();
  await insertSession(call.tx, {
    token_hash: tokenHash,
    account_id: proof.account.id,
    csrf,
    terminal: input.terminal ?? call.actor.terminal,
    started_at: call.at,
    last_seen_at: call.at,
    stepped_up_until: null,
    proof_sealed: await sealProofKey(room.secrets, tokenHash, agreed),
    ended_at: null,
    end_reason: null,
  });
  return { token, tokenHash };
}

/** From here on it is a person, and the entry of the sign-in names that person with post and unit (R1.5.3). */
async function whoIsIn(call: Call, tokenHash: Uint8Array): Promise<Actor> {
  const found = await findSession(call.tx, tokenHash);
  invariant(found, 'a session that was just begun is there');
  return actorOf(found, call.actor, call.at);
}

interface ToProve {
  readonly account: Credentials | undefined;
  readonly input: Input;
  readonly at: Date;
}

/** The same work for an account that does not exist, so that the time says nothing. */
async function prove(room: Room, { account, input, at }: ToProve): Promise<Proof> {
  const password = account
    ? await checkPassword(input.password, account.password_phc)
    : await checkAbsentPassword(input.password);
  const secret = account
    ? await room.secrets.open(totpName(account.id), account.totp_sealed)
    : await openDecoy(room.secrets);
  const step = stepOf(secret, input.totp, { at, window: room.limits().totpWindowSteps });
  if (!account || !password.matches || step === undefined) {
    return refuse('identity.wrong-credentials', {
      remedy: {
        zh: '请核对账号、密码与当前动态口令；连续多次错误将锁定账号',
        en: 'Check account, password and the current one-time code; repeated failures lock the account',
      },
    });
  }
  return { account, step, isStale: password.isStale };
}

const decoys = new WeakMap<SecretSealer, Promise<Uint8Array>>();

async function openDecoy(secrets: SecretSealer): Promise<Uint8Array> {
  const sealed = decoys.get(secrets) ?? secrets.seal('totp/decoy', randomBytes(20));
  decoys.set(secrets, sealed);
  sealed.catch(() => decoys.delete(secrets));
  return secrets.open('totp/decoy', await sealed);
}

/** From here on one sign-in of an account at a time. What was proven must still hold, and its code be fresh. */
async function admit(call: Call, { account, step }: Proof): Promise<void> {
  const locked = (await lockAccounts(call.tx, [account.id])).get(account.id);
  const current = await findById(call.tx, account.id);
  const isSame =
    current?.password_phc === account.password_phc &&
    isSameBytes(current.totp_sealed, account.totp_sealed);
  if (!locked || !isSame) refuse('identity.wrong-credentials');
  await useUp(call, account.id, step);
  if (locked.state !== 'active') {
    refuse('identity.disabled', {
      remedy: { zh: '请联系系统管理员', en: 'Ask a system administrator' },
    });
  }
}

interface Admitted {
  readonly proof: Proof;
  readonly input: Input;
}

async function renewPassword(room: Room, call: Call, it: Admitted): Promise<boolean> {
  const { account, isStale } = it.proof;
  const { newPassword, password } = it.input;
  const isOld = isPasswordOld(account.password_changed_at, room.limits(), call.at);
  if (newPassword !== undefined) {
    await setNewPassword(room, call, { account, newPassword });
    return true;
  }
  if (account.must_change || (isOld && !account.demonstration)) {
    refuse('identity.password-change-required', {
      remedy: { zh: '请设置新密码后登录', en: 'Set a new password to sign in' },
      facts: { minChars: room.limits().passwordMinChars },
    });
  }
  if (isStale) {
    await changeCredential(call.tx, account.id, { password_phc: await hashPassword(password) });
  }
  return false;
}

/** One session for each account (I6.3): the newcomer is told about the other and may end it. */
async function endOther(room: Room, call: Call, it: Admitted): Promise<boolean> {
  const { id } = it.proof.account;
  const other = await findOpenSession(call.tx, id);
  if (!other) return false;
  const over = overBy(other, room.limits(), call.at);
  if (!over && !it.input.endOther) {
    refuse('identity.other-session', {
      remedy: {
        zh: '可结束另一处登录并在此继续；如非本人登录，请立即修改密码并报告',
        en: 'You may end the other session and go on here; if it is not you, change your password and report it',
      },
      facts: { since: other.started_at.toISOString(), terminal: other.terminal },
    });
  }
  await endSession(call.tx, id, { at: call.at, reason: over ?? 'other-sign-in' });
  return !over;
}
