// Front door of collection: what may be asked for, what was asked for without need, what is left to do (R2.2.1, R1.2.3).
import type { Sealer } from '../../controls/vault/index.ts';
import type { Route } from '../../kernel/serve.ts';
import type { CoversOf } from './list-card.ts';
import { createRoutes } from './routes.ts';

export { labelOf, requireListInForce } from './list-card.ts';
export { reportOverCollection, type Reported } from './over-collection.ts';
export { deleteTasks } from './store.ts';
export { addTasks, settleTasks, type TasksToAdd } from './tasks.ts';

export interface CollectionParts {
  readonly coversOf: CoversOf;
  readonly sealer: Pick<Sealer, 'sealDetail'>;
}

export function createCollection(parts: CollectionParts): { readonly routes: [string, Route][] } {
  return { routes: createRoutes(parts) };
}
