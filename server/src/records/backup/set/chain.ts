// A chain: a full set and what is added to it later, under one data key. The key lies wrapped beside the pieces from the first moment
// on, so that a set that was cut off can be begun again in its chain: what lies there already is not sent a second time.
import { Refusal, refuse } from '@shouxin/contract';
import { isKeyOutage, type BackupKeys, type WrappedDataKey } from '../../../controls/keys/index.ts';
import { keyPath, wrappedKey } from './manifest.ts';
import type { Chain } from './piece.ts';
import type { Target } from './target.ts';

export interface OpenChain extends Chain {
  readonly wrapped: WrappedDataKey;
  /** Names of the pieces that lie there whole. */
  readonly pieces: Set<string>;
}

export interface ChainAsked {
  readonly tenant: string;
  readonly chain: string;
}

export async function openChain(
  target: Target,
  keys: BackupKeys,
  { tenant, chain }: ChainAsked,
): Promise<OpenChain> {
  const stored = await storedKey(target, chain);
  if (!stored) {
    const { key, wrapped } = await keys.newDataKey(chain);
    const stated = { ...wrapped, wrapped: wrapped.wrapped.toString('base64') };
    await target.put(keyPath(chain), Buffer.from(JSON.stringify(stated)));
    return { tenant, chain, suite: wrapped.suite, key, wrapped, pieces: new Set() };
  }
  const wrapped = wrappedIn(stored);
  const key = await keyOf(keys, chain, wrapped);
  const pieces = new Set<string>();
  for await (const path of target.list(`${chain}/pieces`)) pieces.add(path.slice(-64));
  return { tenant, chain, suite: wrapped.suite, key, wrapped, pieces };
}

async function storedKey(target: Target, chain: string): Promise<Buffer | undefined> {
  try {
    return await target.get(keyPath(chain));
  } catch (error) {
    if (error instanceof Refusal && error.code === 'backup.piece-missing') return undefined;
    throw error;
  }
}

function wrappedIn(bytes: Uint8Array): WrappedDataKey {
  try {
    const stated = wrappedKey.parse(JSON.parse(Buffer.from(bytes).toString('utf8')));
    return { ...stated, wrapped: Buffer.from(stated.wrapped, 'base64') };
  } catch {
    return refuse('backup.damaged', { facts: { part: 'chain.key' } });
  }
}

/** A key that does not open is of another store; one that does not answer says nothing about the set. */
export function keyOf(keys: BackupKeys, chain: string, wrapped: WrappedDataKey) {
  return keys.dataKey(chain, wrapped).catch((error: unknown) => {
    throw isKeyOutage(error) ? error : refusalOfKeys();
  });
}

const refusalOfKeys = () => new Refusal('backup.wrong-keys');
