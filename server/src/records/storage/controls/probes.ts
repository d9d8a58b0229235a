// What the register measures of itself, for the control cards and for the clause map (R1.0): a state and the figures that show it.
import { dataSetOf, type Words } from '@shouxin/contract';
import { rule } from '@shouxin/contract/items';
import { businessDate, type Clock } from '../../../kernel/clock.ts';
import { needsAssessment, isAssessed } from '../asset.ts';
import { coverageNow } from '../coverage/show.ts';
import { standingNow } from '../look.ts';
import type { StorageParts } from '../parts.ts';
import { attackFigure, isTried } from './attack-reports.ts';
import { assetsInUse, countOpenFindings } from '../store.ts';
import { usesNow } from '../watch/uses.ts';
import { newestRecords } from './store.ts';

export interface Measured {
  readonly state: 'green' | 'amber' | 'red';
  readonly words: Words;
  readonly measured: readonly { readonly label: Words; readonly value: string }[];
}
export type Probe = () => Promise<Measured>;

const figure = (zh: string, en: string, value: number | string) => ({
  label: { zh, en },
  value: String(value),
});

const hourMs = 3_600_000;

export function createProbes(parts: StorageParts & { readonly clock: Clock }) {
  const { db, clock } = parts;
  return {
    'storage-medium': async () => {
      const uses = await usesNow(parts, db, clock.now());
      const missing = uses.filter((it) => it.state === 'unregistered' || it.state === 'unbound');
      return {
        state: missing.length > 0 ? 'red' : 'green',
        words:
          missing.length > 0
            ? { zh: '有数据存放在未登记的位置', en: 'Data lies where nothing is registered' }
            : { zh: '在用存储均已登记', en: 'Every storage in use is registered' },
        measured: [
          figure('在用资产', 'Assets in use', (await assetsInUse(db)).length),
          figure('未登记存放', 'Unregistered', missing.length),
        ],
      };
    },
    'storage-assessment': () => assessments(parts),
    'storage-coverage': () => coverage(parts),
    'storage-apart': () => unreadable(parts),
    'storage-management': async () => {
      const today = businessDate(clock.now());
      const records = [...(await newestRecords(db)).values()];
      const inForce = records.filter((it) => it.nextReviewOn >= today).length;
      return {
        state: inForce === 4 ? 'green' : 'red',
        words:
          inForce === 4
            ? { zh: '每项控制都有技术检查和管理记录', en: 'Each control has both sides' }
            : { zh: '有控制缺少有效的管理记录', en: 'A control lacks a record of its management' },
        measured: [figure('管理记录', 'Records in force', `${inForce} / 4`)],
      };
    },
  } satisfies Record<string, Probe>;
}

export type StorageProbes = ReturnType<typeof createProbes>;

async function assessments({
  db,
  clock,
}: StorageParts & { readonly clock: Clock }): Promise<Measured> {
  const now = clock.now();
  const assets = (await assetsInUse(db)).filter((it) =>
    it.holds.some((code) => needsAssessment(dataSetOf.get(code)?.class ?? 'C3')),
  );
  const standings = assets.map((it) => standingNow(it, now));
  const lapsed = standings.filter((it) => !isAssessed(it)).length;
  const expiring = standings.filter(({ state }) => state === 'expiring').length;
  const { open } = await countOpenFindings(db);
  const measured = [
    figure('存放 C2、C3 的资产', 'Assets with C2 or C3', assets.length),
    figure('评估无效', 'Not validly assessed', lapsed),
    figure('将到期', 'Running out', expiring),
    figure('未整改问题', 'Open findings', open),
  ];
  if (lapsed > 0) {
    return { state: 'red', words: { zh: '有资产评估过期', en: 'An assessment ran out' }, measured };
  }
  const words =
    expiring > 0
      ? { zh: '有评估即将到期', en: 'An assessment runs out soon' }
      : { zh: '评估均在有效期内', en: 'Every assessment is valid' };
  return { state: expiring > 0 ? 'amber' : 'green', words, measured };
}

/** Apart and sealed is what is arranged; that nothing can be read is shown by the attack on a copy. */
async function unreadable(parts: StorageParts & { readonly clock: Clock }): Promise<Measured> {
  const { unsealed } = await coverageNow(parts.db);
  const { database, keys } = parts.places;
  const isApart = database.locator !== keys.locator;
  const reports = parts.attackReports();
  const measured = [figure('未加密的值', 'Not sealed', unsealed), ...reports.map(attackFigure)];
  const said = (state: Measured['state'], zh: string, en: string): Measured => {
    return { state, words: { zh, en }, measured };
  };
  if (!isApart) return said('red', '密钥与数据在同一位置', 'Keys and data lie together');
  if (unsealed > 0) return said('red', '有值未加密', 'A value is not sealed');
  if (reports.some((it) => !it.held)) {
    return said('red', '最近一次攻击演练有未守住的项目', 'The latest attack got through somewhere');
  }
  return reports.some((it) => isTried(it, parts.clock.now()))
    ? said(
        'green',
        '密钥与数据分开存放，攻击演练已验证',
        'Keys lie apart from the data, and an attack showed it',
      )
    : said(
        'amber',
        '密钥与数据分开存放，尚无有效的攻击演练报告',
        'Keys lie apart from the data; no attack report counts yet',
      );
}

async function coverage({
  db,
  clock,
}: StorageParts & { readonly clock: Clock }): Promise<Measured> {
  const { total, unsealed, countedAt } = await coverageNow(db);
  const measured = [
    figure('已存的值', 'Values', total),
    figure('未加密', 'Not sealed', unsealed),
    figure('统计日期', 'Counted on', countedAt ? businessDate(countedAt) : '—'),
  ];
  if (unsealed > 0) {
    return { state: 'red', words: { zh: '有值未加密', en: 'A value is not sealed' }, measured };
  }
  const maxAgeMs = 2 * rule('storage.coverage.max_age_hours') * hourMs;
  const isFresh = countedAt !== null && clock.now().getTime() - countedAt.getTime() <= maxAgeMs;
  return {
    state: isFresh ? 'green' : 'amber',
    words: isFresh
      ? { zh: '全部以密文存放', en: 'Everything is sealed' }
      : { zh: '尚未统计或统计过旧', en: 'Not counted yet, or too long ago' },
    measured,
  };
}
