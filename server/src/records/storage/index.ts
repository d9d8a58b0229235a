// Front door of storage: where information may lie, who assessed it, what lies there, and how much of it is sealed (R3.0, R3.1.1,
// R3.1.2, R3.1.3).
import type { Clock } from '../../kernel/clock.ts';
import type { Duty } from './coverage/count.ts';
import { createCoverage } from './coverage/count.ts';
import { createControls } from './controls/cards.ts';
import type { StorageParts } from './parts.ts';
import { createProbes } from './controls/probes.ts';
import { createPlacements } from './placement.ts';
import { createReminders } from './watch/remind.ts';
import { createRoutes } from './routes.ts';
import { registerOwn } from './own.ts';

export type { Place, StorageParts } from './parts.ts';

export function createStorage(parts: StorageParts & { readonly clock: Clock }) {
  const coverage = createCoverage(parts);
  const probes = createProbes(parts);
  const duties: Readonly<Record<string, Duty>> = { 'storage.count-coverage': coverage.count };
  return {
    routes: createRoutes(parts, { coverage, controls: createControls(parts, probes) }),
    duties,
    probes,
    reminders: createReminders(parts),
    /** Where what lies, for the map of copies. */
    placements: createPlacements(parts),
    /** Enqueues a count where the last one is too old. */
    countWhenDue: coverage.countWhenDue,
    /** The demonstration's own assets. */
    registerOwn: registerOwn(parts),
  };
}
