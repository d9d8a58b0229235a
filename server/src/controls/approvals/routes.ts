// Which function answers which operation.
import { approvalsOperations } from '@shouxin/contract';
import { routesOf, type Route } from '../../kernel/serve.ts';
import { createApprove, createReject } from './decide.ts';
import type { ApprovalsParts } from './index.ts';
import { createImage, createList, createMine, createView } from './show.ts';

export function createRoutes(parts: ApprovalsParts): [string, Route][] {
  return routesOf(approvalsOperations, {
    list: createList(parts),
    mine: createMine(parts),
    view: createView(parts),
    image: createImage(parts),
    approve: createApprove(parts),
    reject: createReject(parts),
  });
}
