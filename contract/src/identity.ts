// Identity: who calls, from which post, in which unit; sessions and step-up (R1.5.1, 等保 two factors). Accounts are in accounts.ts.
import { z } from 'zod';
import { accountsOperations } from './accounts.ts';
import { me } from './me.ts';
import { code, instant, operation } from './operation.ts';

export { me, type Me } from './me.ts';

const password = z.string().min(1).max(200);
/** Uncompressed, base64url. */
const point = z.string().regex(/^[A-Za-z0-9_-]{87}$/);
const totp = z.string().regex(/^\d{6}$/);
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
      /** Point of P-256 to agree with, so that the session serves this caller alone; without it the session is short. */
      proofKey: point.optional(),
    }),
    output: me.extend({ proofKey: point.optional() }),
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
  /** What the console asks first: nobody signed in is an answer, not a refusal. */
  session: operation({
    id: 'identity.session',
    method: 'GET',
    path: '/v1/session',
    title: { zh: '登录状态', en: 'Whether signed in' },
    permission: 'public',
    kind: 'read',
    input: z.strictObject({}),
    output: z.object({ me: me.nullable() }),
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
  ...accountsOperations,
};
