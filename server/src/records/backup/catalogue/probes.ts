// What the clause map asks of backups (R3.2.1, R3.2.6): whether both kinds are taken in time, and whether every byte of the newest whole
// sets was looked at and found right.
import type { Words } from '@shouxin/contract';
import type { BackupParts } from './begin.ts';
import { kinds, standingOf } from './schedule.ts';
import { standingSets } from './store.ts';

interface Measured {
  readonly state: 'green' | 'red';
  readonly words: Words;
  readonly measured: readonly { readonly label: Words; readonly value: string }[];
}

const names: Readonly<Record<(typeof kinds)[number], Words>> = {
  data: { zh: '数据备份', en: 'Backup of the data' },
  keys: { zh: '密钥备份', en: 'Backup of the keys' },
};

const never: Words = { zh: '从未', en: 'never' };

export function createProbes(parts: BackupParts) {
  const { db: tx, clock } = parts;
  return {
    'backup-sets': async (): Promise<Measured> => {
      const standings = [];
      for (const kind of kinds)
        standings.push(await standingOf(parts, { tx, at: clock.now(), kind }));
      const isLate = standings.some((it) => it.isLate);
      return {
        state: isLate ? 'red' : 'green',
        words: isLate
          ? { zh: '备份未设置、逾期或失败', en: 'A backup is not set up, late or failed' }
          : { zh: '备份按时完成', en: 'Backups are taken in time' },
        measured: standings.map((it) => ({
          label: names[it.kind],
          value: it.lastWholeAt ?? `${never.zh} / ${never.en}`,
        })),
      };
    },
    'backup-verified': async (): Promise<Measured> => {
      const newest = [];
      for (const kind of kinds) {
        const whole = (await standingSets(tx, kind)).find((it) => it.manifest !== null);
        newest.push({ kind, at: whole?.verifiedAt ?? null, failure: whole?.verifyFailure ?? null });
      }
      const isProven = newest.every((it) => it.at !== null && it.failure === null);
      return {
        state: isProven ? 'green' : 'red',
        words: isProven
          ? { zh: '最新备份已逐字节校验', en: 'Every byte of the newest sets was looked at' }
          : {
              zh: '最新备份未校验或有损坏',
              en: 'The newest sets were not looked at, or are damaged',
            },
        measured: newest.map((it) => ({
          label: names[it.kind],
          value: it.failure ?? it.at?.toISOString() ?? `${never.zh} / ${never.en}`,
        })),
      };
    },
  };
}
