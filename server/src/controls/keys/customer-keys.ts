// Customer keys: made in batches, wrapped by a bucket key of the provider with everything they belong to bound in, and
// leased for at most a minute. A key made by a transaction is remembered only after that transaction has committed:
// what is sealed under a key that rolled back could never be opened.
import { transaction, type Tx } from '../../kernel/database.ts';
import {
  DataKey,
  isSameBytes,
  kidOf,
  type Leases,
  newKey,
  randomBelow,
  suiteOf,
  type SecretKey,
  type SuiteId,
} from '../../kernel/crypto/index.ts';
import { bucketCount, bucketName, kinds } from './hierarchy.ts';
import { KeyRefused, mayProcess, type KeyContext, type KeyProvider } from './providers/provider.ts';
import {
  insertKeys,
  loadKeys,
  lockForMaking,
  type LoadedKey,
  type Wanted,
  type WrappedKey,
} from './store.ts';

/** All keys of one subject and class: one that seals, all that open. */
export interface KeySet {
  readonly active: DataKey | undefined;
  /** The oldest first. */
  readonly byKid: ReadonlyMap<string, DataKey>;
  /** A key was destroyed here: the class was shredded, and none is made again. */
  readonly isShredded: boolean;
  readonly endsAt: number;
}

export interface CustomerKeyParts {
  readonly provider: KeyProvider;
  readonly tenant: string;
  readonly suite: SuiteId;
  readonly leases: Leases<KeySet>;
  /** Version of each bucket's key that wraps new customer keys. */
  readonly epochOf: (bucket: number) => number;
}

export const nameOf = (it: Wanted): string => `${it.subject}|${it.class}`;

export function wrapContext(
  tenant: string,
  it: Omit<WrappedKey, 'wrapped' | 'kid' | 'state'>,
): KeyContext {
  return [kinds.bucket.label, tenant, it.subject, it.class, it.bucket, it.epoch, it.suite];
}

export async function unwrapOne(
  parts: Pick<CustomerKeyParts, 'provider' | 'tenant'>,
  stored: WrappedKey,
): Promise<SecretKey> {
  if (!stored.wrapped) throw new KeyRefused('destroyed');
  const id = `${bucketName(stored.bucket)}#${stored.epoch}`;
  const context = wrapContext(parts.tenant, stored);
  const key = await parts.provider.unwrap(id, stored.wrapped, context);
  // The kid commits to the key; a row whose kid was changed must not lend its name to another key.
  if (!isSameBytes(kidOf(suiteOf(stored.suite), key), stored.kid)) {
    throw new KeyRefused('not-authentic');
  }
  return key;
}

/** The first key of a subject and class, from a later one: a name that the log knows stays the same when keys are replaced. */
const firsts = new WeakMap<DataKey, DataKey>();

export const firstOf = (key: DataKey): DataKey => firsts.get(key) ?? key;

function remember(set: KeySet | undefined, key: DataKey): void {
  const [first] = set?.byKid.values() ?? [];
  if (first) firsts.set(key, first);
}

async function leaseSet(parts: CustomerKeyParts, stored: readonly LoadedKey[]): Promise<KeySet> {
  const endsAt = parts.leases.end();
  const byKid = new Map<string, DataKey>();
  let active: DataKey | undefined;
  for (const row of stored) {
    if (!mayProcess(row.state)) continue;
    const key = new DataKey(suiteOf(row.suite), await unwrapOne(parts, row), endsAt);
    byKid.set(key.kid.toString('hex'), key);
    if (row.state === 'active') active = key;
  }
  const isShredded = stored.some(({ state }) => state === 'destroyed');
  const set = { active, byKid, isShredded, endsAt };
  if (active) remember(set, active);
  return set;
}

/** The very key that sealed: one of the set, or what one of them gives for another suite. */
export function keyWithKid(set: KeySet | undefined, kid: Uint8Array): DataKey | undefined {
  if (!set) return undefined;
  const own = set.byKid.get(Buffer.from(kid).toString('hex'));
  return own ?? [...set.byKid.values()].map((key) => key.withKid(kid)).find(Boolean);
}

