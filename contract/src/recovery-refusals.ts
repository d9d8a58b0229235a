// What is refused about copies and coming back: sets, drills, plans, media (R3.2.1 to R3.2.6); part of the closed table in refusals.ts.
import { backupRefusals } from './backup-refusals.ts';
import { custodyRefusals } from './custody-refusals.ts';
import { drillsRefusals } from './drills-refusals.ts';
import { plansRefusals } from './plans-refusals.ts';

export const recoveryRefusals = {
  ...backupRefusals,
  ...drillsRefusals,
  ...plansRefusals,
  ...custodyRefusals,
} as const;
