// Who calls and why, as far as it is known before anything is parsed, and whether that is enough to be heard.
import { mayPost, refuse, type Operation, type Purpose } from '@shouxin/contract';
import type { Actor } from '../kernel/call.ts';

/** Only sign-in runs without an actor; it has no post that carries a permission. */
export function anonymous({ terminal, address }: Pick<Actor, 'terminal' | 'address'>): Actor {
  return {
    kind: 'staff',
    id: '00000000-0000-0000-0000-000000000000',
    account: '',
    displayName: '',
    post: 'teller',
    unit: { id: '00000000-0000-0000-0000-000000000000', code: '-', name: { zh: '', en: '' } },
    session: '',
    terminal,
    address,
    steppedUp: false,
  };
}

/** Codes are letters: a number that somebody typed in their place must not get into a log that forgets nothing. */
const codeForm = /^P-[A-Z]{1,20}$/;

/** The purpose as stated, before the rest is parsed, so that a refusal's entry names it too; only where one is asked for. */
export function purposeIn(operation: Operation, input: unknown): Purpose | undefined {
  if (operation.purpose === undefined) return undefined;
  const stated = (input as { purpose?: unknown } | null)?.purpose as
    { code?: unknown; reference?: unknown } | undefined;
  if (typeof stated?.code !== 'string' || !codeForm.test(stated.code)) return undefined;
  const reference =
    typeof stated.reference === 'string' ? stated.reference.trim().slice(0, 120) : '';
  return { code: stated.code, ...(reference && { reference }) };
}

interface Calling {
  readonly operation: Operation;
  readonly actor: Actor | undefined;
}

/** Permission before anything else, so that a stranger learns nothing from the shape of an error. */
export function allow({ operation, actor }: Calling): void {
  if (operation.permission === 'public') return;
  if (!actor) refuse('identity.sign-in-required');
  if (operation.permission !== 'session' && !mayPost(actor.post, operation.permission)) {
    refuse('identity.not-permitted', {
      facts: { permission: operation.permission, post: actor.post },
    });
  }
  if (operation.stepUp && !actor.steppedUp) refuse('identity.step-up-required');
}
