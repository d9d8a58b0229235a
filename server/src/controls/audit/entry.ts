// From what a caller appends to the bytes that are hashed, and the columns that only make them findable. The bytes are
// the entry; a column that disagrees with them is a finding.
import { entryBytesMax, entryOf, type Entry, type EntryToAppend } from '@shouxin/contract/proof';
import { canonical } from '../../kernel/canonical.ts';
import type { Clock } from '../../kernel/clock.ts';
import { newId } from '../../kernel/crypto/index.ts';
import { invariant } from '../../kernel/invariant.ts';
import type { Hash } from './tree.ts';

/** What is stored of an entry besides its body: every one of these is also in the body. */
export interface EntryColumns {
  readonly id: string;
  readonly at: string;
  readonly act: string;
  readonly actor: string | null;
  readonly tried: string | null;
  readonly branch: string | null;
  readonly trail: string | null;
  readonly purpose: string | null;
  readonly decision: string | null;
  readonly reference: string | null;
}

export interface StoredEntry extends EntryColumns {
  readonly body: Uint8Array;
}

/** Waiting for its place. Body null: gone although it is queued; seq: has a place although it is queued. */
export interface QueuedEntry {
  readonly id: string;
  readonly body: Uint8Array | null;
  readonly seq: number | null;
}

/** A leaf with what is stored of its entry; everything of the entry is null when it is gone. */
export type LeafRow = {
  readonly seq: number;
  readonly entry: string;
  readonly hash: Hash;
  readonly body: Uint8Array | null;
} & { readonly [K in keyof EntryColumns]: EntryColumns[K] | null };

/** An entry as it is read back, with its place in the tree once it has one. */
export interface PlacedEntry {
  readonly id: string;
  readonly seq: number | null;
  readonly body: Uint8Array;
}

/** What the trail can be searched by. */
export interface TrailFilters {
  readonly act?: string;
  readonly actor?: string;
  /** What this account did, and what was tried at it. */
  readonly account?: string;
  readonly trail?: string;
  readonly purpose?: string;
  readonly decision?: string;
  readonly branch?: string;
  readonly reference?: string;
  readonly from?: Date;
  readonly to?: Date;
}

export const columnNames = [
  'id',
  'at',
  'act',
  'actor',
  'tried',
  'branch',
  'trail',
  'purpose',
  'decision',
  'reference',
] as const satisfies readonly (keyof EntryColumns)[];

export function columnsOf(entry: Entry): EntryColumns {
  return {
    id: entry.id,
    at: entry.at,
    act: entry.act,
    actor: entry.actor.id ?? null,
    tried: entry.tried ?? null,
    branch: entry.branch ?? null,
    trail: entry.trail ?? null,
    purpose: entry.purpose ?? null,
    decision: entry.decision ?? null,
    reference: entry.reference ?? null,
  };
}

/** Milliseconds since 1970 in a UUIDv7 (RFC 9562 section 5.7). */
export function millisecondsOf(id: string): number {
  return Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
}

/** The smallest UUID of an instant: entries of a period are a range of ids. */
export function lowestIdAt(at: Date): string {
  const hex = Math.max(0, at.getTime()).toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-0000-0000-000000000000`;
}

const counterMax = 0xfff;
const stepBackMaxMs = 2_000;

/**
 * Ids that grow within this process, so that entries keep the order in which they were made also within a millisecond
 * (RFC 9562 section 6.2, method 1) and while a clock steps back a little.
 */
export function idsInOrder(clock: Clock): () => string {
  let last = 0;
  let counter = 0;
  return () => {
    const now = clock.now().getTime();
    const isNew = now > last || now < last - stepBackMaxMs;
    counter = isNew ? 0 : counter + 1;
    if (isNew) last = now;
    if (counter > counterMax) [last, counter] = [last + 1, 0];
    const id = newId(new Date(last));
    return `${id.slice(0, 15)}${counter.toString(16).padStart(3, '0')}${id.slice(18)}`;
  };
}

/** Every member in the order in which it is written; the compiler says when one is forgotten. */
function inOrder(it: Entry): { readonly [K in keyof Required<Entry>]: Entry[K] } {
  return {
    act: it.act,
    actor: { account: it.actor.account, id: it.actor.id, kind: it.actor.kind },
    address: it.address,
    at: it.at,
    basis: it.basis,
    branch: it.branch,
    code: it.code,
    commitments: it.commitments,
    count: it.count,
    decision: it.decision,
    detail: it.detail,
    facts: it.facts,
    id: it.id,
    items: it.items,
    policyVersion: it.policyVersion,
    post: it.post,
    purpose: it.purpose,
    reference: it.reference,
    request: it.request,
    result: it.result,
    rules: it.rules,
    session: it.session,
    tenant: it.tenant,
    terminal: it.terminal,
    trail: it.trail,
    tried: it.tried,
    v: it.v,
  };
}

/** An entry ready to be stored. Throws, as a bug of the caller, where it does not fit the schema. */
export function storedEntry(draft: EntryToAppend & { id: string }, tenant: string): StoredEntry {
  const at = new Date(millisecondsOf(draft.id)).toISOString();
  const entry = entryOf({ ...draft, v: 1, at, tenant });
  invariant(entry, 'An audit entry fits its schema');
  const body = Buffer.from(canonical(inOrder(entry)), 'utf8');
  invariant(body.length <= entryBytesMax, 'An audit entry fits 64 KiB');
  return { ...columnsOf(entry), body };
}

/** The entry that some bytes are, or undefined when they are not exactly one entry of ours. */
export function parseEntry(body: Uint8Array): Entry | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body);
    const entry = entryOf(JSON.parse(text));
    return entry && canonical(entry) === text ? entry : undefined;
  } catch {
    return undefined;
  }
}

/** Names the entry of an act; its proof can be fetched once it has a place. */
export interface AppendReceipt {
  readonly entry: string;
  readonly at: string;
}

export function receiptOf({ id, at }: StoredEntry): AppendReceipt {
  return { entry: id, at };
}
