// Front door of the vault: seals and opens the values of subjects it knows nothing about.
import type { Keyring } from '../keys/index.ts';
import { createFingerprint, type FingerprintOptions } from './fingerprint.ts';
import { createReencrypt } from './reencrypt/reencrypt.ts';
import { createTrial } from './trial/trial.ts';
import { createOpener, createRetag, createSealer } from './vault.ts';

export type { Bytes, ObjectPlace } from './chunks.ts';
export { detailClass, type DetailToOpen, isCommittedTo } from './detail.ts';
export type { Keeper, Replaced } from '../keys/index.ts';
export type { Fingerprint, Sought } from './fingerprint.ts';
export { type ObjectToStore, ObjectTooLarge, type OpenedObject } from './objects.ts';
export { type FieldPlace, type FieldToOpen, SealBroken } from './place.ts';
export type { PreparedSealer } from './key-use.ts';
export type { RowToSeal, SealedRow } from './row-seal.ts';
export { createObjectKeeper, type FieldToReencrypt, type Reencrypt } from './reencrypt/keeper.ts';
export type { Trial } from './trial/trial.ts';
export type { Opener, Retag, Sealer, ToRetag } from './vault.ts';

export type Vault = ReturnType<typeof createVault>;
export function createVault(keyring: Keyring, options: FingerprintOptions = { bits: 18 }) {
  const opener = createOpener(keyring);
  const fingerprint = createFingerprint(keyring, options);
  return {
    sealer: createSealer(keyring),
    opener,
    reencrypt: createReencrypt(keyring),
    retag: createRetag(opener, fingerprint),
    trial: createTrial(keyring),
    fingerprint,
  };
}
