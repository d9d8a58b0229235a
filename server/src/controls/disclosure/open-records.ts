// Sealed records of the system itself, under the same decision as values: the payload of a proposal, the detail of an entry,
// a document image, the file of an import.
import type { Relation } from '@shouxin/contract';
import type { Call } from '../../kernel/call.ts';
import type { Mode } from '../policy/index.ts';
import type { DetailToOpen, ObjectPlace, OpenedObject } from '../vault/index.ts';
import type { Bytes } from '../vault/index.ts';
import type { DisclosureParts } from './disclose.ts';
import { callFacts, factsOf } from './facts.ts';
import { draftOf, refusalOf } from './trace.ts';

/** Process data that the platform makes (REQUIREMENTS 4.7), by what holds it. */
const records = { proposal: 'PR07', entry: 'PR05', import: 'IM01' } as const;

export interface DetailsToOpen {
  /** `review` to decide on a proposal, `draft` for what one wrote oneself, `audit-review` for entries. */
  readonly mode: Extract<Mode, 'review' | 'draft' | 'audit-review' | 'import-correction'>;
  readonly what: keyof typeof records;
  readonly trail?: string;
  /** The system works with it and shows it to nobody; the entry says so. */
  readonly isUse?: boolean;
  readonly details: readonly DetailToOpen[];
}

/** In order; undefined where the key is destroyed, and with it the person (promise 4). */
export async function openDetails(
  { policy, opener }: DisclosureParts,
  call: Call,
  it: DetailsToOpen,
): Promise<(string | undefined)[]> {
  const facts = {
    ...callFacts(call, it.mode),
    ...recordFacts,
    item: records[it.what],
    relation:
      it.mode === 'draft' || it.mode === 'import-correction' ? ('own' as const) : ('none' as const),
  };
  const decided = [{ facts, decision: policy.decide(facts) }];
  const draft = draftOf(policy, decided, { trail: it.trail, count: it.details.length });
  if (draft.decision !== 'allow') {
    call.append({ ...draft, result: 'refused' });
    throw refusalOf(decided);
  }
  const used = { items: { [records[it.what]]: 'used' as const } };
  call.append({ act: 'disclosure.open', ...draft, ...(it.isUse && used) });
  const texts: (string | undefined)[] = [];
  for (const detail of it.details) {
    texts.push(await openUnlessErased(() => opener.openDetail(call.tx, detail)));
  }
  return texts;
}

const recordFacts = {
  class: 'C2',
  tier: 'T1',
  basis: 'B3',
  sensitive: false,
  consent: 'not-needed',
} as const;

async function openUnlessErased(
  open: () => Promise<{ reveal(): Buffer }>,
): Promise<string | undefined> {
  try {
    return (await open()).reveal().toString('utf8');
  } catch (error) {
    if (isErased(error)) return undefined;
    throw error;
  }
}

/** The keys room refuses a key that is destroyed; that room is not one of ours, its word is. */
function isErased(error: unknown): boolean {
  return error instanceof Error && 'problem' in error && error.problem === 'destroyed';
}

export interface ObjectToOpen {
  readonly mode: Extract<Mode, 'review' | 'reveal' | 'draft' | 'import-correction'>;
  readonly subject: string;
  readonly trail?: string;
  readonly relation: Relation;
  /** NP13 for a document image, IM01 for the file of an import. */
  readonly item: string;
  /** In the vault's own table, or chunks that the caller keeps. */
  readonly from: { readonly object: string } | KeptChunks;
}

export interface KeptChunks {
  readonly place: ObjectPlace;
  /** As often as the opened object is read: within this one opening, and also when the call has ended. */
  readonly envelopes: () => Bytes;
  /** Where keys are looked up while it is read. */
  readonly tx: Call['tx'];
}

export async function openObject(
  parts: DisclosureParts,
  call: Call,
  it: ObjectToOpen,
): Promise<OpenedObject | undefined> {
  const { policy, opener } = parts;
  const asked = { subject: it.subject, relation: it.relation, items: [{ item: it.item }] };
  const known = it.item === records.import ? { ...recordFacts } : {};
  const [[found] = []] = await factsOf(parts, call, { mode: it.mode, requests: [asked] });
  if (!found) throw new RangeError('one item has one set of facts');
  const facts = { ...found, ...known };
  const decided = [{ facts, decision: policy.decide(facts) }];
  const draft = draftOf(policy, decided, { trail: it.trail });
  if (draft.decision !== 'allow') {
    call.append({ ...draft, result: 'refused' });
    throw refusalOf(decided);
  }
  call.append({ act: 'disclosure.open', ...draft });
  if ('object' in it.from)
    return opener.readObject(call.tx, { subject: it.subject, object: it.from.object });
  const { place, envelopes, tx } = it.from;
  const chunks = () => opener.openChunks(tx, { ...place, envelopes: envelopes() });
  return { mediaType: place.mediaType, chunks: { [Symbol.asyncIterator]: chunks } };
}
