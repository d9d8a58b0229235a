// For contract-writes: the writes of rooms that keep what is theirs beside their own steps.
import type { Operation } from '@shouxin/contract';
import { backupRecipes } from './backup-steps.ts';

import type { Pair } from './harness-steps.ts';
import { keysRecipes } from './keys-steps.ts';
import { storageRecipes, type Keepers, type Recipe } from './storage-steps.ts';

export function roomRecipes(
  keepers: Keepers,
  pair: Pair,
): [Operation, () => Promise<Recipe & { settled?: () => Promise<unknown> }>][] {
  const { security } = keepers;
  return [...keysRecipes(security, pair), ...storageRecipes(keepers), ...backupRecipes(security)];
}
