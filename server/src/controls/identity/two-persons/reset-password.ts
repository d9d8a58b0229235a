// A reset waits for a security administrator (decision 0017): else one administrator could become anybody. At approval the
// old password, and where asked the old authenticator, are worth nothing; the session ends and the account is unlocked.
import type { identityOperations, InputOf } from '@shouxin/contract';
import { z } from 'zod';
import type { Call } from '../../../kernel/call.ts';
import { hashPassword } from '../../../kernel/crypto/index.ts';
import { invariant } from '../../../kernel/invariant.ts';
import type { FourEyes, Prepared, Proposer } from '../../../kernel/serve.ts';
import { lockOther, totpName } from '../accounts.ts';
import { madePassword } from '../limits.ts';
import { newTotpSecret } from '../one-time-code.ts';
import { endSession, replacePassword } from '../sessions/store.ts';
import type { Room } from '../session.ts';
import { changeCredential, findListed } from '../store.ts';
import { openHandOvers } from './hand-over.ts';
import {
  inBoth,
  lineWords,
  postLine,
  presented,
  requireReviewer,
  stillBoth,
} from './second-person.ts';

type Reset = (typeof identityOperations)['resetPassword'];

const payloadSchema = z.strictObject({ account: z.uuid(), totp: z.boolean() });
type Payload = z.infer<typeof payloadSchema>;

const resetWords = { zh: '重置', en: 'reset' };
const keptWords = { zh: '不变', en: 'kept' };

export function createResetPassword(room: Room): FourEyes<Reset> {
  return {
    prepare: async (call, input) => ({ propose: await prepare(call, input) }),
    run: (call, payload, proposer) =>
      run(room, call, { it: payloadSchema.parse(payload), proposer }),
    present: async (call, payload) => {
      const it = payloadSchema.parse(payload);
      const account = await findListed(call.tx, it.account);
      invariant(account, 'accounts are not deleted');
      return presented([
        { item: 'account', label: lineWords.account, proposed: account.name },
        { item: 'name', label: lineWords.name, proposed: account.display_name },
        { item: 'post', label: lineWords.post, proposed: postLine(account.post) },
        { item: 'password', label: lineWords.password, proposed: inBoth(resetWords) },
        {
          item: 'totp',
          label: lineWords.totp,
          proposed: inBoth(it.totp ? resetWords : keptWords),
        },
      ]);
    },
  };
}

async function prepare(call: Call, { account, totp }: InputOf<Reset>): Promise<Prepared> {
  const { name } = await lockOther(call, account);
  await requireReviewer(call.tx, account);
  return {
    label: name,
    title: totp
      ? { zh: '重置密码与动态口令', en: 'Reset password and authenticator' }
      : { zh: '重置密码', en: 'Reset password' },
    payload: { account, totp } satisfies Payload,
    reviewedBy: 'security',
  };
}

async function run(
  room: Room,
  call: Call,
  { it, proposer }: { it: Payload; proposer: Proposer },
): Promise<void> {
  const { account: id, totp } = it;
  const { at, tx } = call;
  await stillBoth(call, proposer, id);
  await replacePassword(tx, id, { phc: await hashPassword(madePassword()), mustChange: true, at });
  if (totp) {
    const sealed = await room.secrets.seal(totpName(id), newTotpSecret());
    await changeCredential(tx, id, { totp_sealed: sealed });
  }
  await endSession(tx, id, { at, reason: 'reset' });
  await room.attempts.clear(tx, { who: id, act: 'identity.reset-password', at });
  await openHandOvers(room, call, {
    account: id,
    reason: 'reset',
    proposal: proposer.proposal,
    password: proposer.id,
    totp: totp ? call.actor.id : undefined,
  });
  const facts = { account: id, totp, proposal: proposer.proposal };
  call.append({ act: 'identity.reset-password', facts });
}
