// Front door of the keys room: opens the key store, makes what is missing, and gives the keyring.
export { gradeSuitesFrom, type Grade } from './grade-suites.ts';
export type { IndexName } from './hierarchy.ts';
export { createKeys, type Keyring, type Keys, type KeysOptions } from './keyring.ts';
export { trailClass, trailUnder } from './keyring.ts';
export { isKeyOutage, KeyRefused, type KeyProvider } from './provider.ts';
/** For `openProvider`: what SHOUXIN_KEY_PROVIDER names, or the sealed file in SHOUXIN_KEYS. */
export { openKeyProvider } from './open-provider.ts';
export { openSealedFile } from './sealed-file/index.ts';
export { isDefaultUnsealKey } from './sealed-file/open-store.ts';
export { KeystoreRefused } from './sealed-file/keystore.ts';
export type { RotationDuty, Rotations } from './rotation/index.ts';
export type { Cryptoperiod } from './routes.ts';
export type { ShredReport } from './shred.ts';
export type { Wanted } from './store.ts';
