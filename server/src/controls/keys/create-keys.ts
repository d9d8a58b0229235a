// Puts the keys room together at start: tries the algorithms, opens the provider, makes what is missing, finishes what a stop
// cut off, and gives the keyring.
import { selfTest, type LeaseLimits, type SuiteId } from '../../kernel/crypto/index.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Tx } from '../../kernel/database.ts';
import type { Route } from '../../kernel/serve.ts';
import type { GradeSuites } from './grade-suites.ts';
import { createBackupKeys, type BackupKeys } from './backup/index.ts';
import { destructionsOf, heldBy, type HeldKey, type WhatDied } from './held.ts';
import { OpenKeyring, type Keyring } from './keyring.ts';
import type { KeyProvider, ProviderHealth } from './providers/provider.ts';
import { openProviderKeys } from './providers/provider-keys.ts';
import { createRotations, type RotationGiven, type Rotations } from './rotation/index.ts';
import { keysRoutes, type Cryptoperiod } from './routes.ts';
import { settleRetired, shred, type ShredParts, type ShredReport } from './shred.ts';
import { highestMark, type Wanted } from './store.ts';

export interface KeysOptions {
  readonly db: Tx;
  readonly tenant: string;
  readonly suite: SuiteId;
  /** What seals values of each grade; absent: the suite of the customer's key. */
  readonly gradeSuites?: GradeSuites;
  readonly clock: Clock;
  /** Opens a provider that must have come at least as far as `mark`; absent mark: a new institution. */
  readonly openProvider: (mark: number | undefined) => Promise<KeyProvider>;
  readonly lease?: LeaseLimits;
  /** How long a key of a kind is used, from the rule library; absent: no rule. */
  readonly cryptoperiod?: Cryptoperiod;
}

export interface Keys {
  readonly keyring: Keyring;
  readonly routes: [string, Route][];
  /** What the provider says of itself now. */
  health(): Promise<ProviderHealth>;
  /** Destroys all keys of these subjects and classes, in old backups too. Not within a transaction of the caller. */
  shred(doomed: readonly Wanted[]): Promise<ShredReport>;
  /** The keys that a subject has or had, and for each bucket the oldest version that still opens. */
  heldBy(tx: Tx, subject: string): Promise<readonly HeldKey[]>;
  /** What the provider said when it destroyed what wrapped these keys; fails where something still lives. */
  destructionsOf(tx: Tx, keys: readonly HeldKey[]): Promise<readonly WhatDied[]>;
  /** What seals and signs backup sets. */
  readonly backups: BackupKeys;
  /** Replacing keys, once there is a queue to do it in. */
  rotations(given: RotationGiven): Rotations;
  /** Whether the provider answers. */
  isReady(): Promise<boolean>;
  close(): Promise<void>;
}

/** Refuses to start when cryptography or the key store is not what it should be. */
export async function createKeys(options: KeysOptions): Promise<Keys> {
  const { db, tenant, suite, clock, gradeSuites = {} } = options;
  const selfTestAt = selfTest(clock.now()).at;
  const keys = await openProviderKeys(await options.openProvider(await highestMark(db)), db, suite);
  const limits = options.lease ?? { forMs: 60_000, countMax: 20_000 };
  const keyring = new OpenKeyring({ keys, tenant, suite, gradeSuites, limits });
  const parts: ShredParts = {
    db,
    keys,
    wrapping: { provider: keys.provider, tenant, suite },
    forget: (wanted) => keyring.forget(wanted),
    leaseMs: limits.forMs,
  };
  await settleRetired(parts);
  return {
    keyring,
    routes: keysRoutes({ keys, suite, selfTestAt, cryptoperiod: options.cryptoperiod }),
    health: () => keys.provider.health(),
    shred: (doomed) => shred(parts, doomed),
    heldBy: (tx, subject) => heldBy(keys, tx, subject),
    destructionsOf: (tx, of) => destructionsOf(keys, tx, of),
    backups: createBackupKeys(keys.provider, { tenant, suite }),
    rotations: (given) => createRotations({ ...parts, ...given }),
    isReady: async () => (await keys.provider.health()).isReady,
    close: async () => keys.provider.close?.(),
  };
}
