// A write that is sent twice with one `Idempotency-Key` happens once: the second is answered from the first. The answer
// is kept sealed for a day, the input only as a keyed tag, so that this table tells a thief nothing.
import { refuse } from '@shouxin/contract';
import type { Tx } from '../kernel/database.ts';
import type { Answered, Asked } from './perform.ts';
import { findKept, keepAnswer } from './store.ts';

type Answer = Pick<Answered, 'status' | 'output'>;

export interface Idempotency {
  find(asked: Asked, input: unknown): Promise<Answer | undefined>;
  keep(tx: Tx, asked: Asked, done: { input: unknown; answer: Answer }): Promise<void>;
}

export interface IdempotencyParts {
  readonly db: Tx;
  /** Keyed tag of bytes, hex. */
  tag(bytes: Uint8Array): string;
  seal(plain: Uint8Array): Uint8Array;
  open(sealed: Uint8Array): Uint8Array;
}

const text = new TextEncoder();

export function createIdempotency({ db, tag, seal, open }: IdempotencyParts): Idempotency {
  const keyOf = (asked: Asked) => {
    if (!asked.idempotencyKey || !asked.actor || asked.file) return undefined;
    return tag(text.encode(`${asked.actor.id}\n${asked.operation.id}\n${asked.idempotencyKey}`));
  };
  const inputTag = (input: unknown) => tag(text.encode(JSON.stringify(input)));
  return {
    async find(asked, input) {
      const key = keyOf(asked);
      const kept = key && (await findKept(db, key));
      if (!kept) return undefined;
      if (kept.inputTag !== inputTag(input)) refuse('idempotency.conflict');
      return JSON.parse(new TextDecoder().decode(open(kept.answer))) as Answer;
    },
    async keep(tx, asked, { input, answer }) {
      const key = keyOf(asked);
      if (!key) return;
      await keepAnswer(tx, {
        key,
        inputTag: inputTag(input),
        answer: seal(text.encode(JSON.stringify(answer))),
      });
    },
  };
}
