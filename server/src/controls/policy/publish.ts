// Publishing: the rules and purposes in force are kept in a ledger under their hash, so that any decision of the past can
// be read with the rules of its day (R1.1.2). The version in an audit entry names its publication.
import type { Call } from '../../kernel/call.ts';
import { newId, sha256 } from '../../kernel/crypto/index.ts';
import { cedarSchema } from './engine.ts';
import type { Purposes } from './purposes.ts';
import type { Rules } from './rules.ts';
import { insertPublication, latestPublication } from './store.ts';

export interface Publication {
  /** Edition and the first 16 hex digits of the hash. */
  readonly version: string;
  readonly hash: string;
  /** What was hashed: JSON of schema, rules and purposes. */
  readonly body: string;
}

export function publicationOf(rules: Rules, purposes: Purposes): Publication {
  const body = JSON.stringify([
    'shouxin/policy/v1',
    cedarSchema(purposes),
    rules.all.map((it) => [
      it.id,
      it.effect,
      it.need ?? '',
      it.text,
      it.words.zh,
      it.words.en,
      it.advice.zh,
      it.advice.en,
    ]),
    purposes.all.map((it) => [
      it.code,
      it.name.zh,
      it.name.en,
      it.description.zh,
      it.description.en,
      it.basis,
      it.referenceRequired,
      it.marketing,
      it.internal,
      it.items,
      it.posts,
    ]),
  ]);
  const hash = Buffer.from(sha256(Buffer.from(body, 'utf8'))).toString('hex');
  return { version: `${rules.edition}@${hash.slice(0, 16)}`, hash, body };
}

export type Publishing = Pick<Call, 'tx' | 'at' | 'append'>;

/** Records the publication unless it is the latest already; answers whether it did. */
export async function publish(call: Publishing, publication: Publication): Promise<boolean> {
  const latest = await latestPublication(call.tx);
  if (latest?.hash === publication.hash) return false;
  await insertPublication(call.tx, { id: newId(call.at), ...publication, published_at: call.at });
  call.append({ act: 'policy.publish', policyVersion: publication.version, result: 'done' });
  return true;
}
