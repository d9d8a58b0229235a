// Accounts and the organisation tree, part of identity: what a system administrator proposes and a security administrator
// approves, and the halves of an initial credential that each takes (R1.5.1, R2.4.2, decision 0017).
import { z } from 'zod';
import { unit } from './me.ts';
import { code, count, id, instant, line, operation, page, pageOf, proposed } from './operation.ts';
import { post } from './posts.ts';
import { words } from './words.ts';

export { unit, type Unit } from './me.ts';

const accountState = z.enum(['active', 'locked', 'disabled']);

export const account = z.object({
  id,
  account: code,
  displayName: line,
  state: accountState,
  mustChangePassword: z.boolean(),
  posts: z.array(z.object({ post, unit })).max(20),
  lastSignInAt: instant.nullable(),
  signedIn: z.boolean(),
});
export type Account = z.infer<typeof account>;

const accountAct = z.strictObject({ account: id });
const accountName = z.string().regex(/^[a-z][a-z0-9.-]{1,31}$/);

/**
 * Half of what a sign-in needs, given out once after approval: the password to who proposed, the authenticator to who
 * approved. Neither can sign in with it alone (decision 0017).
 */
export const handOver = z.object({
  handOver: id,
  kind: z.enum(['password', 'totp']),
  reason: z.enum(['created', 'reset']),
  account: code,
  displayName: line,
  since: instant,
  until: instant,
});
export type HandOver = z.infer<typeof handOver>;

export const accountsOperations = {
  listAccounts: operation({
    id: 'identity.list-accounts',
    method: 'GET',
    path: '/v1/accounts',
    title: { zh: '账号列表', en: 'Accounts' },
    permission: 'accounts.manage',
    kind: 'read',
    input: z.strictObject({ ...page, state: accountState.optional() }),
    /** `needsSecurity`: no security administrator was ever made, so nobody could review another account. */
    output: pageOf(account).extend({ needsSecurity: z.boolean() }),
    refusals: [],
  }),
  createAccount: operation({
    id: 'identity.create-account',
    method: 'POST',
    path: '/v1/accounts',
    title: { zh: '新建账号', en: 'Create account' },
    permission: 'accounts.manage',
    kind: 'write',
    fourEyes: 'always',
    stepUp: true,
    input: z.strictObject({ account: accountName, displayName: line, post, unit: id }),
    output: proposed,
    refusals: [
      'identity.step-up-required',
      'identity.account-exists',
      'identity.no-security',
      'not-found',
    ],
  }),
  /** Before anybody could review: one account, once in the life of an institution. */
  openSecurity: operation({
    id: 'identity.open-security',
    method: 'POST',
    path: '/v1/accounts/first-security',
    title: { zh: '建立首个安全管理员账号', en: 'Create the first security administrator' },
    permission: 'accounts.manage',
    kind: 'write',
    stepUp: true,
    input: z.strictObject({ account: accountName, displayName: line, unit: id }),
    output: account,
    refusals: [
      'identity.step-up-required',
      'identity.account-exists',
      'identity.security-exists',
      'not-found',
    ],
  }),
  unlock: operation({
    id: 'identity.unlock',
    method: 'POST',
    path: '/v1/accounts/:account/unlock',
    title: { zh: '解锁账号', en: 'Unlock account' },
    permission: 'accounts.manage',
    kind: 'write',
    input: accountAct,
    output: account,
    refusals: ['not-found', 'identity.own-account'],
  }),
  resetPassword: operation({
    id: 'identity.reset-password',
    method: 'POST',
    path: '/v1/accounts/:account/reset-password',
    title: { zh: '重置密码', en: 'Reset password' },
    permission: 'accounts.manage',
    kind: 'write',
    fourEyes: 'always',
    stepUp: true,
    input: z.strictObject({ account: id, totp: z.boolean().default(false) }),
    output: proposed,
    refusals: [
      'identity.step-up-required',
      'not-found',
      'identity.own-account',
      'identity.no-security',
    ],
  }),
  setState: operation({
    id: 'identity.set-state',
    method: 'POST',
    path: '/v1/accounts/:account/state',
    title: { zh: '启用或停用账号', en: 'Enable or disable account' },
    permission: 'accounts.manage',
    kind: 'write',
    input: z.strictObject({ account: id, state: z.enum(['active', 'disabled']) }),
    output: account,
    refusals: ['not-found', 'identity.own-account', 'identity.last-security'],
  }),
  setPost: operation({
    id: 'identity.set-post',
    method: 'POST',
    path: '/v1/accounts/:account/post',
    title: { zh: '调整岗位', en: 'Assign post' },
    permission: 'accounts.manage',
    kind: 'write',
    fourEyes: 'always',
    stepUp: true,
    input: z.strictObject({ account: id, post, unit: id }),
    output: proposed,
    refusals: [
      'identity.step-up-required',
      'not-found',
      'identity.own-account',
      'identity.separate-duties',
      'identity.no-security',
    ],
  }),
  listHandOvers: operation({
    id: 'identity.list-hand-overs',
    method: 'GET',
    path: '/v1/hand-overs',
    title: { zh: '待领取的初始凭据', en: 'Initial credentials to take' },
    permission: 'accounts.hand-over',
    kind: 'read',
    input: z.strictObject({}),
    output: z.object({ items: z.array(handOver).max(100) }),
    refusals: [],
  }),
  handOver: operation({
    id: 'identity.hand-over',
    method: 'POST',
    path: '/v1/hand-overs/:handOver',
    title: { zh: '领取初始凭据', en: 'Take an initial credential' },
    permission: 'accounts.hand-over',
    kind: 'write',
    stepUp: true,
    input: z.strictObject({ handOver: id }),
    /** Shown once, for the holder's hands; the password must be changed at the first sign-in. */
    output: handOver.extend({
      password: z.string().max(100).optional(),
      totpUri: z.string().max(400).optional(),
    }),
    refusals: ['identity.step-up-required', 'not-found', 'identity.handed-over'],
  }),
  listUnits: operation({
    id: 'identity.list-units',
    method: 'GET',
    path: '/v1/units',
    title: { zh: '组织机构', en: 'Organisation' },
    permission: 'session',
    kind: 'read',
    input: z.strictObject({}),
    output: z.object({ items: z.array(unit.extend({ staff: count })).max(1000) }),
    refusals: [],
  }),
  createUnit: operation({
    id: 'identity.create-unit',
    method: 'POST',
    path: '/v1/units',
    title: { zh: '新建机构', en: 'Create unit' },
    permission: 'accounts.manage',
    kind: 'write',
    input: z.strictObject({
      parent: id,
      kind: z.enum(['branch', 'department']),
      code: z.string().regex(/^[A-Z0-9][A-Z0-9-]{1,19}$/),
      name: words,
    }),
    output: unit,
    refusals: ['not-found', 'identity.unit-exists', 'input.invalid'],
  }),
};
