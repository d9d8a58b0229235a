// What the clause map asks of drills (R3.2.5, I8.7): whether recovery was proven within the time of the rules, and how it measured up.
import type { Words } from '@shouxin/contract';
import type { DrillParts } from './parts.ts';
import { standingOf } from './schedule.ts';

interface Measured {
  readonly state: 'green' | 'red';
  readonly words: Words;
  readonly measured: readonly { readonly label: Words; readonly value: string }[];
}

export function createProbe(parts: DrillParts) {
  return async (): Promise<Measured> => {
    const it = await standingOf(parts, { tx: parts.db, at: parts.clock.now() });
    const seconds = (value: number | null | undefined, target: number) =>
      `${value ?? '-'} s <= ${target} s`;
    return {
      state: it.isLate ? 'red' : 'green',
      words: it.isLate
        ? {
            zh: '规定期限内没有通过的恢复演练，或最近一次未通过',
            en: 'No drill passed within the time of the rules, or the last one failed',
          }
        : {
            zh: '可恢复性已在规定期限内证明',
            en: 'Recovery was proven within the time of the rules',
          },
      measured: [
        { label: { zh: '最近证明', en: 'Last proven' }, value: it.provenAt ?? '-' },
        {
          label: { zh: '恢复用时', en: 'Recovery time' },
          value: seconds(it.last?.recoverySeconds, it.recoveryTargetSeconds),
        },
        {
          label: { zh: '数据丢失时长', en: 'Recovery point' },
          value: seconds(it.last?.lostSeconds, it.lostTargetSeconds),
        },
      ],
    };
  };
}
