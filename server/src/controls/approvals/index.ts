// Front door of approvals: nobody acts alone where two are required (R2.4.2).
import type { Words } from '@shouxin/contract';
import type { Call } from '../../kernel/call.ts';
import type { Tx } from '../../kernel/database.ts';
import type { Route } from '../../kernel/serve.ts';
import { createExpire, type HalvesOf } from './decide.ts';
import type { PayloadParts } from './payload.ts';
import { createPropose, type Propose } from './propose.ts';
import { createRoutes } from './routes.ts';
import { createQueues, type Queues } from './show.ts';

export type { HalvesOf } from './decide.ts';
export type { DetailSealer, OpenDetails } from './payload.ts';
export type { Propose } from './propose.ts';
export { createReencrypting } from './reencrypt.ts';

export interface ApprovalsParts extends PayloadParts {
  readonly halvesOf: HalvesOf;
  readonly unitName: (tx: Tx, unit: string) => Promise<Words>;
  /** The rule table: `approval.expires_hours`. */
  readonly rules: { number(key: string): number };
}

export interface Approvals {
  readonly routes: readonly [string, Route][];
  readonly propose: Propose;
  /** For the desk: what waits for me, and what I proposed. */
  readonly queues: Queues;
  expire(call: Call, max?: number): Promise<number>;
}

export function createApprovals(parts: ApprovalsParts): Approvals {
  return {
    routes: createRoutes(parts),
    propose: createPropose(parts),
    queues: createQueues(parts),
    expire: createExpire(parts),
  };
}
