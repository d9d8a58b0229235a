// Operation to function, for the doors.
import { plansOperations } from '@shouxin/contract';
import { routesOf, type Route } from '../../kernel/serve.ts';
import { createDraft, returned, starters } from './drafts/returned.ts';
import { createVersions, createView, list } from './look.ts';
import type { PlansParts } from './parts.ts';
import { createPropose, createRevise } from './propose.ts';
import { retire } from './retire.ts';

export function createRoutes(parts: PlansParts): [string, Route][] {
  return routesOf(plansOperations, {
    list,
    view: createView(parts),
    versions: createVersions(parts),
    starters,
    returned,
    draft: createDraft(parts),
    propose: createPropose(parts),
    revise: createRevise(parts),
    retire,
  });
}
