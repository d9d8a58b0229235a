// Front door of rotation, within the keys room: replacing keys at full service, resumable, each wanted by two persons
// (R1.3.2a, NIST SP 800-57 part 1, SECURITY 4.4).
import { keysOperations } from '@shouxin/contract';
import { routesOf, type Route } from '../../../kernel/serve.ts';
import { listRotations, listVersions } from './list.ts';
import { createCompromise, createRotate } from './propose.ts';
import { createDuties, type RotationParts } from './run.ts';

export type { Exchange, Keeper, Replaced } from './customer/reencrypt.ts';
export type { RotationDuty, RotationGiven } from './run.ts';

export interface Rotations {
  readonly routes: [string, Route][];
  readonly duties: Readonly<
    Record<string, (payload: Readonly<Record<string, string>>) => Promise<void>>
  >;
  /** At start: what was under way when the server stopped goes on. */
  resume(): Promise<void>;
  /** Every few seconds: what waits for leases to end goes on. */
  proceed(): Promise<void>;
  /** Now and then: replaced keys that no backup needs any more are destroyed. */
  retire(): Promise<void>;
}

export function createRotations(parts: RotationParts): Rotations {
  const routes = routesOf(keysOperations, {
    rotate: createRotate(parts),
    compromise: createCompromise(parts),
    rotations: listRotations,
    versions: (call, input) => listVersions(parts.keys, call, input),
  });
  return { routes, ...createDuties(parts) };
}
