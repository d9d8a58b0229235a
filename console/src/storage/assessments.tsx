// Assessments of one asset, the newest first; each with what was found and whether it was mended.
import {
  assessmentResultWords,
  operations,
  severityWords,
  type AssessmentCard,
} from '@shouxin/contract';
import { App, Button } from 'antd';
import { onDay } from '../app/format.ts';
import { defineTexts, useTexts, useWords } from '../app/language.ts';
import { useAllowance } from '../app/permissions.ts';
import { listed, useAct, usePages, useRead } from '../app/queries.ts';
import { Chip, type Tone } from '../ui/chip.tsx';
import { Empty } from '../ui/empty.tsx';
import { ListTable, type Column } from '../ui/list-table.tsx';
import { RefusalNotice } from '../ui/refusal.tsx';
import { registerReads } from './words.ts';

const texts = defineTexts('storage/assessments', {
  title: { zh: '安全评估', en: 'Security assessments' },
  on: { zh: '评估日期', en: 'Assessed on' },
  result: { zh: '结论', en: 'Result' },
  score: { zh: '得分', en: 'Score' },
  until: { zh: '有效至', en: 'Valid until' },
  version: { zh: '资产版本', en: 'Version' },
  assessor: { zh: '评估方', en: 'Assessed by' },
  findings: { zh: '问题与整改', en: 'Findings and remedies' },
  noFinding: { zh: '无', en: 'None' },
  due: { zh: '期限 {on}', en: 'due {on}' },
  remedied: { zh: '已整改 {on}', en: 'remedied {on}' },
  remedy: { zh: '登记整改完成', en: 'Mark as remedied' },
  done: { zh: '已登记整改', en: 'Marked as remedied' },
  none: { zh: '还没有评估', en: 'Never assessed' },
  noneHint: {
    zh: '没有有效评估，不得绑定 C2、C3 数据。',
    en: 'Without a valid assessment no C2 or C3 data is bound.',
  },
});

const tones: Record<AssessmentCard['result'], Tone> = {
  passed: 'good',
  conditional: 'warn',
  failed: 'bad',
};

export function Assessments({ asset }: { readonly asset: string }) {
  const say = useTexts(texts);
  const pages = usePages();
  const { answer, refusal, again } = useRead(
    operations.storage.assessments,
    { asset, cursor: pages.cursor, limit: 10 },
    { keep: true },
  );
  return (
    <ListTable
      label={say('title')}
      columns={useColumns()}
      {...listed({ answer, refusal, again }, pages)}
      rowKey={(it) => it.assessment}
      empty={<Empty title={say('none')} hint={say('noneHint')} />}
      tools={<h2>{say('title')}</h2>}
    />
  );
}

function useColumns(): readonly Column<AssessmentCard>[] {
  const say = useTexts(texts);
  const inWords = useWords();
  return [
    {
      key: 'on',
      title: say('on'),
      width: 104,
      render: (it) => <span className="num">{it.assessedOn}</span>,
    },
    {
      key: 'result',
      title: say('result'),
      width: 112,
      render: (it) => (
        <Chip tone={tones[it.result]}>{inWords(assessmentResultWords[it.result])}</Chip>
      ),
    },
    { key: 'score', title: say('score'), width: 56, align: 'right', render: (it) => it.score },
    {
      key: 'until',
      title: say('until'),
      width: 104,
      render: (it) => <span className="num">{it.validUntil}</span>,
    },
    {
      key: 'assessor',
      title: say('assessor'),
      width: 160,
      render: (it) => it.assessor,
    },
    {
      key: 'findings',
      title: say('findings'),
      render: (it) =>
        it.findings.length === 0 ? (
          <span className="mut">{say('noFinding')}</span>
        ) : (
          <ul className="storage-findings">
            {it.findings.map((one) => (
              <FindingLine key={one.finding} assessment={it.assessment} it={one} />
            ))}
          </ul>
        ),
    },
  ];
}

interface LineProps {
  readonly assessment: string;
  readonly it: AssessmentCard['findings'][number];
}

function FindingLine({ assessment, it }: LineProps) {
  const say = useTexts(texts);
  const inWords = useWords();
  const { message } = App.useApp();
  const { isOpen } = useAllowance(operations.storage.remedy);
  const { run, isBusy, refusal } = useAct(operations.storage.remedy, registerReads);
  const remedy = async () => {
    if (await run({ assessment, finding: it.finding })) void message.success(say('done'));
  };
  const tone = it.severity === 'high' ? 'bad' : 'warn';
  return (
    <li>
      <Chip tone={it.remediedAt ? 'plain' : tone}>{inWords(severityWords[it.severity])}</Chip>{' '}
      {it.text}
      <br />
      <span className="mut num">
        {it.remediation} ·{' '}
        {it.remediedAt
          ? say('remedied', { on: onDay(it.remediedAt) })
          : say('due', { on: it.dueOn })}
      </span>{' '}
      {!it.remediedAt && isOpen && (
        <Button size="small" loading={isBusy} onClick={() => void remedy()}>
          {say('remedy')}
        </Button>
      )}
      {refusal && <RefusalNotice refusal={refusal} />}
    </li>
  );
}
