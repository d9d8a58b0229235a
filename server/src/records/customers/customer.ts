// A customer, and one value of it, as this room keeps them: pure. The number is drawn, not derived: it says nothing of the
// person and cannot be computed from anything of the person (NP25, R2.2.4).
import { refuse, type Relation } from '@shouxin/contract';
import type { Audit } from '../../controls/audit/index.ts';
import type { Disclosure } from '../../controls/disclosure/index.ts';
import type { Fingerprint, Sealer } from '../../controls/vault/index.ts';
import type { Actor, Call } from '../../kernel/call.ts';
import { randomBelow } from '../../kernel/crypto/index.ts';

/** One act of collecting: which channel and list brought the values, and who (采集凭证, R2.0). */
export interface Origin {
  readonly channel: string;
  readonly list: string;
  readonly listVersion: number;
  /** Notice in force when it was collected, `N-CS01@1`; absent where notice stayed at the source. */
  readonly notice?: string | undefined;
  readonly source?: string | undefined;
  readonly batch?: string | undefined;
  /** SHA-256 of the imported file, hex. */
  readonly fileHash?: string | undefined;
  readonly record?: number | undefined;
  readonly branchCode?: string | undefined;
  readonly tellerCode?: string | undefined;
  readonly account: string;
  readonly accountName: string;
  readonly proposal?: string | undefined;
  readonly at: Date;
}

export interface KeptValue {
  readonly item: string;
  readonly version: number;
  readonly revision: number;
  readonly sealed: Uint8Array;
  readonly class: string;
  readonly retention: string;
  readonly basis: string;
  readonly verifiedAt: Date | null;
  /** Before whom it was verified last, where that was after it was collected. */
  readonly verifiedBy: string | null;
  readonly method: string | null;
  /** As it was stored with the value, whatever was verified since: what the row seal covers. */
  readonly stored: Stored;
  readonly origin: Origin;
}

export interface Stored {
  readonly verifiedAt: Date | null;
  readonly method: string | null;
}

export interface PendingValue {
  readonly item: string;
  readonly version: number;
  readonly proposal: string;
  readonly sealed: Uint8Array;
  readonly retention: string;
  readonly by: string;
  readonly reviewers: { readonly zh: string; readonly en: string };
  readonly at: Date;
}

export interface Customer {
  readonly customer: string;
  readonly number: string;
  readonly unit: string;
  readonly manager: string | null;
  readonly standing: 'normal' | 'restricted';
  /** Pseudonym in the log, 32 hex. */
  readonly trail: string;
  readonly demonstration: boolean;
  readonly batch: string | null;
  readonly createdAt: Date;
  /** How many acts of collecting there were; what a proposal is based on. */
  readonly revision: number;
  readonly seal: Uint8Array;
  readonly values: readonly KeptValue[];
  readonly pending: readonly PendingValue[];
}

/** What the room is built from. */
export interface CustomersParts {
  readonly sealer: Sealer;
  readonly fingerprint: Fingerprint;
  readonly disclosure: Disclosure;
  readonly audit: Pick<Audit, 'read'>;
  /** Leaves a case that outlives the refusal; lives on a room above. */
  readonly reportExcess: (
    call: Call,
    it: { items: readonly string[]; channel: string; source: string },
  ) => Promise<void>;
  /** Told of every amendment: settles the tasks that asked for it. */
  readonly amended: (
    call: Call,
    it: { customer: string; items: readonly string[] },
  ) => Promise<void>;
}

/** Crockford's base 32: no I, L, O, U, so that it can be read over the telephone. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** `C-7K2M-91QF`: 40 random bits. */
export function newNumber(): string {
  const drawn = Array.from({ length: 8 }, () => alphabet.charAt(randomBelow(alphabet.length)));
  return `C-${drawn.slice(0, 4).join('')}-${drawn.slice(4).join('')}`;
}

/** As people write it: lower case, O for 0, I or L for 1, with or without dashes. Undefined: no number of this form. */
export function readNumber(text: string): string | undefined {
  const plain = text
    .normalize('NFKC')
    .trim()
    .toUpperCase()
    .replace(/^C[\s-]+/, '')
    .replaceAll(/[\s-]/g, '')
    .replace(/^C(?=.{8}$)/, '')
    .replaceAll('O', '0')
    .replaceAll(/[IL]/g, '1');
  if (!/^[0-9A-HJKMNP-TV-Z]{8}$/.test(plain)) return undefined;
  return `C-${plain.slice(0, 4)}-${plain.slice(4)}`;
}

/** R4.1.2: whose customer is it? */
export function relationTo(
  it: Pick<Customer, 'manager' | 'unit'>,
  actor: Pick<Actor, 'id' | 'unit'>,
): Relation {
  if (it.manager !== null && it.manager === actor.id) return 'own';
  return it.unit === actor.unit.id ? 'same-branch' : 'none';
}

export function valueOf<V extends { readonly item: string }>(
  it: { readonly values: readonly V[] },
  item: string,
): V | undefined {
  return it.values.find((value) => value.item === item);
}

/** Items that a teller reads off the document; the rest the customer declares. */
const onTheDocument = new Set(['NP01', 'NP02', 'NP03', 'NP09', 'NP10', 'NP11', 'NP12']);

export function methodOf(item: string, channel: string): string {
  if (item === 'NP14') return 'derived';
  if (channel !== 'counter') return 'source-system';
  return onTheDocument.has(item) ? 'document-at-counter' : 'declared-at-counter';
}

/** When a value counts as verified: taking it over from another system verifies nothing. */
export function verifiedAtOf(channel: string, at: Date): Date | null {
  return channel === 'counter' ? at : null;
}

/** What every later act on the record says of it: list and notice of its registration. */
export function registeredUnder(it: Customer): Pick<Origin, 'list' | 'listVersion' | 'notice'> {
  const list = listNameOf(it);
  const first = it.values.find((value) => value.origin.list === list)?.origin;
  return { list, listVersion: first?.listVersion ?? 1, notice: first?.notice };
}

/** The list under which the customer was registered. */
export function listNameOf(it: Customer): string {
  const first = it.values.find((value) => value.revision === 1) ?? it.values[0];
  return first?.origin.list ?? refuse('not-found');
}
