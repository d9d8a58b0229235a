// Front door of backup: sets of the data and of the keys, looked at without restoring, restored only whole (R3.2.1, R3.2.6).
export { createBackup, type Backup } from './catalogue/create.ts';
export type { WholeSets } from './catalogue/whole.ts';
export { usualCutting, type Cutting } from './set/cut.ts';
export {
  claimedIn,
  filePath,
  manifestPath,
  setsAt,
  type Manifest,
  type Physical,
} from './set/manifest.ts';
export { findSet, openSet, type OpenSet } from './set/open-set.ts';
export { objectTarget } from './set/object-target.ts';
export { folderTarget, type Target } from './set/target.ts';
export { takeSet, type Progress, type TakenSet, type TakeParts } from './set/take-set.ts';
export { verifySet } from './set/verify-set.ts';
export { openPgBackRest, restoreOptions, type PgBackRest } from './physical/pgbackrest.ts';
export { startPhysical, type StartedPhysical } from './physical/start-physical.ts';
export { forwardOfDatabase, forwardOfSet, forwardRooms } from './restore/forward.ts';
export { restoreSet, settleSet, type Restored, type RestoreStep } from './restore/restore-set.ts';
