// Identity: who calls, from which post, in which unit; sessions, step-up, accounts and the organisation tree (R1.5.1, 等保 two factors).
import { z } from 'zod';
import { code, count, id, instant, line, operation, page, pageOf } from './operation.ts';
import { post } from './posts.ts';
import { words } from './words.ts';

export const unit = z.object({
  id,
  parent: id.nullable(),
  kind: z.enum(['entity', 'branch', 'department']),
  code,
  name: words,
});
export type Unit = z.infer<typeof unit>;

export const me = z.object({
  account: code,
  displayName: line,
  post,
  unit,
  institution: words,
  permissions: z.array(z.string().max(64)).max(64),
  session: z.object({
    since: instant,
    idleEndsAt: instant,
    absoluteEndsAt: instant,
    steppedUpUntil: instant.nullable(),
  }),
  /** Sent back in the `X-CSRF-Token` header of every POST. */
  csrf: z.string().max(100),
  demonstration: z.boolean(),
});
export type Me = z.infer<typeof me>;

const password = z.string().min(1).max(200);
const totp = z.string().regex(/^\d{6}$/);
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
const secretOnce = z.object({
  account,
  /** Shown once to hand over; the holder must change it at first sign-in. */
  password: z.string().max(100),
  totpUri: z.string().max(400).optional(),
});

export const identityOperations = {
  signIn: operation({
    id: 'identity.sign-in',
    method: 'POST',
    path: '/v1/sign-in',
    title: { zh: '登录', en: 'Sign in' },
    permission: 'public',
    kind: 'write',
    input: z.strictObject({
      account: code,
      password,
      totp,
      /** End the other session of this account and sign in here. */
      endOther: z.boolean().default(false),
      newPassword: password.optional(),
      terminal: z.string().max(64).optional(),
    }),
    output: me,
    refusals: [
      'identity.wrong-credentials',
      'identity.locked',
      'identity.disabled',
      'identity.other-session',
      'identity.password-change-required',
      'identity.password-weak',
      'identity.code-used',
      'rate.exceeded',
    ],
  }),
  signOut: operation({
    id: 'identity.sign-out',
    method: 'POST',
    path: '/v1/sign-out',
    title: { zh: '退出', en: 'Sign out' },
    permission: 'session',
    kind: 'write',
    input: z.strictObject({}),
    output: z.object({}),
    refusals: [],
  }),
  me: operation({
    id: 'identity.me',
    method: 'GET',
    path: '/v1/me',
    title: { zh: '我的登录信息', en: 'Who am I' },
    permission: 'session',
    kind: 'read',
    input: z.strictObject({}),
    output: me,
    refusals: [],
  }),
  stepUp: operation({
    id: 'identity.step-up',
    method: 'POST',
    path: '/v1/step-up',
    title: { zh: '再次认证', en: 'Step up' },
    permission: 'session',
    kind: 'write',
    input: z.strictObject({ totp }),
    output: z.object({ steppedUpUntil: instant }),
    refusals: ['identity.wrong-code', 'identity.code-used', 'identity.locked', 'rate.exceeded'],
  }),
  changePassword: operation({
    id: 'identity.change-password',
    method: 'POST',
    path: '/v1/password',
    title: { zh: '修改密码', en: 'Change password' },
    permission: 'session',
    kind: 'write',
    input: z.strictObject({ password, newPassword: password }),
    output: z.object({}),
    refusals: [
      'identity.wrong-credentials',
      'identity.password-weak',
      'identity.locked',
      'rate.exceeded',
    ],
  }),
  listAccounts: operation({
    id: 'identity.list-accounts',
    method: 'GET',
    path: '/v1/accounts',
    title: { zh: '账号列表', en: 'Accounts' },
    permission: 'accounts.manage',
    kind: 'read',
    input: z.strictObject({ ...page, state: accountState.optional() }),
    output: pageOf(account),
    refusals: [],
  }),
  createAccount: operation({
    id: 'identity.create-account',
    method: 'POST',
    path: '/v1/accounts',
    title: { zh: '新建账号', en: 'Create account' },
    permission: 'accounts.manage',
    kind: 'write',
    stepUp: true,
    input: z.strictObject({
      account: z.string().regex(/^[a-z][a-z0-9.-]{1,31}$/),
      displayName: line,
      post,
      unit: id,
    }),
    output: secretOnce,
    refusals: ['identity.step-up-required', 'identity.account-exists', 'not-found'],
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
    stepUp: true,
    input: z.strictObject({ account: id, totp: z.boolean().default(false) }),
    output: secretOnce,
    refusals: ['identity.step-up-required', 'not-found', 'identity.own-account'],
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
    refusals: ['not-found', 'identity.own-account'],
  }),
  setPost: operation({
    id: 'identity.set-post',
    method: 'POST',
    path: '/v1/accounts/:account/post',
    title: { zh: '调整岗位', en: 'Assign post' },
    permission: 'accounts.manage',
    kind: 'write',
    stepUp: true,
    input: z.strictObject({ account: id, post, unit: id }),
    output: account,
    refusals: [
      'identity.step-up-required',
      'not-found',
      'identity.own-account',
      'identity.separate-duties',
    ],
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
