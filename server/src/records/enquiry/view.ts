// The customer page: everything that is kept, masked, each item with why it is shown like this, where it came from, how fresh
// it is, what keeps it and what is about to change (R1.4.4, promise 7). Two waits on the database, three with consents.
import type { CustomerItem, DocumentImage, OutputOf, operations } from '@shouxin/contract';
import { dictionary, hiddenMark, rule } from '@shouxin/contract/items';
import type { DisclosedItem } from '../../controls/disclosure/index.ts';
import type { Call } from '../../kernel/call.ts';
import { businessDate } from '../../kernel/clock.ts';
import {
  pendingItemOf,
  sealedItemOf,
  type Customer,
  type KeptValue,
  imagesInWords,
  type PendingValue,
} from '../customers/index.ts';
import {
  branchOf,
  cardOf,
  receiptOf,
  refuseMissing,
  requestOf,
  type EnquiryParts,
} from './enquiry.ts';
import { freshnessOf, originOf, retentionOf, validUntilOf } from './kept.ts';

type View = (typeof operations.customers)['view'];

export async function view(
  parts: EnquiryParts,
  call: Call,
  { customer }: { readonly customer: string },
): Promise<OutputOf<View>> {
  const wanted = { by: 'customer', customers: [customer] } as const;
  const [[it], standings, revealsToday, images] = await Promise.all([
    parts.customers.load(call.tx, wanted),
    parts.consent.standingsOf(call.tx, [customer]),
    parts.disclosure.budget(call),
    parts.customers.listImages(call.tx, customer),
  ]);
  if (!it) return refuseMissing(parts, call, customer);
  const current = it.values.map((value) => sealedItemOf(customer, value));
  const waiting = it.pending.map((value) => pendingItemOf(customer, value));
  const request = requestOf(call, it, [...current, ...waiting]);
  const [disclosed, branch] = await Promise.all([
    parts.disclosure.disclose(call, { mode: 'view', ...request }),
    branchOf(parts, call, it.unit),
  ]);
  const shown = disclosed.items.slice(0, current.length);
  const proposed = disclosed.items.slice(current.length);
  const items = itemsOf(it, { shown, proposed, images, today: businessDate(call.at) });
  return {
    card: cardOf(call, it, { shown, branch }),
    ...ageOf(shown),
    demonstration: it.demonstration,
    items,
    consents: standings.get(customer) ?? [],
    revealsToday,
    receipt: receiptOf(call, disclosed.entry),
  };
}

/** Completed years, where the date of birth may be shown at least masked; 民法典 art. 17. */
function ageOf(shown: readonly DisclosedItem[]): { ageYears: number | null; minor: boolean } {
  const ageYears = shown.find(({ item }) => item === 'NP14')?.ageYears ?? null;
  return { ageYears, minor: ageYears !== null && ageYears < rule('minor.policy_age') };
}

interface Shown {
  readonly shown: readonly DisclosedItem[];
  readonly proposed: readonly DisclosedItem[];
  readonly images: readonly DocumentImage[];
  readonly today: string;
}

const groupOrder = dictionary.groups.map((it) => it.id);
const order = new Map(
  dictionary.items
    .toSorted((a, b) => groupOrder.indexOf(a.group) - groupOrder.indexOf(b.group))
    .map((it, index) => [it.id, index]),
);
const placeIn = ({ item }: { readonly item: string }): number => order.get(item) ?? order.size;

function itemsOf(it: Customer, all: Shown): CustomerItem[] {
  const { shown, proposed, today } = all;
  const validUntil = validUntilOf(shown.find(({ item }) => item === 'NP11')?.parts);
  const kept = it.values.flatMap((value, index): CustomerItem[] => {
    const one = shown[index];
    return one ? [keptItem(value, { one, validUntil, today, images: all.images })] : [];
  });
  const waiting = it.pending.flatMap((value, index) => {
    const one = proposed[index];
    return one ? [{ value, one, pending: pendingOf(value, one) }] : [];
  });
  const changed = kept.map((row) => {
    const change = waiting.find(({ value }) => value.item === row.item);
    return change ? { ...row, pending: change.pending } : row;
  });
  const added = waiting
    .filter(({ value }) => !kept.some(({ item }) => item === value.item))
    .map(({ value, one, pending }) => ({ ...comingItem(it, value, one), pending }));
  return [...changed, ...added].toSorted((a, b) => placeIn(a) - placeIn(b));
}

function keptItem(
  value: KeptValue,
  it: {
    readonly one: DisclosedItem;
    readonly validUntil: string | undefined;
    readonly today: string;
    readonly images: readonly DocumentImage[];
  },
): CustomerItem {
  const { item, shown, display, tier, reveal, why, amendBarred } = it.one;
  const seen = item === 'NP13' && shown !== 'refused' ? imagesInWords(it.images) : display;
  return {
    item,
    shown,
    ...(seen !== undefined && { display: seen }),
    version: value.version,
    tier,
    reveal,
    why,
    ...(amendBarred && { amendBarred }),
    origin: originOf(value),
    freshness: freshnessOf(value, it),
    retention: retentionOf(value.retention),
  };
}

/** Nothing is kept yet: the item is there because a change waits that would bring it. */
function comingItem(it: Customer, value: PendingValue, one: DisclosedItem): CustomerItem {
  const { item, shown, tier, why } = one;
  const origin = it.values.find(({ revision }) => revision === 1)?.origin ?? it.values[0]?.origin;
  return {
    item,
    shown,
    version: 0,
    tier,
    reveal: 'open',
    why,
    origin: {
      channel: 'counter',
      list: origin?.list ?? '-',
      listVersion: origin?.listVersion ?? 0,
      at: value.at.toISOString(),
      by: value.by,
    },
    freshness: { state: 'due', verifiedAt: null, validUntil: null },
    retention: retentionOf(value.retention),
  };
}

/** Which sides are new is in the sealed value; that there is one is not. */
const newImage = { zh: '新影像', en: 'New image' };

function pendingOf(value: PendingValue, one: DisclosedItem): NonNullable<CustomerItem['pending']> {
  return {
    proposal: value.proposal,
    proposed: value.item === 'NP13' ? newImage : (one.display ?? hiddenMark),
    by: value.by,
    at: value.at.toISOString(),
    reviewers: value.reviewers,
  };
}
