// What is refused about recovery drills (R3.2.5); part of the closed table in refusals.ts.
export const drillsRefusals = {
  'drills.running': [
    409,
    '已有一次演练正在进行，请待其结束',
    'A drill is under way; wait until it has ended',
  ],
  'drills.no-report': [
    409,
    '演练尚未结束或中途中断，没有报告',
    'The drill has not ended, or was cut off: there is no report',
  ],
} as const;
