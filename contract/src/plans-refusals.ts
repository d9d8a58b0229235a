// What the room of recovery plans refuses (R3.2.4); part of the closed table in refusals.ts.
export const plansRefusals = {
  'plans.retired': [409, '该恢复预案已废止', 'This recovery plan is retired'],
  'plans.changed': [
    409,
    '该预案已有新版本，请在新版本上修订',
    'This plan has a newer version: revise that one',
  ],
} as const;
