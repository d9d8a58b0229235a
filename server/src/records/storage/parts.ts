// What the program hands to storage: who people and units are, where the running system keeps things, and what is in use.
import { ruleRowOf } from '@shouxin/contract/items';
import type { AssetKind, RuleNote, StoragePlace, Words } from '@shouxin/contract';
import type { Attacker } from '@shouxin/contract/proof';
import type { SecretSealer } from '../../kernel/crypto/index.ts';
import type { Tx } from '../../kernel/database.ts';

export interface Place {
  readonly kind: AssetKind;
  /** As an administrator would find it: a folder, or host and database. */
  readonly locator: string;
}

export interface AttackSeen {
  readonly as: Attacker;
  readonly at: Date;
  readonly held: boolean;
  readonly attempts: number;
  readonly heldCount: number;
  /** By the key of this institution's log; another signature says only that the file is whole. */
  readonly isSigned: boolean;
}

export interface StorageParts {
  readonly db: Tx;
  readonly secrets: SecretSealer;
  readonly unitName: (tx: Tx, unit: string) => Promise<Words>;
  readonly hasUnit: (tx: Tx, unit: string) => Promise<boolean>;
  readonly accountId: (tx: Tx, account: string) => Promise<string | undefined>;
  /** Where this very process keeps its database and its keys, and sends its backups where that is set. */
  readonly places: Readonly<Record<'database' | 'keys', Place>> &
    Readonly<Partial<Record<StoragePlace, Place>>>;
  /** The newest report of each kind of attack on this institution, as they lie here now. */
  readonly attackReports: () => readonly AttackSeen[];
  /** Whether two places of this machine are on one disk; what is not of this machine is not. */
  readonly isOnDevice: (locator: string, other: string) => boolean;
  /** Data sets of which there is anything at all, looked up now. */
  readonly inUse: (tx: Tx) => Promise<ReadonlySet<string>>;
  readonly enqueue: (
    tx: Tx,
    duty: string,
    payload: Readonly<Record<string, string>>,
  ) => Promise<void>;
}

export const validity = 'storage.assessment.valid_months';
export const reminder = 'storage.assessment.remind_days';
export const outsideRule = 'storage.outside_china_max';

/** A figure with its article and mark, as a page shows it. */
export function noteOf(key: string): RuleNote {
  const { value, unit, article, mark } = ruleRowOf(key);
  if (typeof value !== 'number') throw new RangeError(`rule ${key} is a list`);
  return { key, value, unit, article, mark };
}

/** The row of law behind a refusal, in words. */
export function lawOf(key: string): Words {
  const { article, note, mark } = ruleRowOf(key);
  const open =
    mark === 'U' ? { zh: '（待法务确认）', en: ' (legal to confirm)' } : { zh: '', en: '' };
  return {
    zh: `${article.zh}${open.zh}：${note.zh}`,
    en: `${article.en}${open.en}: ${note.en}`,
  };
}
