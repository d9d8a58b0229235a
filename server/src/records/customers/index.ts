// Front door of customers: the ledger of sealed values, each with its origin (R0.1, R1.4.1).
import type { Fingerprint, Sealer } from '../../controls/vault/index.ts';
import type { Call } from '../../kernel/call.ts';
import { register, registerMany, type Registered, type Registering } from './register.ts';

export type { Customer, KeptValue, Origin, PendingValue } from './customer.ts';
export { readNumber, relationTo, valueOf } from './customer.ts';
export { registeringMax, type Registered, type Registering } from './register.ts';

export interface CustomersParts {
  readonly sealer: Sealer;
  readonly fingerprint: Fingerprint;
}

export function createCustomers(parts: CustomersParts) {
  return {
    register: (call: Call, it: Registering) => register(parts, call, it),
    registerMany: (call: Call, its: readonly Registering[]) => registerMany(parts, call, its),
  };
}

export type Customers = ReturnType<typeof createCustomers>;
