// For backups: what seals and signs a set, and the sealed key store as the file it is.
export {
  createBackupKeys,
  type BackupKeys,
  type KeyEpochs,
  type WrappedDataKey,
} from './backup-keys.ts';
export { generationIn, putStoredFile, readStoredFile, storedFileName } from './stored-file.ts';
