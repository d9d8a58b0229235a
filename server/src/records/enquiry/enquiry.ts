// What enquiry is made of, and what its use cases share: whom an enquiry is about, how disclosure is asked, and the card that
// stands for a customer in a list and on a page. It opens nothing and decides nothing (ARCHITECTURE 4).
import { refuse, type CustomerCard, type Receipt, type Words } from '@shouxin/contract';
import { codeRowOf, hiddenMark } from '@shouxin/contract/items';
import type { Audit } from '../../controls/audit/index.ts';
import type { Consent } from '../../controls/consent/index.ts';
import type {
  DisclosedItem,
  Disclosure,
  SealedItem,
  ToDisclose,
} from '../../controls/disclosure/index.ts';
import type { Policy } from '../../controls/policy/index.ts';
import type { Fingerprint } from '../../controls/vault/index.ts';
import type { Call } from '../../kernel/call.ts';
import { businessDate } from '../../kernel/clock.ts';
import type { Tx } from '../../kernel/database.ts';
import {
  relationTo,
  sealedRowOf,
  type Customer,
  type Customers,
  type FoundCustomer,
} from '../customers/index.ts';
import type { KeepPace } from './pace.ts';

/** Names of people and units: from identity, handed in by the program. */
export interface Names {
  namesOf(tx: Tx, accounts: readonly string[]): Promise<ReadonlyMap<string, string>>;
  units(tx: Tx): Promise<readonly { readonly code: string; readonly name: Words }[]>;
  unitName(tx: Tx, unit: string): Promise<Words>;
}

export interface EnquiryParts {
  readonly customers: Pick<Customers, 'load' | 'find' | 'listImages' | 'keepVerification'>;
  readonly disclosure: Disclosure;
  readonly fingerprint: Pick<Fingerprint, 'candidates'>;
  readonly consent: Pick<Consent, 'standingsOf'>;
  readonly policy: Pick<Policy, 'purposes'>;
  readonly audit: Pick<Audit, 'read'>;
  readonly identity: Names;
  readonly rules: { number(key: string): number };
  readonly keepPace: KeepPace;
  /** When everything of a customer was destroyed by order; undefined: it was not. Lives on a room above. */
  readonly destroyedAt: (tx: Tx, customer: string) => Promise<Date | undefined>;
}

/** The customer with all values, or with none when only the record itself is asked for. */
export async function customerOf(
  { customers }: EnquiryParts,
  call: Call,
  { customer, items }: { readonly customer: string; readonly items?: readonly string[] },
): Promise<Customer> {
  const [found] = await customers.load(call.tx, { by: 'customer', customers: [customer] }, items);
  return found ?? refuse('not-found');
}

/** Who is no longer there because that was ordered is said to be so, with the day (R3.3.2). */
export async function refuseMissing(
  { destroyedAt }: EnquiryParts,
  { tx }: Call,
  customer: string,
): Promise<never> {
  const at = await destroyedAt(tx, customer);
  if (!at) refuse('not-found');
  const on = businessDate(at);
  return refuse('customers.destroyed', {
    detail: {
      zh: `该客户的信息已于 ${on} 按规定销毁，不再保存，也无法恢复。`,
      en: `What was kept of this customer was destroyed on ${on}, as the rules require; it is not kept and cannot be restored.`,
    },
    facts: { destroyedOn: on },
  });
}

/** A customer as it was loaded, or as it was found. */
type Sealed = Customer | FoundCustomer;

/** The items of a customer with the seal over all its values: what was put back from yesterday does not open. */
export function requestOf(call: Call, it: Sealed, items: readonly SealedItem[]): ToDisclose {
  const { customer: subject, trail } = it;
  const relation = relationTo(it, call.actor);
  return { subject, trail, relation, items, rows: [sealedRowOf(it)] };
}

export function receiptOf(call: Call, entry: string): Receipt {
  return { entry, at: call.at.toISOString() };
}

/** What a card shows of a customer; all of it comes masked through disclosure. */
export const cardItems = ['NP01', 'NP09', 'NP10'] as const;

/** One's own branch is known; another's is asked for. */
export function branchOf({ identity }: EnquiryParts, call: Call, unit: string): Promise<Words> {
  const mine = call.actor.unit;
  return unit === mine.id ? Promise.resolve(mine.name) : identity.unitName(call.tx, unit);
}

export function cardOf(
  call: Call,
  it: Sealed,
  { shown, branch }: { readonly shown: readonly DisclosedItem[]; readonly branch: Words },
): CustomerCard {
  const [name, kind, number] = cardItems.map((id) => shown.find(({ item }) => item === id));
  return {
    customer: it.customer,
    number: it.number,
    maskedName: textOf(name),
    maskedDocument: textOf(number),
    documentKind: kindOf(kind),
    relation: relationTo(it, call.actor),
    branch,
    standing: standingOf(it),
  };
}

/** Name and number are the customer's own, never a word of ours. */
function textOf(it: DisclosedItem | undefined): string {
  return typeof it?.display === 'string' ? it.display : hiddenMark;
}

/** The kind needs no mask: its code is there when the item may be shown, and has a label in both languages. */
function kindOf(kind: DisclosedItem | undefined): Words {
  const label =
    typeof kind?.parts === 'string' ? codeRowOf('document-kind', kind.parts)?.label : undefined;
  return label ?? { zh: hiddenMark, en: hiddenMark };
}

/** A restriction outweighs a change that waits. */
function standingOf(it: Sealed): CustomerCard['standing'] {
  if (it.standing !== 'normal') return it.standing;
  return it.pending.length > 0 ? 'pending' : 'normal';
}
