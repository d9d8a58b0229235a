// Another post or unit waits for a security administrator (decision 0017): a post is what permissions come from. Never across
// duties, and the rights change at once when it is approved.
import {
  mayAlsoHold,
  post,
  refuse,
  type identityOperations,
  type InputOf,
  type Post,
} from '@shouxin/contract';
import { z } from 'zod';
import type { Call } from '../../../kernel/call.ts';
import type { FourEyes, Prepared, Proposer } from '../../../kernel/serve.ts';
import { givePost, lockOther } from '../accounts.ts';
import { endSession } from '../sessions/store.ts';
import { findListed, findUnit, postsEver } from '../store.ts';
import {
  lineWords,
  postLine,
  presented,
  requireReviewer,
  stillBoth,
  unitLine,
} from './second-person.ts';

type SetPost = (typeof identityOperations)['setPost'];

const held = z.strictObject({ post, unit: z.uuid() });
const payloadSchema = held.extend({ account: z.uuid(), was: held });
type Payload = z.infer<typeof payloadSchema>;

export const setPost: FourEyes<SetPost> = {
  prepare: async (call, input) => ({ propose: await prepare(call, input) }),
  run: (call, payload, proposer) => run(call, payloadSchema.parse(payload), proposer),
  present: async (call, payload) => {
    const it = payloadSchema.parse(payload);
    const account = await findListed(call.tx, it.account);
    const unit = (id: string) => unitLine(call.tx, id);
    return presented([
      { item: 'account', label: lineWords.account, ...same(account?.name ?? it.account) },
      { item: 'name', label: lineWords.name, ...same(account?.display_name ?? '') },
      {
        item: 'post',
        label: lineWords.post,
        proposed: postLine(it.post),
        current: postLine(it.was.post),
      },
      {
        item: 'unit',
        label: lineWords.unit,
        proposed: await unit(it.unit),
        current: await unit(it.was.unit),
      },
    ]);
  },
};

const same = (text: string) => ({ proposed: text, current: text });

async function prepare(call: Call, { account, ...next }: InputOf<SetPost>): Promise<Prepared> {
  const { name } = await lockOther(call, account);
  await requireReviewer(call.tx, account);
  await requireOpen(call, { account, ...next });
  const now = (await findListed(call.tx, account)) ?? refuse('not-found');
  return {
    label: name,
    title: { zh: '调整岗位', en: 'Change of post' },
    payload: { account, ...next, was: { post: now.post, unit: now.unit.id } } satisfies Payload,
    reviewedBy: 'security',
  };
}

async function requireOpen(
  call: Call,
  { account, post: next, unit }: { account: string; post: Post; unit: string },
): Promise<void> {
  if (!(await findUnit(call.tx, unit))) refuse('not-found');
  if (mayAlsoHold(await postsEver(call.tx, account), next)) return;
  refuse('identity.separate-duties', {
    remedy: {
      zh: '请为该人员另建账号，并停用原账号',
      en: 'Make another account for this person and disable this one',
    },
  });
}

async function run(call: Call, it: Payload, proposer: Proposer): Promise<void> {
  const { account, post: next, unit, was } = it;
  const now = await stillBoth(call, proposer, account);
  if (now?.post !== was.post || now.unit.id !== was.unit) refuse('approvals.stale');
  await requireOpen(call, it);
  await givePost(call.tx, { account, post: next, unit, by: proposer.id, at: call.at });
  await endSession(call.tx, account, { at: call.at, reason: 'post-changed' });
  const facts = { account, post: next, unit, proposal: proposer.proposal };
  call.append({ act: 'identity.set-post', facts });
}
