// The catalogue put together: what is offered, what works in the background, what is reminded of.
import type { Call } from '../../../kernel/call.ts';
import type { BackupParts } from './begin.ts';
import { createDuties } from './duties.ts';
import { createProbes } from './probes.ts';
import { remind } from './remind.ts';
import { createRoutes } from './routes.ts';
import { takeDue } from './schedule.ts';
import { createWhole } from './whole.ts';

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
