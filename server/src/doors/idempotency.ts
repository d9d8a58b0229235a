// A write that is sent twice with one `Idempotency-Key` happens once: the second is answered from the first. The answer
// is kept sealed for a day, and of the input, with the bytes of its file, only a hash inside that seal, so that this table
// tells a thief nothing.
import { refuse } from '@shouxin/contract';
import { canonical } from '../kernel/canonical.ts';
import { runningSha256, sha256, type SecretSealer } from '../kernel/crypto/index.ts';
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
  if (!asked.idempotencyKey || !asked.actor) return undefined;
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
      if (was !== (await hashOfAll(asked, input))) refuse('idempotency.conflict');
      return answer;
    },
    async keep(tx, asked, { input, answer }) {
      const key = keyOf(asked);
      if (!key) return;
      const plain = JSON.stringify({ input: await hashOfAll(asked, input), answer });
      await keepAnswer(tx, { key, answer: await secrets.seal(`answer/${key}`, plain) });
    },
  };
}

function hashOf(value: string): string {
  return Buffer.from(sha256(text.encode(value))).toString('hex');
}

async function hashOfAll(asked: Asked, input: unknown): Promise<string> {
  const file = asked.file && `${asked.file.type}\n${(await asked.file.digest?.()) ?? ''}`;
  return hashOf(file ? `${canonical(input)}\n${file}` : canonical(input));
}

type Bytes = AsyncIterable<Uint8Array>;

/** The bytes of a file, hashed as they pass, so that two files under one key can be told apart without keeping either. */
export function watched<F extends { readonly bytes: Bytes }>(file: F) {
  const hash = runningSha256();
  const source = file.bytes[Symbol.asyncIterator]();
  let digest: Promise<string> | undefined;
  async function* pass(): AsyncGenerator<Uint8Array> {
    for (let next = await source.next(); next.done !== true; next = await source.next()) {
      hash.update(next.value);
      yield next.value;
    }
  }
  const finish = async () => {
    for await (const rest of pass()) void rest;
    return Buffer.from(hash.digest()).toString('hex');
  };
  return {
    ...file,
    bytes: pass(),
    /** Of the whole file: what nobody has read is read now. */
    digest: () => (digest ??= finish()),
    /** Lets go of what was not read. */
    close: async () => void (await source.return?.()),
  };
}
