// Front door of collection: what may be asked for, what was asked for without need, what is left to do (R2.2.1, R1.2.3).
import type { CustomerCard, RowReport } from '@shouxin/contract';
import type { Sealer } from '../../controls/vault/index.ts';
import type { Call } from '../../kernel/call.ts';
import type { Route } from '../../kernel/serve.ts';
import type { Customers } from '../customers/index.ts';
import type { CoversOf } from './list-card.ts';
import { createRoutes } from './routes.ts';

export { labelOf, requireListInForce } from './list-card.ts';
export { reportOverCollection, type Reported } from './over-collection.ts';
export { deleteTaskMembers, deleteTasks } from './store.ts';
export { addTasks, settleConsent, settleTasks, type TasksToAdd } from './tasks.ts';

export interface CollectionParts {
  readonly coversOf: CoversOf;
  readonly sealer: Pick<Sealer, 'sealDetail'>;
  readonly customers: Pick<Customers, 'load'>;
  /** Members of a task, masked; told by enquiry, which collection does not know. */
  readonly cardsFor: (call: Call, customers: readonly string[]) => Promise<CustomerCard[]>;
  /** What an import said of its records. */
  readonly verdictsOf: (
    call: Call,
    batch: string,
    records: readonly number[],
  ) => Promise<ReadonlyMap<number, RowReport>>;
}

export function createCollection(parts: CollectionParts): { readonly routes: [string, Route][] } {
  return { routes: createRoutes(parts) };
}
