// Operation to function, for the doors.
import { storageOperations } from '@shouxin/contract';
import { routesOf, type Route } from '../../kernel/serve.ts';
import { createAssess, createAssessments, remedy } from './assess.ts';
import { bind, retire, unbind } from './bind.ts';
import type { createControls } from './controls/cards.ts';
import type { Coverage } from './coverage/count.ts';
import { createCoverageRoutes } from './coverage/show.ts';
import { createList, createView } from './look.ts';
import type { StorageParts } from './parts.ts';
import { createChange, createRegister } from './register.ts';
import { createUses } from './watch/uses.ts';

interface Sides {
  readonly coverage: Coverage;
  readonly controls: ReturnType<typeof createControls>;
}

export function createRoutes(
  parts: StorageParts,
  { coverage, controls }: Sides,
): [string, Route][] {
  const counted = createCoverageRoutes(parts, coverage);
  return routesOf(storageOperations, {
    list: createList(parts),
    view: createView(parts),
    assessments: createAssessments(parts),
    uses: createUses(parts),
    register: createRegister(parts),
    change: createChange(parts),
    assess: createAssess(parts),
    remedy,
    bind,
    unbind,
    retire,
    controls: controls.show,
    recordControl: controls.record,
    coverage: counted.show,
    countCoverage: counted.again,
  });
}
