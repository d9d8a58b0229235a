// Finding a customer without opening anybody else: keyed tags lead to a few candidates, disclosure compares them, and only
// who is meant comes back, masked (R2.2.4, R4.1.1). A name alone finds nobody. Hit and miss take the same steps.
import { type CustomerCard, type InputOf, type OutputOf, type operations } from '@shouxin/contract';
import {
  fromOldIdentityNumber,
  hasIdentityNumber,
  normaliseMobile,
  normaliseName,
  normaliseNumber,
} from '@shouxin/contract/items';
import type { Candidate } from '../../controls/disclosure/index.ts';
import type { Sought } from '../../controls/vault/index.ts';
import type { Call } from '../../kernel/call.ts';
import { bandOf, beforeOf, pageFrom } from '../../kernel/page.ts';
import {
  readNumber,
  sealedItemOf,
  sealedRowOf,
  valueOf,
  type FoundCustomer,
} from '../customers/index.ts';
import { branchOf, cardItems, cardOf, receiptOf, requestOf, type EnquiryParts } from './enquiry.ts';

type Search = (typeof operations.customers)['search'];
type Terms = InputOf<Search>['terms'];

/** Tags of 18 bits are shared by a handful of customers; more than this are namesakes, and a name is not enough then. */
const candidatesMax = 200;

export async function search(
  parts: EnquiryParts,
  call: Call,
  { terms, cursor, limit }: InputOf<Search>,
): Promise<OutputOf<Search>> {
  beforeOf(cursor);
  // Counted and loaded at the same time; nothing is opened before the count says that it may be.
  const [candidates] = await Promise.all([
    candidatesFor(parts, call, terms),
    parts.keepPace(call, 'search'),
  ]);
  const found = await foundAmong(parts, call, candidates);
  const shown = found.slice(0, parts.rules.number('search.results_max'));
  const after = shown.filter((it) => cursor === undefined || it.customer > cursor);
  const { items, ...page } = pageFrom(after, {
    limit,
    band: bandOf(found.length),
    cursorOf: (it) => it.customer,
  });
  const cards = await cardsOf(parts, call, items);
  const entry = call.append({
    decision: cards.length > 0 ? 'mask' : 'none',
    count: found.length,
    facts: { by: terms.by },
  });
  return { ...page, items: cards, receipt: receiptOf(call, entry) };
}

interface Candidates {
  readonly customers: readonly FoundCustomer[];
  /** What a candidate's own values must be; absent: who was loaded is who was meant. */
  readonly given?: SoughtBy['given'];
}

/** Whom the tags lead to: loaded as they are kept, sealed. */
async function candidatesFor(parts: EnquiryParts, call: Call, terms: Terms): Promise<Candidates> {
  if (terms.by === 'number') {
    const number = readNumber(terms.number);
    if (number === undefined) return { customers: [] };
    return { customers: await parts.customers.find(call.tx, { by: 'number', number }) };
  }
  const { sought, given } = soughtBy(terms, call);
  const tags = await parts.fingerprint.candidates(sought);
  const asked = { index: sought.index, tags, max: candidatesMax };
  const wanted = { by: 'tag', asked: [asked] } as const;
  const loaded = await parts.customers.find(call.tx, wanted);
  const customers = loaded.filter(
    (it) => terms.by !== 'name-branch' || it.unit === call.actor.unit.id,
  );
  return { customers, given };
}

async function foundAmong(
  parts: EnquiryParts,
  call: Call,
  { customers, given }: Candidates,
): Promise<readonly FoundCustomer[]> {
  if (!given) return customers;
  const { subjects } = await parts.disclosure.find(
    call,
    customers.flatMap((it) => candidateOf(it, given)),
  );
  return customers.filter((it) => subjects.includes(it.customer));
}

interface SoughtBy {
  readonly sought: Sought;
  /** What a candidate's own values must be, item by item. */
  readonly given: Readonly<Record<string, string>>;
}

function soughtBy(terms: Exclude<Terms, { by: 'number' }>, { actor }: Call): SoughtBy {
  switch (terms.by) {
    case 'document': {
      const { documentKind: kind, documentNumber } = terms;
      const number = documentNumberOf(kind, documentNumber);
      return { sought: { index: 'document', kind, number }, given: { NP09: kind, NP10: number } };
    }
    case 'mobile': {
      const number = normaliseMobile(terms.mobile);
      return { sought: { index: 'mobile', number }, given: { NP08: number } };
    }
    case 'name-birth': {
      const [name, birthOn] = [normaliseName(terms.name), terms.birthDate];
      return {
        sought: { index: 'name-birth', name, birthOn },
        given: { NP01: name, NP14: birthOn },
      };
    }
    default: {
      const name = normaliseName(terms.name);
      return {
        sought: { index: 'name-branch', name, branch: actor.unit.id },
        given: { NP01: name },
      };
    }
  }
}

/** A number of 15 digits from an old card is the same person's of 18. */
function documentNumberOf(kind: string, text: string): string {
  const number = normaliseNumber(text);
  return (hasIdentityNumber(kind) && fromOldIdentityNumber(number)) || number;
}

/** Who lacks one of the values cannot be the one. */
function candidateOf(it: FoundCustomer, given: SoughtBy['given']): Candidate[] {
  const values = Object.entries(given).flatMap(([item, text]) => {
    const kept = valueOf(it, item);
    return kept ? [{ value: sealedItemOf(it.customer, kept), given: text }] : [];
  });
  if (values.length < Object.keys(given).length) return [];
  return [{ subject: it.customer, values, rows: [sealedRowOf(it)] }];
}

/** Customers that something else led to, masked as those that were found; counted like a search, for it shows as much. */
export async function cardsFor(
  parts: EnquiryParts,
  call: Call,
  customers: readonly string[],
): Promise<CustomerCard[]> {
  if (customers.length === 0) return [];
  const [found] = await Promise.all([
    parts.customers.find(call.tx, { by: 'customer', customers }),
    parts.keepPace(call, 'search'),
  ]);
  return cardsOf(parts, call, found);
}

async function cardsOf(
  parts: EnquiryParts,
  call: Call,
  found: readonly FoundCustomer[],
): Promise<CustomerCard[]> {
  const requests = found.map((it) =>
    requestOf(
      call,
      it,
      cardItems.flatMap((item) => {
        const kept = valueOf(it, item);
        return kept ? [sealedItemOf(it.customer, kept)] : [];
      }),
    ),
  );
  const units = [...new Set(found.map((it) => it.unit))];
  const [disclosed, ...names] = await Promise.all([
    parts.disclosure.discloseMany(call, { mode: 'view', requests }),
    ...units.map((unit) => branchOf(parts, call, unit)),
  ]);
  return found.map((it, index) =>
    cardOf(call, it, {
      shown: disclosed[index]?.items ?? [],
      branch: names[units.indexOf(it.unit)] ?? { zh: '', en: '' },
    }),
  );
}
