// Front door of the keys room: opens the key store, makes what is missing, and gives the keyring.
export type { IndexName } from './hierarchy.ts';
export { createKeys, type Keyring, type Keys, type KeysOptions } from './keyring.ts';
export { trailClass, trailUnder } from './keyring.ts';
export { KeyRefused, type KeyProvider } from './provider.ts';
/** For `openProvider`: the sealed file in SHOUXIN_KEYS. */
export { openSealedFile } from './sealed-file/index.ts';
export { isDefaultUnsealKey } from './sealed-file/open-store.ts';
export { KeystoreRefused } from './sealed-file/keystore.ts';
export { sealedColumns, unsealedColumns, type SealedColumn } from './sealed-columns.ts';
export type { ShredReport } from './shred.ts';
export type { Wanted } from './store.ts';
