// A new account waits for a security administrator (decision 0017). Made at approval, with credentials that nobody knows;
// the two who made it take one half each. Only the very first security administrator is made by one person alone.
import {
  post,
  postTitles,
  refuse,
  type Account,
  type identityOperations,
  type InputOf,
  type Post,
} from '@shouxin/contract';
import { z } from 'zod';
import type { Call } from '../../../kernel/call.ts';
import type { FourEyes, Prepared, Proposer } from '../../../kernel/serve.ts';
import { addAccount, viewOf } from '../accounts.ts';
import { madePassword } from '../limits.ts';
import { newTotpSecret } from '../one-time-code.ts';
import type { Room } from '../session.ts';
import { findByName, findUnit, lockAccounts } from '../store.ts';
import { openHandOvers } from './hand-over.ts';
import { wasEverHeld } from './store.ts';
import {
  lineWords,
  postLine,
  presented,
  requireReviewer,
  stillBoth,
  unitLine,
} from './second-person.ts';

type Operations = typeof identityOperations;
type Create = Operations['createAccount'];

const payloadSchema = z.strictObject({
  account: z.string(),
  displayName: z.string(),
  post,
  unit: z.uuid(),
});
type Payload = z.infer<typeof payloadSchema>;

export function createCreateAccount(room: Room): FourEyes<Create> {
  return {
    prepare: async (call, input) => ({ propose: await prepare(call, input) }),
    run: (call, payload, proposer) =>
      run(room, call, { it: payloadSchema.parse(payload), proposer }),
    present: async (call, payload) => {
      const it = payloadSchema.parse(payload);
      return presented([
        { item: 'account', label: lineWords.account, proposed: it.account },
        { item: 'name', label: lineWords.name, proposed: it.displayName },
        { item: 'post', label: lineWords.post, proposed: postLine(it.post) },
        { item: 'unit', label: lineWords.unit, proposed: await unitLine(call.tx, it.unit) },
      ]);
    },
  };
}

async function prepare(call: Call, input: InputOf<Create>): Promise<Prepared> {
  await requireReviewer(call.tx);
  await requireFree(call, input);
  const title = postTitles[input.post];
  return {
    label: input.account,
    title: { zh: `新建账号：${title.zh}`, en: `New account: ${title.en}` },
    payload: input satisfies Payload,
    reviewedBy: 'security',
  };
}

async function requireFree(call: Call, it: { account: string; unit: string }): Promise<void> {
  if (await findByName(call.tx, it.account)) refuse('identity.account-exists');
  if (!(await findUnit(call.tx, it.unit))) refuse('not-found');
}

async function run(
  room: Room,
  call: Call,
  { it, proposer }: { it: Payload; proposer: Proposer },
): Promise<void> {
  await stillBoth(call, proposer);
  const id = await makeUnknown(room, call, { ...it, by: proposer.id });
  await openHandOvers(room, call, {
    account: id,
    reason: 'created',
    proposal: proposer.proposal,
    password: proposer.id,
    totp: call.actor.id,
  });
  const facts = { account: id, post: it.post, unit: it.unit, proposal: proposer.proposal };
  call.append({ act: 'identity.create-account', facts });
}

interface ToMake {
  readonly account: string;
  readonly displayName: string;
  readonly post: Post;
  readonly unit: string;
  readonly by: string;
}

function makeUnknown({ secrets }: Room, call: Call, it: ToMake): Promise<string> {
  const credentials = { password: madePassword(), totpSecret: newTotpSecret() };
  return addAccount(secrets, call.tx, { ...it, ...credentials, demonstration: false, at: call.at });
}

/** Both halves go to the one administrator there is; whoever made it is in the log, and it happens once. */
export async function openSecurity(
  room: Room,
  call: Call,
  input: InputOf<Operations['openSecurity']>,
): Promise<Account> {
  const { id: by } = call.actor;
  await lockAccounts(call.tx, [by]);
  if (await wasEverHeld(call.tx, 'security')) refuse('identity.security-exists');
  const id = await makeUnknown(room, call, { ...input, post: 'security', by });
  const halves = { password: by, totp: by };
  await openHandOvers(room, call, { account: id, reason: 'created', proposal: null, ...halves });
  call.append({ facts: { account: id, post: 'security', unit: input.unit } });
  return viewOf(room, call, id);
}
