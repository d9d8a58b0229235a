// What the program hands to custody: where the storage register says that what lies, and whether a place is on the database's own disk.
import { ruleRowOf, rule } from '@shouxin/contract/items';
import type { CopyRole, RuleNote, Words } from '@shouxin/contract';
import type { Tx } from '../../kernel/database.ts';

/** A storage asset as the map of copies sees it. */
export interface Placement {
  readonly asset: string;
  readonly name: string;
  readonly kind: Words;
  /** An asset may hold copies of data and of keys: then it is both. */
  readonly roles: readonly CopyRole[];
  readonly province: string;
  readonly site: string;
  readonly isEncrypted: boolean;
  readonly isOnDeviceOfPrimary: boolean;
  /** Folder or address, where the register has one. */
  readonly locator: string | null;
}

/** Where the settings send copies. */
export interface Destination {
  readonly role: 'copy' | 'key-copy';
  readonly locator: string;
  readonly isOnDeviceOfPrimary: boolean;
}

export interface CustodyParts {
  readonly db: Tx;
  readonly placements: (tx: Tx) => Promise<readonly Placement[]>;
  readonly destinations: () => readonly Destination[];
}

export const rules = {
  outMax: 'custody.out_max_days',
  remind: 'custody.expiry_remind_days',
  stockTake: 'custody.stock_take_months',
} as const;

export function noteOf(key: string): RuleNote {
  const { unit, article, mark } = ruleRowOf(key);
  return { key, value: rule(key), unit, article, mark };
}
