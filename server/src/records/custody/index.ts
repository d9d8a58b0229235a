// Front door of custody: backup media with seal and custodian, who has them and until when, their destruction by two persons, and where
// copies lie beside the primary (R3.2.2, R3.2.3).
import type { Clock } from '../../kernel/clock.ts';
import { registerOwn } from './own.ts';
import type { CustodyParts } from './parts.ts';
import { createRoutes } from './routes.ts';
import { createProbes } from './watch/probes.ts';
import { createReminders } from './watch/remind.ts';

export function createCustody(parts: CustodyParts & { readonly clock: Clock }) {
  return {
    routes: createRoutes(parts),
    probes: createProbes(parts),
    reminders: createReminders(parts),
    /** The demonstration's own media. */
    registerOwn,
  };
}
