// One person, one customer: the same document kind and number as an earlier accepted record or an existing customer is
// a duplicate, linked for review and not stored twice; under another name it is a conflict. Precedence: reject first.
import { type ItemValue, finding, rule } from '@shouxin/contract/items';
import { type Judgement, reasonOf } from './judge-record.ts';
import { TagTable } from './tag-table.ts';

export type DocumentKey = { kind: string; number: string; name: string };

/** What was found: an earlier accepted record of the batch or a customer on the books. */
export type Earlier = { sameName: boolean; record?: number; customer?: string };

export type DuplicateLookup = {
  /** By fingerprint in the database, by memory in a dry run. */
  find: (key: DocumentKey) => Promise<Earlier | undefined> | Earlier | undefined;
  /** How many other customers and earlier accepted records have this mobile. */
  countMobile?: (mobile: string) => Promise<number> | number;
};

export type Settled = Judgement & { earlier?: Earlier };

const text = (value: ItemValue | undefined): string => (typeof value === 'string' ? value : '');

export const documentKeyOf = (values: Judgement['values']): DocumentKey => ({
  kind: text(values['NP09']),
  number: text(values['NP10']),
  name: text(values['NP01']),
});

function asDuplicate(judgement: Judgement, earlier: Earlier): Settled {
  const row = finding('NP10', earlier.sameName ? 'DUPLICATE' : 'DUPLICATE_CONFLICT');
  return {
    ...judgement,
    outcome: 'duplicate',
    reasons: [reasonOf(row), ...judgement.reasons],
    tasks: ['duplicate-review'],
    earlier,
  };
}

async function withSharedMobile(judgement: Judgement, lookup: DuplicateLookup): Promise<Judgement> {
  const mobile = text(judgement.values['NP08']);
  if (!lookup.countMobile || mobile === '') return judgement;
  const count = (await lookup.countMobile(mobile)) + 1;
  if (count <= rule('mobile.customers.warn_above')) return judgement;
  const tooMany = count > rule('mobile.customers.review_above');
  const row = finding('NP08', tooMany ? 'MOBILE_SHARED_REVIEW' : 'MOBILE_SHARED');
  return { ...judgement, outcome: 'warn', reasons: [...judgement.reasons, reasonOf(row)] };
}

/** Settles accept and warn against what is already there; a rejected record stays rejected and is never looked up. */
export async function settleDuplicate(
  judgement: Judgement,
  lookup: DuplicateLookup,
): Promise<Settled> {
  if (judgement.outcome === 'reject') return judgement;
  const earlier = await lookup.find(documentKeyOf(judgement.values));
  return earlier ? asDuplicate(judgement, earlier) : withSharedMobile(judgement, lookup);
}

/** Only what was accepted counts as earlier: a rejected record may come again, corrected. */
export const countsAsEarlier = (judgement: Judgement): boolean =>
  judgement.outcome === 'accept' || judgement.outcome === 'warn';

export type BatchMemory = DuplicateLookup & {
  remember: (judgement: Judgement, record: number) => void;
};

/** A tag of at least 128 bits, even and without a way back. */
export type Fingerprinting = (plain: string) => Uint8Array;

/** Asked for the same twice in a row: to find, and then to remember. */
function lastKept(fingerprint: Fingerprinting, kind: string) {
  let last: { readonly plain: string; readonly tag: Uint8Array } | undefined;
  return (parts: readonly string[]): Uint8Array => {
    const plain = JSON.stringify([kind, ...parts]);
    if (last?.plain !== plain) last = { plain, tag: fingerprint(plain) };
    return last.tag;
  };
}

/**
 * The records of one batch, for a dry run. `fingerprint` keeps plain numbers out of memory that outlives the row; an
 * existing customer found by `beyond` comes first.
 */
export function createBatchMemory(
  fingerprint: Fingerprinting,
  beyond?: DuplicateLookup,
): BatchMemory {
  /** Records by document, by document and name; how many by mobile. */
  const [documents, persons, mobiles] = [new TagTable(), new TagTable(), new TagTable()];
  const documentTag = lastKept(fingerprint, 'document');
  const personTag = lastKept(fingerprint, 'person');
  const mobileTag = lastKept(fingerprint, 'mobile');
  return {
    find: async ({ kind, number, name }) => {
      const record = documents.get(documentTag([kind, number]));
      if (record === 0) return beyond?.find({ kind, number, name });
      return { sameName: persons.get(personTag([kind, number, name])) === record, record };
    },
    countMobile: async (mobile) => {
      const elsewhere = (await beyond?.countMobile?.(mobile)) ?? 0;
      return elsewhere + mobiles.get(mobileTag([mobile]));
    },
    remember: (judgement, record) => {
      if (!countsAsEarlier(judgement)) return;
      const { kind, number, name } = documentKeyOf(judgement.values);
      documents.set(documentTag([kind, number]), record);
      persons.set(personTag([kind, number, name]), record);
      const mobile = mobileTag([text(judgement.values['NP08'])]);
      mobiles.set(mobile, mobiles.get(mobile) + 1);
    },
  };
}
