// Front door of customers: the ledger of sealed values, each with its origin (R0.1, R1.4.1).
import type { ItemValues } from '@shouxin/contract';
import type { Disclosure } from '../../controls/disclosure/index.ts';
import type { Fingerprint, Sealer } from '../../controls/vault/index.ts';
import type { Call } from '../../kernel/call.ts';
import type { Tx } from '../../kernel/database.ts';
import * as image from './image.ts';
import { isRegistered, register, registerMany, type Registering } from './register.ts';
import { loadCustomers } from './store.ts';

export type { Customer, KeptValue, Origin, PendingValue } from './customer.ts';
export { readNumber, relationTo, valueOf } from './customer.ts';
export { imageClass } from './image.ts';
export { registeringMax, type Registered, type Registering } from './register.ts';
export type { Wanted } from './rows.ts';

export interface CustomersParts {
  readonly sealer: Sealer;
  readonly fingerprint: Fingerprint;
  readonly disclosure: Disclosure;
}

export function createCustomers(parts: CustomersParts) {
  return {
    register: (call: Call, it: Registering) => register(parts, call, it),
    registerMany: (call: Call, its: readonly Registering[]) => registerMany(parts, call, its),
    isRegistered: (tx: Tx, values: ItemValues) => isRegistered(parts, tx, values),
    keepImage: (call: Call, it: image.ImageToKeep) => image.keepImage(parts, call, it),
    openImage: (call: Call, it: image.ImageToOpen) => image.openImage(parts, call, it),
    listImages: image.listImages,
    imageValue: image.imageValue,
    load: loadCustomers,
  };
}

export type Customers = ReturnType<typeof createCustomers>;
