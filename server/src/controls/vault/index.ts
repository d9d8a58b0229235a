// Front door of the vault: seals and opens the values of subjects it knows nothing about.
import type { Keyring } from '../keys/index.ts';
import { createFingerprint, type Fingerprint, type FingerprintOptions } from './fingerprint.ts';
import { createOpener, createReseal, createRetag, createSealer } from './vault.ts';
import type { Opener, Reseal, Retag, Sealer } from './vault.ts';

export type { Bytes, ObjectPlace } from './chunks.ts';
export { type Commitment, type DetailToOpen, type DetailToSeal, isCommittedTo } from './detail.ts';
export type { Fingerprint, Sought } from './fingerprint.ts';
export { type ObjectToStore, ObjectTooLarge, type OpenedObject } from './objects.ts';
export {
  type FieldPlace,
  type FieldToOpen,
  type FieldToSeal,
  type Place,
  SealBroken,
} from './place.ts';
export type { PreparedSealer } from './key-use.ts';
export type { RowToSeal, SealedRow } from './row-seal.ts';
export type { Move, Opener, Reseal, Retag, Sealer, ToRetag } from './vault.ts';

export interface Vault {
  readonly sealer: Sealer;
  readonly opener: Opener;
  readonly reseal: Reseal;
  readonly retag: Retag;
  readonly fingerprint: Fingerprint;
}

export function createVault(keyring: Keyring, options: FingerprintOptions = { bits: 18 }): Vault {
  const opener = createOpener(keyring);
  const fingerprint = createFingerprint(keyring, options);
  return {
    sealer: createSealer(keyring),
    opener,
    reseal: createReseal(keyring),
    retag: createRetag(opener, fingerprint),
    fingerprint,
  };
}
