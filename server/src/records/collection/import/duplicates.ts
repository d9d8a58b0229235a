// One person, one customer: the same document kind and number as an earlier accepted record or an existing customer is
// a duplicate, linked for review and not stored twice; under another name it is a conflict. Precedence: reject first.
import { type ItemValue, finding, rule } from '@shouxin/contract/items';
import { type Judgement, reasonOf } from './judge-record.ts';

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

/**
 * The records of one batch, for a dry run. `fingerprint` keeps plain numbers out of memory that outlives the row; an
 * existing customer found by `beyond` comes first.
 */
export function createBatchMemory(
  fingerprint: (plain: string) => string,
  beyond?: DuplicateLookup,
): BatchMemory {
  const documents = new Map<string, { record: number; name: string }>();
  const mobiles = new Map<string, number>();
  const documentTag = (key: DocumentKey): string =>
    fingerprint(JSON.stringify(['document', key.kind, key.number]));
  const nameTag = (key: DocumentKey): string => fingerprint(JSON.stringify(['name', key.name]));
  const mobileTag = (mobile: string): string => fingerprint(JSON.stringify(['mobile', mobile]));
  return {
    find: async (key) => {
      const before = documents.get(documentTag(key));
      if (before) return { sameName: before.name === nameTag(key), record: before.record };
      return beyond?.find(key);
    },
    countMobile: async (mobile) => {
      const elsewhere = (await beyond?.countMobile?.(mobile)) ?? 0;
      return elsewhere + (mobiles.get(mobileTag(mobile)) ?? 0);
    },
    remember: (judgement, record) => {
      if (!countsAsEarlier(judgement)) return;
      const key = documentKeyOf(judgement.values);
      documents.set(documentTag(key), { record, name: nameTag(key) });
      const mobile = mobileTag(text(judgement.values['NP08']));
      mobiles.set(mobile, (mobiles.get(mobile) ?? 0) + 1);
    },
  };
}
