// Front door of drills: whether the institution comes back, found out by doing it (R3.2.5, R3.2.6).
import type { Call } from '../../kernel/call.ts';
import type { DrillParts } from './parts.ts';
import { createProbe } from './probe.ts';
import { remind } from './remind.ts';
import { createRoutes } from './routes.ts';
import { createDuties } from './run.ts';
import { standingOf, startDue } from './schedule.ts';

export type Drills = ReturnType<typeof createDrills>;

export function createDrills(parts: DrillParts) {
  return {
    routes: createRoutes(parts),
    ...createDuties(parts),
    startDue: () => startDue(parts),
    standing: (call: Call) => standingOf(parts, call),
    reminders: (call: Call) => remind(parts, call),
    probes: { drills: createProbe(parts) },
  };
}
