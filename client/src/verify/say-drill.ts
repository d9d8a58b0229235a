// The report of a recovery drill in words, for `shouxin verify` and `shouxin drill`.
import { drillCheckWords, type Words } from '@shouxin/contract';
import type { DrillCheck, DrillStatement } from '@shouxin/contract/proof';

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
