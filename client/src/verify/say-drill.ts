// The report of a recovery drill in words, for `shouxin verify` and `shouxin drill`.
import type { Words } from '@shouxin/contract';
import type { DrillCheck, DrillStatement } from '@shouxin/contract/proof';

export const drillCheckWords: Readonly<Record<DrillCheck, Words>> = {
  rows: { zh: '数据行逐行比对', en: 'Every row compared' },
  'row-seals': { zh: '客户档案封印', en: 'Seals of customers' },
  openings: { zh: '抽样解封', en: 'Values opened' },
  'log-intact': { zh: '审计日志逐条核对', en: 'Entries of the log' },
  'log-continues': { zh: '与运行中日志衔接', en: 'Joins the log that runs' },
  'destroyed-stays': { zh: '已销毁信息不可恢复', en: 'What was destroyed stays so' },
  'recovery-time': { zh: '恢复用时（RTO）', en: 'Recovery time (RTO)' },
  'recovery-point': { zh: '数据丢失时长（RPO）', en: 'Recovery point (RPO)' },
};

const number = (value: number) => value.toLocaleString('en-US');

export function aboutDrill(it: DrillStatement): Words[] {
  const passed = it.outcome === 'passed';
  return [
    {
      zh: `恢复演练：${passed ? '通过' : `未通过${it.failure === null ? '' : `（${it.failure}）`}`}，备份集 ${it.set}（${it.takenAt}）`,
      en: `Recovery drill: ${passed ? 'passed' : `failed${it.failure === null ? '' : ` (${it.failure})`}`}, set ${it.set} (${it.takenAt})`,
    },
    ...it.checks.map((one) => aboutCheck(one, it)),
  ];
}

function aboutCheck(
  { check, isMet, looked, wrong }: DrillStatement['checks'][number],
  it: DrillStatement,
): Words {
  const { zh, en } = drillCheckWords[check];
  const said = measured(check, it) ?? `${number(looked - wrong)} / ${number(looked)}`;
  return { zh: `  ${isMet ? '达标' : '未达标'}　${zh}：${said}`, en: `  ${isMet ? 'met' : 'NOT MET'}  ${en}: ${said}` }; // prettier-ignore
}

function measured(check: DrillCheck, it: DrillStatement): string | undefined {
  if (check === 'recovery-time')
    return `${it.recoverySeconds ?? '-'} s <= ${it.recoveryTargetSeconds} s`;
  if (check === 'recovery-point') return `${it.lostSeconds ?? '-'} s <= ${it.lostTargetSeconds} s`;
  return undefined;
}
