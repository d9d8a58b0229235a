// Which control is open to this person, read from the contract, and why not when it is not. The server decides again;
// this only spares people a walk to a closed door (a control is disabled with its reason, not hidden).
import {
  permissions,
  postTitles,
  type Operation,
  type Permission,
  type Words,
} from '@shouxin/contract';
import { session } from './session.ts';
import { useStore } from './store.ts';

export interface Allowance {
  readonly isOpen: boolean;
  /** Why it is closed; absent when open. */
  readonly reason?: Words;
}

export function useAllowance(operation: Operation): Allowance {
  const me = useStore(session);
  return allowanceOf(operation.permission, me?.permissions ?? []);
}

export function useHas(): (permission: Permission) => boolean {
  const me = useStore(session);
  return (permission) => me?.permissions.includes(permission) ?? false;
}

export function allowanceOf(
  permission: Operation['permission'],
  held: readonly string[],
): Allowance {
  if (permission === 'public' || permission === 'session') return { isOpen: true };
  if (held.includes(permission)) return { isOpen: true };
  const holders = permissions[permission].map((post) => postTitles[post]);
  return {
    isOpen: false,
    reason: {
      zh: `当前岗位没有此权限，可由${holders.map((it) => it.zh).join('、')}办理`,
      en: `Your post does not carry this permission; it is open to: ${holders.map((it) => it.en).join(', ')}`,
    },
  };
}
