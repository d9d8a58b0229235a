// Which keys a subject has or had, and what became of all that wrapped them: what a certificate of destruction says of keys
// (SECURITY 4.4). Never material.
import type { Tx } from '../../kernel/database.ts';
import { invariant } from '../../kernel/invariant.ts';
import { bucketName } from './hierarchy.ts';
import type { ProviderKeys } from './providers/provider-keys.ts';
import { destroyedVersions, keysOf, type KeyRow } from './store.ts';

export interface HeldKey extends KeyRow {
  /** The oldest version of its bucket's key that still opens: all from there on must die with it. */
  readonly oldest: number;
}

/** One version of a bucket's key, as the provider destroyed it. */
export interface WhatDied {
  readonly key: string;
  readonly version: number;
  readonly destroyedAt: Date;
  readonly generation: number;
  readonly provider: string;
}

export async function heldBy(
  keys: ProviderKeys,
  tx: Tx,
  subject: string,
): Promise<readonly HeldKey[]> {
  return (await keysOf(tx, subject)).map((it) => {
    const readable = keys.readable(bucketName(it.bucket)).map(({ version }) => version);
    return { ...it, oldest: Math.min(it.epoch, ...readable) };
  });
}

/** Every version that could open one of these keys is among what was destroyed, or nothing is answered at all. */
export async function destructionsOf(
  keys: ProviderKeys,
  tx: Tx,
  held: readonly HeldKey[],
): Promise<readonly WhatDied[]> {
  const { provider } = await keys.provider.health();
  const died: WhatDied[] = [];
  for (const [bucket, of] of Map.groupBy(held, (it) => it.bucket)) {
    invariant(
      of.every(({ state }) => state === 'destroyed'),
      'every key is destroyed',
    );
    const from = Math.min(...of.map(({ oldest }) => oldest));
    const to = Math.max(...of.map(({ epoch }) => epoch));
    const gone = await destroyedVersions(tx, { bucket, from, to });
    const name = bucketName(bucket);
    const isOpen = keys.readable(name).some(({ version }) => version <= to);
    invariant(gone.length === to - from + 1 && !isOpen, 'no version opens any more');
    died.push(
      ...gone.map(({ epoch: version, destroyedAt, generation }) => {
        return { key: name, version, destroyedAt, generation, provider };
      }),
    );
  }
  return died;
}
