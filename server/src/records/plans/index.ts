// Front door of recovery plans: what the institution does when something is lost, written by one, approved by another, kept in every
// version, and looked at again in time (R3.2.4).
import type { Clock } from '../../kernel/clock.ts';
import { writeOwn } from './drafts/own.ts';
import { planFor } from './look.ts';
import type { PlansParts } from './parts.ts';
import { createRoutes } from './routes.ts';
import { createProbe } from './watch/probe.ts';
import { planReminders } from './watch/remind.ts';

export type Plans = ReturnType<typeof createPlans>;

export function createPlans(parts: PlansParts & { readonly clock: Clock }) {
  return {
    routes: createRoutes(parts),
    probes: { 'recovery-plans': createProbe(parts) },
    reminders: planReminders,
    planFor,
    /** The demonstration's own plans. */
    writeOwn: writeOwn(parts),
  };
}
