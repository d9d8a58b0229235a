// A write that is sent twice with one `Idempotency-Key` happens once: the second is answered from the first. The answer
// is kept sealed for a day, the input only as a tag under a random salt inside that seal, so that this table tells a thief
// nothing.
import { refuse } from '@shouxin/contract';
import { canonical } from '../kernel/canonical.ts';
import { sha256, type SecretSealer } from '../kernel/crypto/index.ts';
import type { Tx } from '../kernel/database.ts';
import type { Answered, Asked } from './perform.ts';
import { findKept, keepAnswer } from './store.ts';

type Answer = Pick<Answered, 'status' | 'output'>;

export interface Idempotency {
  find(asked: Asked, input: unknown): Promise<Answer | undefined>;
  keep(tx: Tx, asked: Asked, done: { input: unknown; answer: Answer }): Promise<void>;
}

const text = new TextEncoder();

/** Random per client, so a plain hash of it says nothing; the actor keeps two people's keys apart. */
function keyOf(asked: Asked): string | undefined {
  if (!asked.idempotencyKey || !asked.actor || asked.file) return undefined;
  return hashOf(`${asked.actor.id}\n${asked.operation.id}\n${asked.idempotencyKey}`);
}

export function createIdempotency({ db, secrets }: { db: Tx; secrets: SecretSealer }): Idempotency {
  return {
    async find(asked, input) {
      const key = keyOf(asked);
      const kept = key && (await findKept(db, key));
      if (!key || !kept) return undefined;
      const opened = await secrets.open(`answer/${key}`, kept);
      const { input: was, answer } = JSON.parse(opened.toString('utf8')) as {
        input: string;
        answer: Answer;
      };
      if (was !== hashOf(canonical(input))) refuse('idempotency.conflict');
      return answer;
    },
    async keep(tx, asked, { input, answer }) {
      const key = keyOf(asked);
      if (!key) return;
      const plain = JSON.stringify({ input: hashOf(canonical(input)), answer });
      await keepAnswer(tx, { key, answer: await secrets.seal(`answer/${key}`, plain) });
    },
  };
}

function hashOf(value: string): string {
  return Buffer.from(sha256(text.encode(value))).toString('hex');
}
