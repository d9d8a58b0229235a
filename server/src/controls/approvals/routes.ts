// Which function answers which operation.
import { approvalsOperations } from '@shouxin/contract';
import type { Call } from '../../kernel/call.ts';
import { routesOf, type Route } from '../../kernel/serve.ts';
import { createApprove, createReject } from './decide.ts';
import type { ApprovalsParts } from './index.ts';
import { createImage, createQueues, createView } from './show.ts';

export function createRoutes(parts: ApprovalsParts): [string, Route][] {
  const queues = createQueues(parts);
  return routesOf(approvalsOperations, {
    list: async (call, input) => traced(call, await queues.waiting(call, input)),
    mine: async (call, input) => traced(call, await queues.mine(call, input)),
    view: createView(parts),
    image: createImage(parts),
    approve: createApprove(parts),
    reject: createReject(parts),
  });
}

function traced<T extends { readonly items: readonly unknown[] }>(call: Call, page: T): T {
  call.append({ count: page.items.length });
  return page;
}
