// Keys and rotations as lines of a terminal: columns that line up, Chinese signs counted as two, both languages.
import {
  keyKindTitles,
  keyStateTitles,
  rotationTitles,
  type OutputOf,
  type Rotation,
  type Words,
  type operations,
} from '@shouxin/contract';
import { both } from '../exit.ts';

type Inventory = OutputOf<typeof operations.keys.inventory>;
type Version = OutputOf<typeof operations.keys.versions>['items'][number];

export function inventoryLines({ items, customerKeys, suite }: Inventory): string[] {
  const rows = items.map((it) => [
    it.key,
    both(keyKindTitles[it.kind] ?? { zh: it.kind, en: it.kind }),
    both(keyStateTitles[it.state]),
    String(it.count),
    agesOf(it),
    it.suite,
    both(it.protects),
  ]);
  return [
    `${customerKeys} customer keys, ${suite} / 客户密钥 ${customerKeys} 把，${suite}`,
    ...inColumns([
      [
        'key/密钥',
        'kind/种类',
        'state/状态',
        'count/数量',
        'days/已用天数',
        'suite/套件',
        'protects/保护什么',
      ],
      ...rows,
    ]),
  ];
}

/** Days in use, of how many. */
function agesOf({ ageDays, cryptoperiod }: Inventory['items'][number]): string {
  return cryptoperiod ? `${ageDays}/${cryptoperiod.days}` : String(ageDays);
}

export function versionLines(items: readonly Version[]): string[] {
  if (items.length === 0) return [both({ zh: '没有这样的密钥', en: 'no such key' })];
  return inColumns([
    ['key/密钥', 'state/状态', 'wraps/现封装', 'suite/套件', 'since/启用', 'changed/状态变更'],
    ...items.map((it) => [
      it.id,
      both(keyStateTitles[it.state]),
      it.wraps === undefined ? '-' : String(it.wraps),
      it.suite,
      it.createdAt.slice(0, 10),
      it.changedAt.slice(0, 10),
    ]),
  ]);
}

export function rotationLines(items: readonly Rotation[]): string[] {
  if (items.length === 0) return [both({ zh: '还没有轮换过', en: 'no rotation yet' })];
  return inColumns([
    ['started/开始', 'what/事项', 'progress/进度', 'state/状态', 'proposed, approved/提交、批准'],
    ...items.map((it) => [
      it.startedAt.slice(0, 19).replace('T', ' '),
      whatOf(it),
      `${it.done}/${it.total}`,
      it.endedAt === null ? both(leftOf(it)) : both({ zh: '完成', en: 'ended' }),
      `${it.proposedBy}, ${it.approvedBy}`,
    ]),
  ]);
}

/** One line of a rotation that is followed. */
export function progressLine(it: Rotation): string {
  const end = { zh: '完成', en: 'ended' };
  return `${whatOf(it)}: ${it.done}/${it.total}, ${both(it.endedAt === null ? leftOf(it) : end)}`;
}

function whatOf({ kind, key }: Rotation): string {
  return [both(rotationTitles[kind]), key].filter((it) => it !== undefined).join(' ');
}

/** At the pace so far; the server knows none before something is done. */
function leftOf({ secondsLeft }: Rotation): Words {
  if (secondsLeft === null) return { zh: '进行中', en: 'running' };
  if (secondsLeft < 120) return { zh: `约剩 ${secondsLeft} 秒`, en: `about ${secondsLeft} s left` };
  const minutes = Math.ceil(secondsLeft / 60);
  return { zh: `约剩 ${minutes} 分钟`, en: `about ${minutes} min left` };
}

export function inColumns(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, at) =>
    Math.max(...rows.map((row) => widthOf(row[at] ?? ''))),
  );
  const padded = (cell: string, at: number) => cell + ' '.repeat((widths[at] ?? 0) - widthOf(cell));
  return rows.map((row) => row.map(padded).join('  ').trimEnd());
}

/** How many places of a terminal a text takes. */
export function widthOf(text: string): number {
  return Array.from(text).reduce((sum, sign) => sum + (isWide.test(sign) ? 2 : 1), 0);
}

const isWide =
  /[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE4F\uFF00-\uFF60\uFFE0-\uFFE6]/u;
