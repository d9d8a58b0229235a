// One call for every page. Three refusals are not the page's business and are mended here, then the call is made again:
// the session ended (sign in over the page, what was typed stays), a fresh one-time code is needed, the CSRF token is old.
import { operations, type Operation, type SentTo } from '@shouxin/contract';
import { RefusedCall, type AnswerOf, type CallOptions } from '@shouxin/client';
import { client, enter, lastAnswerAt, session } from './session.ts';
import { createQuestion } from './store.ts';

export const signInAgain = createQuestion<true>();
export const stepUp = createQuestion<true>();

export async function call<T extends Operation>(
  operation: T,
  input: SentTo<T>,
  options?: CallOptions,
): Promise<AnswerOf<T>> {
  try {
    return await send(operation, input, options);
  } catch (reason) {
    const isMended = reason instanceof RefusedCall && (await mend(reason));
    if (!isMended) throw reason;
    return send(operation, input, options);
  }
}

async function send<T extends Operation>(
  operation: T,
  input: SentTo<T>,
  options?: CallOptions,
): Promise<AnswerOf<T>> {
  const answer = await client.call(operation, input, options);
  lastAnswerAt.set(Date.now());
  return answer;
}

async function mend(refused: RefusedCall): Promise<boolean> {
  switch (refused.code) {
    case 'identity.sign-in-required':
    case 'identity.proof-required':
      return session.get() !== null && (await signInAgain.ask()) === true;
    case 'identity.step-up-required':
      return (await stepUp.ask()) === true;
    case 'identity.csrf':
      enter(await client.call(operations.identity.me, {}));
      return true;
    default:
      return false;
  }
}
