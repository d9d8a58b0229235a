// Front door of the keys room: opens the key store, makes what is missing, and gives the keyring.
import type { Clock } from '../../kernel/clock.ts';
import { selfTest, type LeaseLimits, type SuiteId } from '../../kernel/crypto/index.ts';
import type { Tx } from '../../kernel/database.ts';
import type { Route } from '../../kernel/serve.ts';
import { createKeyring, type Keyring } from './keyring.ts';
import { openProviderKeys } from './provider-keys.ts';
import type { KeyProvider } from './provider.ts';
import { keysRoutes } from './routes.ts';
import { openSealedFile } from './sealed-file/index.ts';
import { highestMark } from './store.ts';

export type { IndexName } from './hierarchy.ts';
export { type Keyring, trailClass } from './keyring.ts';
export { KeyRefused, type KeyProvider } from './provider.ts';
export { KeystoreRefused } from './sealed-file/keystore.ts';

export interface KeysOptions {
  readonly db: Tx;
  readonly tenant: string;
  readonly suite: SuiteId;
  readonly clock: Clock;
  /** Opens a provider that must have come at least as far as `mark`; absent mark: a new institution. */
  readonly openProvider: (mark: number | undefined) => Promise<KeyProvider>;
  readonly lease?: LeaseLimits;
}

/** For `openProvider`: the sealed file in SHOUXIN_KEYS. */
export { openSealedFile };

export async function createKeys(
  options: KeysOptions,
): Promise<{ keyring: Keyring; routes: [string, Route][] }> {
  const { db, tenant, suite, clock } = options;
  const selfTestAt = selfTest(clock.now()).at;
  const keys = await openProviderKeys(await options.openProvider(await highestMark(db)), db, suite);
  const limits = options.lease ?? { forMs: 60_000, countMax: 20_000 };
  const keyring = createKeyring({ keys, tenant, suite, limits });
  return { keyring, routes: keysRoutes({ keys, suite, selfTestAt }) };
}
