// What is old after an act on an account or unit.
import { operations } from '@shouxin/contract';

export const accountReads = [
  operations.identity.listAccounts,
  operations.identity.listUnits,
  operations.desk.desk,
] as const;
