// The contract: everything that server, client and console share. Operations by room, and the whole as one list.
import { approvalsOperations } from './approvals.ts';
import { auditOperations } from './audit.ts';
import { backupOperations } from './backup.ts';
import { drillsOperations } from './drills.ts';
import { collectionOperations } from './collection.ts';
import { consentOperations } from './consent.ts';
import { custodyOperations } from './custody.ts';
import { customersOperations } from './customers.ts';
import { deskOperations } from './desk.ts';
import { governanceOperations } from './governance.ts';
import { identityOperations } from './identity.ts';
import { importsOperations } from './imports.ts';
import { keysOperations } from './keys.ts';
import type { Operation } from './operation.ts';
import { plansOperations } from './plans.ts';
import { policyOperations } from './policy.ts';
import { shreddingOperations } from './shredding.ts';
import { storageOperations } from './storage.ts';

export * from './accounts.ts';
export * from './approvals.ts';
export * from './audit.ts';
export * from './backup.ts';
export * from './drills.ts';
export * from './drill-words.ts';
export * from './collection.ts';
export * from './consent.ts';
export * from './coverage.ts';
export * from './custody.ts';
export * from './custody-media.ts';
export * from './customer.ts';
export * from './customers.ts';
export * from './demonstration.ts';
export * from './desk.ts';
export * from './governance.ts';
export * from './identity.ts';
export * from './imports.ts';
export * from './intake.ts';
export * from './keys.ts';
export * from './keys-words.ts';
export * from './session-proof.ts';
export * from './operation.ts';
export * from './plan-terms.ts';
export * from './plans.ts';
export * from './policy.ts';
export * from './posts.ts';
export * from './provinces.ts';
export * from './refusals.ts';
export * from './rule-note.ts';
export * from './saved-filters.ts';
export * from './shredding.ts';
export * from './storage.ts';
export * from './storage-assets.ts';
export * from './words.ts';

export const operations = {
  identity: identityOperations,
  policy: policyOperations,
  consent: consentOperations,
  approvals: approvalsOperations,
  customers: customersOperations,
  collection: collectionOperations,
  imports: importsOperations,
  audit: auditOperations,
  keys: keysOperations,
  shredding: shreddingOperations,
  storage: storageOperations,
  plans: plansOperations,
  custody: custodyOperations,
  backup: backupOperations,
  drills: drillsOperations,
  governance: governanceOperations,
  desk: deskOperations,
} as const;

/** Every operation, in the order of the rooms. */
export const allOperations: readonly Operation[] = Object.values(operations).flatMap(
  (room) => Object.values(room) as Operation[],
);
