// Each write of the younger rooms with an input that fits, and another one: one list for contract-writes, so that a new room is one
// line here.
import type { Operation } from '@shouxin/contract';
import type { Session } from './harness.ts';
import type { Pair } from './harness-steps.ts';
import { backupRecipes } from './backup-steps.ts';
import { drillsRecipes } from './drills-steps.ts';
import { custodyRecipes } from './custody-steps.ts';
import { keysRecipes } from './keys-steps.ts';
import { plansRecipes } from './plans-steps.ts';
import { storageRecipes, type Recipe } from './storage-steps.ts';

interface Staff extends Pair {
  readonly security: Session;
  readonly dpo: Session;
  readonly owner: Session;
  readonly ops: Session;
}

export function roomRecipes(
  staff: Staff,
): [Operation, () => Promise<Recipe & { settled?: () => Promise<unknown> }>][] {
  return [
    ...keysRecipes(staff.security, staff),
    ...storageRecipes(staff),
    ...plansRecipes(staff),
    ...custodyRecipes(staff.ops),
    ...backupRecipes(staff.security),
    ...drillsRecipes(staff.security),
  ];
}
