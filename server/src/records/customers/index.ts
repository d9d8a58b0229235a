// Front door of customers: the ledger of sealed values, each with its origin (R0.1, R1.4.1, R1.4.3).
import type { ItemValues } from '@shouxin/contract';
import type { Call } from '../../kernel/call.ts';
import type { Tx } from '../../kernel/database.ts';
import * as image from './image.ts';
import type { CustomersParts } from './customer.ts';
import * as registering from './register.ts';
import { createRoutes } from './routes.ts';
import { createLoading } from './bulk/load.ts';
import { findRegistered } from './tags.ts';
import { createLeaving } from './leaving/index.ts';
import { insertVerification } from './verification/store.ts';

export { excessOf, refuseExcess, requireValid } from './check-values.ts';
export { readNumber, relationTo, valueOf } from './customer.ts';
export type { Customer, CustomersParts, KeptValue, Origin, PendingValue } from './customer.ts';
export type { FoundCustomer } from './found/store.ts';
export { imagesInWords, type UploadedFile } from './image.ts';
export { registeringMax, type Registered, type Registering } from './register.ts';
export { createReencrypting } from './reencrypting/reencrypt.ts';
export { createRetagging, type Retagging } from './retag/retag.ts';
export { keyClassesOf, pendingItemOf, sealedItemOf, sealedRowOf } from './seal-values.ts';

export type Customers = ReturnType<typeof createCustomers>;
export function createCustomers(parts: CustomersParts) {
  return {
    routes: createRoutes(parts),
    register: (call: Call, it: registering.Registering) => registering.register(parts, call, it),
    registerMany: (call: Call, its: readonly registering.Registering[]) =>
      registering.registerMany(parts, call, its),
    isRegistered: (tx: Tx, values: ItemValues) => registering.isRegistered(parts, tx, values),
    findRegistered: findRegistered.bind(undefined, parts.fingerprint),
    ...createLeaving(parts),
    keepImage: (call: Call, it: image.ImageToKeep) => image.keepImage(parts, call, it),
    openImage: (call: Call, it: image.ImageToOpen) => image.openImage(parts, call, it),
    ...image.reading,
    keepVerification: insertVerification,
    ...createLoading(),
  };
}
