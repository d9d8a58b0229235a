// Front door of the keys room: opens the key store, makes what is missing, and gives the keyring.
export type { IndexName } from './hierarchy.ts';
export { createKeys, type Keyring, type Keys, type KeysOptions } from './keyring.ts';
export { trailClass, trailUnder } from './keyring.ts';
export { KeyRefused, type KeyProvider } from './provider.ts';
/** For `openProvider`: the sealed file in SHOUXIN_KEYS. */
export { openSealedFile } from './sealed-file/index.ts';
export { isDefaultUnsealKey, openToReseal, type OpenStore } from './sealed-file/open-store.ts';
export { KeystoreRefused } from './sealed-file/files.ts';
/** For the ceremony that puts the unseal key into other hands. */
export { newShares, ShareCollector, writeShare } from './sealed-file/shares.ts';
export { askForShares, readPassphraseFile, type UnsealSources } from './sealed-file/unseal.ts';
export { newPassphrase, passphraseLengthMin, sharesMax } from './sealed-file/ways.ts';
export type { MadeWay } from './sealed-file/ways.ts';
export { openTransit, TransitFault } from './transit/index.ts';
export type { ShredReport } from './shred.ts';
export { highestMark, type Wanted } from './store.ts';
