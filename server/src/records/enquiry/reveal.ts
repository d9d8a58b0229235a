// Reveal and verify: the values asked for go to disclosure with the relation to the customer; what comes back is what the
// rules allow, with the time it may stay open. This file decides nothing (promise 1, R4.1.1).
import { refuse, type InputOf, type OutputOf, type operations } from '@shouxin/contract';
import type { DisclosedItem } from '../../controls/disclosure/index.ts';
import type { Call, ItemShown } from '../../kernel/call.ts';
import { sealedItemOf, valueOf, type Customer, type KeptValue } from '../customers/index.ts';
import { customerOf, receiptOf, requestOf, type EnquiryParts } from './enquiry.ts';
import { spendVerify } from './pace.ts';

type Reveal = (typeof operations.customers)['reveal'];
type Verify = (typeof operations.customers)['verify'];

export async function reveal(
  parts: EnquiryParts,
  call: Call,
  { customer, items: asked }: InputOf<Reveal>,
): Promise<OutputOf<Reveal>> {
  const it = await customerOf(parts, call, { customer });
  const kept = keptOf(call, it, [...new Set(asked)]);
  const request = requestOf(
    call,
    it,
    kept.map((value) => sealedItemOf(customer, value)),
  );
  const disclosed = await parts.disclosure.disclose(call, { mode: 'reveal', ...request });
  return {
    items: disclosed.items.map(({ item, shown, display, parts: value, why }) => ({
      item,
      shown,
      ...(display !== undefined && { display }),
      ...(value !== undefined && { parts: value }),
      why,
    })),
    closesInSeconds: secondsOf(parts, disclosed.items),
    revealsToday: await parts.disclosure.budget(call),
    receipt: receiptOf(call, disclosed.entry),
  };
}

/** Yes or no about one value, for a customer in front of the desk; paced, because asking often enough is reading. */
export async function verify(
  parts: EnquiryParts,
  call: Call,
  { customer, item, value: given }: InputOf<Verify>,
): Promise<OutputOf<Verify>> {
  await parts.keepPace(call, 'verify');
  const it = await customerOf(parts, call, { customer });
  const [kept] = keptOf(call, it, [item]);
  if (!kept) refuse('not-found');
  await spendVerify(parts, call, { customer, item, trail: it.trail });
  const { items, ...about } = requestOf(call, it, [sealedItemOf(customer, kept)]);
  const [value] = items;
  if (!value) refuse('not-found');
  const { matches, entry } = await parts.disclosure.verify(call, { ...about, value, given });
  if (matches) await keepMatch(parts, call, { customer: it, value: kept });
  return { item, matches, receipt: receiptOf(call, entry) };
}

/** The value is verified from now on: a fact of its own, with an entry of its own (R1.4.4). */
async function keepMatch(
  { customers }: EnquiryParts,
  call: Call,
  { customer: it, value }: { readonly customer: Customer; readonly value: KeptValue },
): Promise<void> {
  const { item, version } = value;
  const { id: account, displayName: accountName } = call.actor;
  const method = 'stated-by-customer';
  const entry = call.append({
    act: 'customers.verified',
    trail: it.trail,
    items: { [item]: 'none' },
    decision: 'allow',
    facts: { version, method },
  });
  const { customer } = it;
  await customers.keepVerification(call.tx, {
    customer,
    item,
    version,
    entry,
    method,
    account,
    accountName,
    at: call.at,
  });
}

/** What is not kept cannot be shown; the attempt stands on the customer's trail. */
function keptOf(call: Call, it: Customer, asked: readonly string[]): KeptValue[] {
  const missing = asked.filter((item) => !valueOf(it, item));
  if (missing.length > 0) {
    const items: Record<string, ItemShown> = {};
    for (const item of missing.filter(isItem)) items[item] = 'refused';
    call.append({ trail: it.trail, items });
    refuse('not-found', {
      detail: { zh: '该客户没有留存此信息项', en: 'Nothing of this item is kept for the customer' },
    });
  }
  return asked.flatMap((item) => valueOf(it, item) ?? []);
}

/** What was typed in place of an item's code does not get into the log. */
const isItem = (item: string): boolean => /^[A-Z]{2}\d{2}$/.test(item);

/** The shortest time of what is shown; what needs no mask stays as long as T1. */
function secondsOf({ rules }: EnquiryParts, items: readonly DisclosedItem[]): number {
  const plain = items.filter(({ shown }) => shown === 'plain').map(({ tier }) => tier);
  const isShort = plain.some((tier) => tier !== 'T0' && tier !== 'T1');
  return rules.number(isShort ? 'reveal.t2.seconds' : 'reveal.t1.seconds');
}
