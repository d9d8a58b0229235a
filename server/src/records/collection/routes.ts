// Which function answers which operation. The operations of intake and import are answered by their own rooms.
import { collectionOperations } from '@shouxin/contract';
import { businessDate } from '../../kernel/clock.ts';
import { routesOf, type Route } from '../../kernel/serve.ts';
import type { CollectionParts } from './index.ts';
import { listCards } from './list-card.ts';
import { createCases } from './over-collection.ts';
import { createMembers } from './task-members.ts';
import { listTasks } from './tasks.ts';

export function createRoutes(parts: CollectionParts): [string, Route][] {
  const cases = createCases(parts);
  const members = createMembers(parts);
  return routesOf(collectionOperations, {
    lists: (call) => {
      const items = listCards(businessDate(call.at), parts.coversOf);
      call.append({ count: items.length });
      return Promise.resolve({ items });
    },
    tasks: listTasks,
    taskMembers: members.list,
    concludeDuplicate: members.conclude,
    overCollection: (call, input) => cases.list(call, input),
    closeOverCollection: (call, input) => cases.close(call, input),
  });
}
