// Front door of backup: sets of the data and of the keys, looked at without restoring, restored only whole (R3.2.1, R3.2.6).
import type { Call } from '../../kernel/call.ts';
import { createDuties } from './catalogue/duties.ts';
import { createProbes } from './catalogue/probes.ts';
import { remind } from './catalogue/remind.ts';
import { createRoutes } from './catalogue/routes.ts';
import { takeDue } from './catalogue/schedule.ts';
import type { BackupParts } from './catalogue/begin.ts';
import { createWhole } from './catalogue/whole.ts';

export type { WholeSets } from './catalogue/whole.ts';
export { usualCutting, type Cutting } from './set/cut.ts';
export { claimedIn, filePath, manifestPath, setsAt, type Manifest } from './set/manifest.ts';
export { findSet, openSet, type OpenSet } from './set/open-set.ts';
export { objectTarget } from './set/object-target.ts';
export { folderTarget, type Target } from './set/target.ts';
export { takeSet, type Progress, type TakenSet, type TakeParts } from './set/take-set.ts';
export { verifySet } from './set/verify-set.ts';
export { forwardOfDatabase, forwardOfSet, forwardRooms } from './restore/forward.ts';
export { restoreSet, type Restored, type RestoreStep } from './restore/restore-set.ts';

export function createBackup(parts: BackupParts) {
  const sets = createWhole(parts);
  return {
    routes: createRoutes(parts),
    ...createDuties(parts),
    takeDue: () => takeDue(parts),
    probes: createProbes(parts),
    reminders: (call: Call) => remind(parts, call),
    sets,
  };
}

export type Backup = ReturnType<typeof createBackup>;
