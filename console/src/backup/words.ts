// Sets, drills and times as the clerk who keeps backups says them; a fault is told by the words of its refusal.
import {
  isRefusalCode,
  titleOf,
  type BackupCard,
  type DrillCard,
  type Words,
} from '@shouxin/contract';
import type { Tone } from '../ui/chip.tsx';

export const kindWords: Record<BackupCard['kind'], Words> = {
  data: { zh: '数据备份', en: 'Data' },
  keys: { zh: '密钥备份', en: 'Keys' },
};

export const modeWords: Record<BackupCard['mode'], Words> = {
  full: { zh: '全量', en: 'Full' },
  incremental: { zh: '增量', en: 'Incremental' },
};

export const setStateWords: Record<BackupCard['state'], Words> = {
  taking: { zh: '备份中', en: 'Being taken' },
  whole: { zh: '完整', en: 'Whole' },
  failed: { zh: '失败', en: 'Failed' },
  removed: { zh: '已到期清除', en: 'Removed, past its time' },
};

export const setStateTones: Record<BackupCard['state'], Tone> = {
  taking: 'accent',
  whole: 'good',
  failed: 'bad',
  removed: 'outline',
};

export const chosenWords: Record<DrillCard['chosen'], Words> = {
  random: { zh: '随机', en: 'Random' },
  newest: { zh: '最新', en: 'Newest' },
  named: { zh: '指定', en: 'Named' },
};

export const drillStateWords: Record<DrillCard['state'], Words> = {
  waiting: { zh: '等待开始', en: 'Waiting' },
  running: { zh: '演练中', en: 'Under way' },
  passed: { zh: '通过', en: 'Passed' },
  failed: { zh: '未通过', en: 'Failed' },
  'cut-off': { zh: '中断', en: 'Cut off' },
};

export const drillStateTones: Record<DrillCard['state'], Tone> = {
  waiting: 'accent',
  running: 'accent',
  passed: 'good',
  failed: 'bad',
  'cut-off': 'warn',
};

export const isUnderWay = ({ state }: Pick<DrillCard, 'state'>): boolean =>
  state === 'waiting' || state === 'running';

/** Which setting names the place of a kind. */
export const settings: Record<BackupCard['kind'], string> = {
  data: 'SHOUXIN_BACKUP',
  keys: 'SHOUXIN_KEY_BACKUP',
};

export function inFault(code: string): Words {
  if (isRefusalCode(code)) return titleOf(code);
  return { zh: '内部错误，详见运行日志', en: 'Internal error; see the operational log' };
}

/** A duty of the clock, or a person. */
export function inAsker(askedBy: string): Words {
  const isClock = askedBy === 'backup.schedule' || askedBy === 'drills.schedule';
  return isClock ? { zh: '按计划', en: 'By schedule' } : { zh: askedBy, en: askedBy };
}

const [minute, hour, day] = [60, 3_600, 86_400];

/** The two greatest units: `3 分 20 秒`, `1 天 2 小时`. */
export function inDuration(seconds: number): Words {
  if (seconds < minute) return { zh: `${seconds} 秒`, en: `${seconds} s` };
  const [large, small] =
    seconds < hour ? [minute, 1] : seconds < day ? [hour, minute] : [day, hour];
  const [of, rest] = [Math.floor(seconds / large), Math.floor((seconds % large) / small)];
  const zh = { [minute]: '分', [hour]: '小时', [day]: '天', 1: '秒' };
  const en = { [minute]: 'min', [hour]: 'h', [day]: 'd', 1: 's' };
  const more = (words: Record<number, string>) => (rest > 0 ? ` ${rest} ${words[small]}` : '');
  return { zh: `${of} ${zh[large]}${more(zh)}`, en: `${of} ${en[large]}${more(en)}` };
}

export const inNumber = (value: number): string => value.toLocaleString('en-US');
