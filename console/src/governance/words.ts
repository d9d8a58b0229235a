// Rooms, marks and posts as governance names them.
import { postTitles, type Post, type RuleRow, type Words } from '@shouxin/contract';
import type { Tone } from '../ui/chip.tsx';

const roomWords: Record<string, Words> = {
  approvals: { zh: '复核', en: 'Approvals' },
  audit: { zh: '审计', en: 'Audit' },
  collection: { zh: '采集', en: 'Collection' },
  consent: { zh: '告知与同意', en: 'Consent' },
  custody: { zh: '介质保管', en: 'Custody' },
  customers: { zh: '客户', en: 'Customers' },
  desk: { zh: '工作台', en: 'Desk' },
  enquiry: { zh: '客户查询', en: 'Enquiry' },
  intake: { zh: '柜面采集', en: 'Intake' },
  storage: { zh: '存储登记', en: 'Storage' },
  backup: { zh: '备份', en: 'Backup' },
  drills: { zh: '恢复演练', en: 'Recovery drills' },
  trail: { zh: '审计轨迹', en: 'Trail' },
  disclosure: { zh: '披露', en: 'Disclosure' },
  governance: { zh: '治理', en: 'Governance' },
  identity: { zh: '身份', en: 'Identity' },
  imports: { zh: '导入', en: 'Imports' },
  keys: { zh: '密钥', en: 'Keys' },
  plans: { zh: '恢复预案', en: 'Recovery plans' },
  policy: { zh: '规则', en: 'Policy' },
  vault: { zh: '密存', en: 'Vault' },
};

export function inRoom(room: string): Words {
  return roomWords[room] ?? { zh: room, en: room };
}

export function inPost(post: string): Words {
  if (post === 'system') return { zh: '系统', en: 'System' };
  const held: Partial<Record<string, Words>> = postTitles;
  return held[post as Post] ?? { zh: post, en: post };
}

export const marks = ['P', 'S', 'U'] as const;

export const markWords: Record<RuleRow['mark'], Words> = {
  P: { zh: '已核原文', en: 'Primary text' },
  S: { zh: '二手来源', en: 'Secondary source' },
  U: { zh: '待法务确认', en: 'Legal to confirm' },
};

export const markTones: Record<RuleRow['mark'], Tone> = { P: 'good', S: 'plain', U: 'warn' };

export const clauseStates = ['red', 'amber', 'green'] as const;

export const clauseTones: Record<(typeof clauseStates)[number], Tone> = {
  green: 'good',
  amber: 'warn',
  red: 'bad',
};

const unitWords: Record<string, Words> = {
  assets: { zh: '项', en: 'assets' },
  attempts: { zh: '次', en: 'attempts' },
  bytes: { zh: '字节', en: 'bytes' },
  characters: { zh: '个字', en: 'characters' },
  columns: { zh: '列', en: 'columns' },
  CNY: { zh: '元', en: 'CNY' },
  customers: { zh: '位客户', en: 'customers' },
  days: { zh: '天', en: 'days' },
  digits: { zh: '位', en: 'digits' },
  entries: { zh: '项', en: 'entries' },
  hours: { zh: '小时', en: 'hours' },
  images: { zh: '张', en: 'images' },
  kinds: { zh: '种', en: 'kinds' },
  minutes: { zh: '分钟', en: 'minutes' },
  months: { zh: '个月', en: 'months' },
  passwords: { zh: '个密码', en: 'passwords' },
  rows: { zh: '行', en: 'rows' },
  searches: { zh: '次查询', en: 'searches' },
  seconds: { zh: '秒', en: 'seconds' },
  steps: { zh: '步', en: 'steps' },
  times: { zh: '次', en: 'times' },
  years: { zh: '年', en: 'years' },
};

const megabyte = 1024 * 1024;

/** Sizes in the units people count in; everything else as it stands. */
export function inFigures(row: Pick<RuleRow, 'key' | 'value' | 'unit'>): {
  readonly figure: string;
  readonly unit: Words;
} {
  const { value, unit } = row;
  const words = inUnit(row);
  if (Array.isArray(value)) return { figure: value.join(' / '), unit: words };
  if (typeof value !== 'number') return { figure: String(value), unit: words };
  if (unit === 'bytes' && value % megabyte === 0) {
    return { figure: String(value / megabyte), unit: { zh: 'MB', en: 'MB' } };
  }
  return { figure: value.toLocaleString('en-US'), unit: words };
}

/** An age and a duration, a ratio and a count share a unit in English only. */
function inUnit({ key, unit }: Pick<RuleRow, 'key' | 'unit'>): Words {
  if (unit === 'years' && /(^|[._])age$/.test(key)) return { zh: '岁', en: 'years' };
  if (unit === 'times' && key.includes('ratio')) return { zh: '倍', en: 'times' };
  return unitWords[unit] ?? { zh: unit, en: unit };
}