/** Loads what is stored; remembers what has been committed. */
async function load(parts: CustomerKeyParts, tx: Tx, wanted: readonly Wanted[]) {
  const stored = Map.groupBy(await loadKeys(tx, wanted), nameOf);
  const sets = new Map<string, KeySet>();
  await Promise.all(
    [...stored].map(async ([name, rows]) => {
      const set = await leaseSet(parts, rows);
      sets.set(name, set);
      if (!rows.some(({ isOwn }) => isOwn)) parts.leases.put(name, set);
    }),
  );
  return sets;
}

/** What exists, from the leases or the database; the rest is left out. */
export async function findKeySets(
  parts: CustomerKeyParts,
  tx: Tx,
  wanted: readonly Wanted[],
): Promise<Map<string, KeySet>> {
  const sets = new Map<string, KeySet>();
  const missing = new Map<string, Wanted>();
  for (const it of wanted) {
    const name = nameOf(it);
    const held = parts.leases.get(name);
    if (held) sets.set(name, held);
    else missing.set(name, it);
  }
  if (missing.size === 0) return sets;
  for (const [name, set] of await load(parts, tx, [...missing.values()])) sets.set(name, set);
  return sets;
}

interface Made {
  readonly name: string;
  readonly key: SecretKey;
  readonly row: WrappedKey & { readonly wrapped: Buffer };
}

async function makeOne(parts: CustomerKeyParts, wanted: Wanted): Promise<Made> {
  const key = newKey();
  const bucket = randomBelow(bucketCount);
  const place = { ...wanted, bucket, epoch: parts.epochOf(bucket), suite: parts.suite };
  const id = `${bucketName(bucket)}#${place.epoch}`;
  const wrapped = await parts.provider.wrap(id, key, wrapContext(parts.tenant, place));
  const kid = kidOf(suiteOf(parts.suite), key);
  return { name: nameOf(wanted), key, row: { ...place, kid, state: 'active', wrapped } };
}

/** Makes what is known to be missing; where somebody else was first, theirs is it. */
export async function makeKeys(parts: CustomerKeyParts, tx: Tx, wanted: readonly Wanted[]) {
  await lockForMaking(tx);
  const made = await Promise.all(
    wanted.map(({ subject, class: it }) => makeOne(parts, { subject, class: it })),
  );
  const kept = await insertKeys(
    tx,
    made.map(({ row }) => row),
  );
  const keptKids = new Set(kept.map((kid) => kid.toString('hex')));
  const endsAt = parts.leases.end();
  const active = new Map<string, DataKey>();
  const lost: Wanted[] = [];
  for (const { name, key, row } of made) {
    if (keptKids.has(row.kid.toString('hex'))) {
      active.set(name, new DataKey(suiteOf(row.suite), key, endsAt));
    } else lost.push(row);
  }
  // Another transaction made these first; it has committed, or insertKeys would still be waiting for it.
  if (lost.length > 0) {
    for (const [name, set] of await load(parts, tx, lost)) {
      if (set.active) active.set(name, set.active);
    }
  }
  return active;
}

function refuseShredded(set: KeySet | undefined): void {
  if (set?.isShredded) throw new KeyRefused('destroyed');
}

/** The sealing key of each, made where there is none; in the order asked for. */
export async function sealingKeys(
  parts: CustomerKeyParts,
  tx: Tx,
  wanted: readonly Wanted[],
): Promise<DataKey[]> {
  const sets = await findKeySets(parts, tx, wanted);
  const missing = new Map<string, Wanted>();
  for (const it of wanted) {
    const set = sets.get(nameOf(it));
    if (set?.active) continue;
    refuseShredded(set);
    missing.set(nameOf(it), it);
  }
  const make = (within: Tx) => makeKeys(parts, within, [...missing.values()]);
  const made =
    missing.size === 0
      ? new Map<string, DataKey>()
      : await (tx.isTransaction ? make(tx) : transaction(tx, make));
  return wanted.map((it) => {
    const set = sets.get(nameOf(it));
    const key = set?.active ?? made.get(nameOf(it));
    if (!key) throw new KeyRefused('unknown');
    if (!set?.active) remember(set, key);
    return key;
  });
}
