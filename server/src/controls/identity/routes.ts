// Operation to function, for the doors.
import { identityOperations } from '@shouxin/contract';
import { routesOf, type Route } from '../../kernel/serve.ts';
import * as accounts from './accounts.ts';
import { createUnit, listUnits } from './organisation.ts';
import { changePassword, me, session, signOut, stepUp } from './own-account.ts';
import type { Room } from './session.ts';
import { signIn } from './sign-in.ts';
import { createCreateAccount, openSecurity } from './two-persons/create-account.ts';
import { listHandOvers, takeHandOver } from './two-persons/hand-over.ts';
import { createResetPassword } from './two-persons/reset-password.ts';
import { setPost } from './two-persons/set-post.ts';

export function createRoutes(room: Room): [string, Route][] {
  return routesOf(identityOperations, {
    signIn: (call, input) => signIn(room, call, input),
    signOut: (call) => signOut(call),
    session: (call) => session(room, call),
    me: (call) => me(room, call),
    stepUp: (call, input) => stepUp(room, call, input),
    changePassword: (call, input) => changePassword(room, call, input),
    listAccounts: (call, input) => accounts.listAccounts(room, call, input),
    createAccount: createCreateAccount(room),
    openSecurity: (call, input) => openSecurity(room, call, input),
    unlock: (call, input) => accounts.unlock(room, call, input),
    resetPassword: createResetPassword(room),
    setState: (call, input) => accounts.setState(room, call, input),
    setPost,
    listHandOvers: (call) => listHandOvers(call),
    handOver: (call, input) => takeHandOver(room, call, input),
    listUnits: (call) => listUnits(call),
    createUnit: (call, input) => createUnit(call, input),
  });
}

/** Operations that stretch a password: they take a turn before they take a connection. */
export const stretching: ReadonlySet<string> = new Set(
  (['signIn', 'changePassword', 'openSecurity', 'handOver'] as const).map(
    (name) => identityOperations[name].id,
  ),
);
