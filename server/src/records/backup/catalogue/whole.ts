// The sets of the data that are whole, for whoever restores one to try it.
import { refuse } from '@shouxin/contract';
import type { Tx } from '../../../kernel/database.ts';
import { openSet, type OpenSet } from '../set/open-set.ts';
import type { BackupParts } from './begin.ts';
import { placeFor } from './places.ts';
import { findStored, standingSets } from './store.ts';

export interface WholeSet {
  readonly set: string;
  /** Of this moment. */
  readonly takenAt: Date;
}

export interface WholeSets {
  readonly hasPlace: boolean;
  /** The newest first. */
  wholeSets(tx: Tx): Promise<readonly WholeSet[]>;
  openSet(set: string): Promise<OpenSet>;
}

export function createWhole({ db, places, tenant, keys }: BackupParts): WholeSets {
  return {
    hasPlace: places.data !== undefined,
    wholeSets: async (tx) =>
      (await standingSets(tx, 'data'))
        .filter((it) => it.manifest !== null)
        .map(({ set, askedAt }) => ({ set, takenAt: askedAt })),
    async openSet(set) {
      const it = await findStored(db, set);
      if (!it || it.kind !== 'data' || it.manifest === null) return refuse('backup.not-whole');
      return openSet(await placeFor(places, 'data'), it, { tenant, keys });
    },
  };
}
