// Shredding: a bucket gets a new key, the surviving customer keys are wrapped again under it, and the old key is destroyed
// in the provider. From then on every copy of a shredded key is dead, in backups, WAL and replicas too (SECURITY 4.4,
// threats 27 to 29). Idempotent: a crash at any step is finished by running again, or at the next start.
import type { Tx } from '../../kernel/database.ts';
import { transaction } from '../../kernel/database.ts';
import { invariant } from '../../kernel/invariant.ts';
import { nameOf, type CustomerKeyParts } from './customer-keys.ts';
import { bucketName, specOf } from './hierarchy.ts';
import { KeyRefused, type Destruction } from './providers/provider.ts';
import type { ProviderKeys } from './providers/provider-keys.ts';
import { wrapAgain } from './rotation/rewrap-buckets.ts';
import {
  bucketsOf,
  closeRetired,
  findRetired,
  insertRetired,
  loadBucket,
  lockForReplacing,
  replaceKeys,
  type RetiredKey,
  type Wanted,
  type WrappedKey,
} from './store.ts';

export interface ShredParts {
  readonly db: Tx;
  readonly keys: ProviderKeys;
  readonly wrapping: Pick<CustomerKeyParts, 'provider' | 'tenant' | 'suite'>;
  /** Ends the leases of this process. */
  readonly forget: (wanted: readonly Wanted[]) => void;
  /** Longest that a lease taken before may still be in use. */
  readonly leaseMs: number;
}

export interface ShredReport {
  readonly shredded: number;
  /** Keys of others that were wrapped again. */
  readonly survived: number;
  /** What the provider says of each bucket key destroyed. */
  readonly destroyed: readonly Destruction[];
  /** No process can hold a shredded key after this; the certificate is issued later than that. */
  readonly leasesEndInMs: number;
}

interface Replaced {
  readonly shredded: number;
  readonly survived: number;
}

async function replaceBucket(
  parts: ShredParts,
  bucket: number,
  doomed: ReadonlySet<string>,
): Promise<Replaced> {
  const name = bucketName(bucket);
  const { version: epoch } = await parts.keys.renew(specOf('bucket', name, parts.wrapping.suite));
  return transaction(parts.db, async (tx) => {
    await lockForReplacing(tx);
    const rows = await loadBucket(tx, bucket);
    const dead = rows.filter((row) => doomed.has(nameOf(row)));
    const living = rows.filter((row) => !doomed.has(nameOf(row)));
    const next = [
      ...dead.map((row): WrappedKey => ({ ...row, state: 'destroyed', wrapped: null })),
      ...(await Promise.all(living.map((row) => wrapAgain(parts, row, { epoch })))),
    ];
    invariant(
      (await replaceKeys(tx, next)) === rows.length,
      'every key of the bucket was replaced',
    );
    const older = parts.keys.readable(name).filter(({ version }) => version < epoch);
    await insertRetired(
      tx,
      bucket,
      older.map(({ version }) => version),
    );
    return { shredded: dead.length, survived: living.length };
  });
}

async function destroyOne(parts: ShredParts, it: RetiredKey): Promise<Destruction[]> {
  const id = `${bucketName(it.bucket)}#${it.epoch}`;
  const isThere = parts.keys.all().some((key) => key.id === id && key.state !== 'destroyed');
  if (isThere) {
    const destruction = await parts.keys.retire(id);
    await closeRetired(parts.db, { ...it, ...destruction });
    return [destruction];
  }
  // Destroyed before a crash could say so.
  const { generation } = await parts.keys.provider.health();
  const known = parts.keys.all().find((key) => key.id === id);
  if (!known) throw new KeyRefused('unknown');
  await closeRetired(parts.db, { ...it, destroyedAt: known.changedAt, generation });
  return [];
}

/** Destroys what was replaced and wraps nothing any more; also what an earlier run left. */
export async function settleRetired(parts: ShredParts): Promise<Destruction[]> {
  const destroyed: Destruction[] = [];
  for (const it of await findRetired(parts.db)) destroyed.push(...(await destroyOne(parts, it)));
  return destroyed;
}

/** New keys for these buckets; the keys of `doomed` do not come along. */
export async function replaceBuckets(
  parts: ShredParts,
  buckets: readonly number[],
  doomed: readonly Wanted[],
): Promise<ShredReport> {
  const names = new Set(doomed.map(nameOf));
  let [shredded, survived] = [0, 0];
  for (const bucket of buckets) {
    const replaced = await replaceBucket(parts, bucket, names);
    shredded += replaced.shredded;
    survived += replaced.survived;
  }
  parts.forget(doomed);
  const destroyed = await settleRetired(parts);
  return { shredded, survived, destroyed, leasesEndInMs: parts.leaseMs };
}

/** Destroys all keys of these subjects and classes: what they sealed never opens again, anywhere. */
export async function shred(parts: ShredParts, doomed: readonly Wanted[]): Promise<ShredReport> {
  return replaceBuckets(parts, await bucketsOf(parts.db, doomed), doomed);
}
