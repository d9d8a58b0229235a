// What is old after an act on an account or unit.
import { operations } from '@shouxin/contract';

export const accountReads = [
  operations.identity.listAccounts,
  operations.identity.listUnits,
  operations.desk.desk,
] as const;

/** And after a proposal about one: nothing of the account has changed yet. */
export const proposalReads = [operations.approvals.mine, operations.desk.desk] as const;
