// What the desks of the operations clerk and of security show until it is mended: a backup that is late or failed, or a place that no
// setting names. Derived, so that it ends by itself (R3.2.1).
import { titleOf, type BackupStanding, type RefusalCode, type Words } from '@shouxin/contract';
import type { Call } from '../../../kernel/call.ts';
import type { BackupParts } from './begin.ts';
import { kinds, standingOf } from './schedule.ts';

export interface BackupReminder {
  readonly id: string;
  readonly title: Words;
  readonly detail: Words;
  readonly at: Date;
  readonly dueAt: Date | null;
  /** It is due at a time, not on a day. */
  readonly dueOn: null;
  readonly to: string;
  readonly isLate: boolean;
}

const titles: Readonly<Record<(typeof kinds)[number], Words>> = {
  data: { zh: '数据备份逾期或失败', en: 'The backup of the data is late or failed' },
  keys: { zh: '密钥备份逾期或失败', en: 'The backup of the keys is late or failed' },
};

export async function remind(parts: BackupParts, call: Call): Promise<BackupReminder[]> {
  const reminders: BackupReminder[] = [];
  for (const kind of kinds) {
    const it = await standingOf(parts, { ...call, kind });
    if (!it.isLate || (it.isRunning && it.lastWholeAt === null)) continue;
    const detail = it.place === null ? titleOf('backup.no-target') : detailOf(it);
    const dueAt = it.dueAt === null ? null : new Date(it.dueAt);
    const place = { dueOn: null, to: '/backup', isLate: true };
    reminders.push({
      id: `backup-${kind}`,
      title: titles[kind],
      detail,
      at: call.at,
      dueAt,
      ...place,
    });
  }
  return reminders;
}

function detailOf({ failure, lastWholeAt }: BackupStanding): Words {
  if (failure === null && lastWholeAt === null) {
    return { zh: '尚未备份，即将自动开始', en: 'None was taken yet; one begins by itself soon' };
  }
  if (failure === null) return { zh: '没有在期限内完成', en: 'None was completed in time' };
  if (failure.startsWith('backup.')) return titleOf(failure as RefusalCode);
  return { zh: '内部错误，见运行日志', en: 'Internal error; see the operational log' };
}
