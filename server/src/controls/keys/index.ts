// Front door of the keys room: opens the key store, makes what is missing, and gives the keyring.
export { gradeSuitesFrom, type Grade } from './grade-suites.ts';
export * from './backup/index.ts';
export type { IndexName } from './hierarchy.ts';
export { createKeys, type Keys, type KeysOptions } from './create-keys.ts';
export { trailClass, trailUnder, type Keyring } from './keyring.ts';
export { isKeyDestroyed, isKeyOutage, KeyRefused, type KeyProvider } from './providers/provider.ts';
/** For `openProvider`: what SHOUXIN_KEY_PROVIDER names, or the sealed file in SHOUXIN_KEYS. */
export { openKeyProvider, sealedFileOptions } from './providers/open-provider.ts';
export { openSealedFile } from './providers/sealed-file/index.ts';
export {
  isDefaultUnsealKey,
  openToReseal,
  type OpenStore,
} from './providers/sealed-file/open-store.ts';
export { KeystoreRefused } from './providers/sealed-file/files.ts';
/** For the ceremony that puts the unseal key into other hands. */
export { newShares, ShareCollector, writeShare } from './providers/sealed-file/shares.ts';
export {
  askForShares,
  readPassphraseFile,
  type UnsealSources,
} from './providers/sealed-file/unseal.ts';
export { newPassphrase, passphraseLengthMin, sharesMax } from './providers/sealed-file/ways.ts';
export type { MadeWay } from './providers/sealed-file/ways.ts';
export { TransitFault } from './providers/transit/index.ts';
export { sealedColumns, unsealedColumns, type SealedColumn } from './sealed-columns.ts';
export type { Exchange, Keeper, Replaced, RotationDuty, Rotations } from './rotation/index.ts';
export type { Cryptoperiod } from './routes.ts';
export type { HeldKey } from './held.ts';
export type { ShredReport } from './shred.ts';
export { highestMark, type Wanted } from './store.ts';
