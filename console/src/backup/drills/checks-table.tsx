// The eight things that a drill looks at: what each means, how many were looked at, how many were not as they must be. One that was not
// come to stands here as such.
import { drillCheckWords } from '@shouxin/contract';
import { drillChecks, type DrillCheck, type DrillStatement } from '@shouxin/contract/proof';
import { defineTexts, useTexts, useWords } from '../../app/language.ts';
import { Chip } from '../../ui/chip.tsx';
import { Empty } from '../../ui/empty.tsx';
import { ListTable, type Column } from '../../ui/list-table.tsx';
import { Against } from '../recoverability.tsx';
import { inNumber } from '../words.ts';

const texts = defineTexts('backup/drill-checks', {
  title: { zh: '检查项', en: 'Checks' },
  result: { zh: '结果', en: 'Result' },
  check: { zh: '检查项', en: 'Check' },
  meaning: { zh: '查什么', en: 'What is looked at' },
  looked: { zh: '核对', en: 'Looked at' },
  wrong: { zh: '不符', en: 'Wrong' },
  met: { zh: '达标', en: 'Met' },
  unmet: { zh: '未达标', en: 'Not met' },
  missing: { zh: '未检查', en: 'Not come to' },
  rows: {
    zh: '恢复后的每一行与备份集逐行一致（行）',
    en: 'Every row that came back is the one of the set (rows)',
  },
  'row-seals': {
    zh: '全部客户档案的封印完好，未被改动（户）',
    en: 'The seal of every customer holds: nothing was altered (customers)',
  },
  openings: {
    zh: '抽取客户，全部信息项经密钥服务解封成功（个）',
    en: 'Every value of a sample of customers opens through the key provider (values)',
  },
  'log-intact': {
    zh: '审计日志从第一条起逐条核对（条）',
    en: 'The log is read again from its first entry (entries)',
  },
  'log-continues': {
    zh: '恢复出的日志确为运行中日志的前段（项）',
    en: 'The log that came back is the beginning of the one that runs (one)',
  },
  'destroyed-stays': {
    zh: '已销毁的信息用现有密钥逐个试解，均不可解（个）',
    en: 'What was destroyed is tried with the keys of today and does not open (values)',
  },
  'recovery-time': {
    zh: '从开始恢复到可以提供服务所用时间',
    en: 'From the beginning until it could have been served',
  },
  'recovery-point': {
    zh: '从最近一份数据备份到演练开始的时间，即会丢失的部分',
    en: 'From the newest set to the start: what would have been lost',
  },
});

type Made = DrillStatement['checks'][number];
interface Row {
  readonly check: DrillCheck;
  readonly made: Made | undefined;
}

export function ChecksTable({ report }: { readonly report: DrillStatement }) {
  const say = useTexts(texts);
  const rows = drillChecks.map((check) => ({
    check,
    made: report.checks.find((it) => it.check === check),
  }));
  return (
    <ListTable
      label={say('title')}
      columns={useColumns(report)}
      rows={rows}
      rowKey={(it) => it.check}
      empty={<Empty title={say('missing')} />}
      tools={<h2>{say('title')}</h2>}
    />
  );
}

function useColumns(report: DrillStatement): readonly Column<Row>[] {
  const say = useTexts(texts);
  const inWords = useWords();
  return [
    {
      key: 'check',
      title: say('check'),
      width: 220,
      render: ({ check }) => inWords(drillCheckWords[check]),
    },
    { key: 'result', title: say('result'), width: 96, render: (it) => <Result row={it} /> },
    {
      key: 'looked',
      title: say('looked'),
      width: 220,
      align: 'right',
      render: (it) => <Looked row={it} report={report} />,
    },
    {
      key: 'wrong',
      title: say('wrong'),
      width: 88,
      align: 'right',
      render: ({ check, made }) => (made && !isTime(check) ? inNumber(made.wrong) : '—'),
    },
    { key: 'meaning', title: say('meaning'), render: ({ check }) => say(check) },
  ];
}

const isTime = (check: DrillCheck) => check === 'recovery-time' || check === 'recovery-point';

function Result({ row: { made } }: { readonly row: Row }) {
  const say = useTexts(texts);
  if (!made) return <Chip>{say('missing')}</Chip>;
  return <Chip tone={made.isMet ? 'good' : 'bad'}>{say(made.isMet ? 'met' : 'unmet')}</Chip>;
}

interface LookedProps {
  readonly row: Row;
  readonly report: DrillStatement;
}

function Looked({ row: { check, made }, report: it }: LookedProps) {
  if (!made) return '—';
  if (check === 'recovery-time') {
    return <Against seconds={it.recoverySeconds} target={it.recoveryTargetSeconds} />;
  }
  if (check === 'recovery-point') {
    return <Against seconds={it.lostSeconds} target={it.lostTargetSeconds} />;
  }
  return inNumber(made.looked);
}
