// Encryption coverage (加密覆盖率) per item (R3.1.3): how many values are kept, under which suite, and how many are not sealed, as
// counted by the last walk through the database.
import { operations, type CoverageRow } from '@shouxin/contract';
import { App } from 'antd';
import { useAddressChoice } from '../app/address.ts';
import { atMinute } from '../app/format.ts';
import { defineTexts, useTexts, useWords } from '../app/language.ts';
import { useAllowance } from '../app/permissions.ts';
import { useAct, useRead } from '../app/queries.ts';
import { ActButton } from '../ui/act-button.tsx';
import { Chip, toneOfClass } from '../ui/chip.tsx';
import { Empty } from '../ui/empty.tsx';
import { FilterChips } from '../ui/filter-chips.tsx';
import { ListTable, type Column } from '../ui/list-table.tsx';
import { Page } from '../ui/page.tsx';
import { RefusalNotice } from '../ui/refusal.tsx';

const texts = defineTexts('storage/coverage', {
  title: { zh: '加密覆盖率', en: 'Encryption coverage' },
  lead: {
    zh: '逐项统计数据库中实际存放的值：密文多少、用哪个算法套件、未加密多少（应为 0）。',
    en: 'What the database really holds, item by item: how much is sealed, under which suite, and how much is not (it must be none).',
  },
  again: { zh: '重新统计', en: 'Count again' },
  asked: { zh: '已开始统计，稍后刷新查看', en: 'Counting; look again in a moment' },
  coverage: { zh: '覆盖率', en: 'Coverage' },
  values: { zh: '已存的值', en: 'Values kept' },
  notSealed: { zh: '未加密', en: 'Not sealed' },
  counted: { zh: '统计时间', en: 'Counted at' },
  never: { zh: '尚未统计', en: 'Not counted yet' },
  counting: { zh: '正在统计', en: 'Counting' },
  filter: { zh: '按范围筛选', en: 'Which' },
  kept: { zh: '有存量', en: 'Kept' },
  item: { zh: '信息项', en: 'Items' },
  other: { zh: '影像、日志、密钥等', en: 'Images, log, keys' },
  unsealed: { zh: '未加密', en: 'Not sealed' },
  what: { zh: '数据', en: 'Data' },
  class: { zh: '类别', en: 'Class' },
  level: { zh: '级别', en: 'Level' },
  how: { zh: '保护方式', en: 'How' },
  sealed: { zh: '信封密文', en: 'Sealed' },
  wrapped: { zh: '密钥封装', en: 'Wrapped' },
  tag: { zh: '带密钥指纹', en: 'Keyed tag' },
  total: { zh: '数量', en: 'Count' },
  suites: { zh: '套件（指纹为密钥版本）', en: 'Suite (of tags: version of the key)' },
  none: { zh: '没有符合的数据', en: 'Nothing of this kind' },
});

const choices = ['kept', 'item', 'other', 'unsealed'] as const;

function isShown(it: CoverageRow, choice: (typeof choices)[number]): boolean {
  if (choice === 'kept') return it.total > 0;
  if (choice === 'unsealed') return it.unsealed > 0;
  return (it.kind === 'item') === (choice === 'item');
}

export function CoveragePage() {
  const say = useTexts(texts);
  const inWords = useWords();
  const { message } = App.useApp();
  const [choice, setChoice] = useAddressChoice('show', choices, 'kept');
  const { answer, refusal, again } = useRead(operations.storage.coverage, {});
  const { reason } = useAllowance(operations.storage.countCoverage);
  const act = useAct(operations.storage.countCoverage, [operations.storage.coverage]);
  const count = async () => {
    if (await act.run({})) void message.success(say('asked'));
  };
  return (
    <Page
      title={say('title')}
      lead={say('lead')}
      action={
        <ActButton
          reason={reason && inWords(reason)}
          loading={act.isBusy}
          onClick={() => void count()}
        >
          {say('again')}
        </ActButton>
      }
    >
      <div className="stack">
        {act.refusal && <RefusalNotice refusal={act.refusal} />}
        {answer && <Figures {...answer} />}
        <ListTable
          label={say('title')}
          columns={useColumns()}
          rows={answer?.items.filter((it) => isShown(it, choice))}
          rowKey={(it) => it.key}
          refusal={refusal}
          onAgain={again}
          empty={<Empty title={say('none')} />}
          tools={
            <FilterChips
              label={say('filter')}
              value={choice}
              onChange={setChoice}
              choices={choices.map((it) => ({
                value: it,
                label: say(it),
                count: answer?.items.filter((row) => isShown(row, it)).length,
              }))}
            />
          }
        />
      </div>
    </Page>
  );
}

interface FiguresProps {
  readonly total: number;
  readonly unsealed: number;
  readonly countedAt: string | null;
  readonly isCounting: boolean;
}

function Figures({ total, unsealed, countedAt, isCounting }: FiguresProps) {
  const say = useTexts(texts);
  const share = total === 0 ? 0 : Math.floor(((total - unsealed) / total) * 10_000) / 100;
  const figures: readonly (readonly [string, string])[] = [
    [say('coverage'), countedAt ? `${share}%` : '—'],
    [say('values'), total.toLocaleString('en-US')],
    [say('notSealed'), countedAt ? unsealed.toLocaleString('en-US') : '—'],
    [say('counted'), isCounting ? say('counting') : countedAt ? atMinute(countedAt) : say('never')],
  ];
  return (
    <dl className="storage-figures">
      {figures.map(([name, value]) => (
        <div key={name} className="card">
          <dt>{name}</dt>
          <dd className="num">
            <b>{value}</b>
          </dd>
        </div>
      ))}
    </dl>
  );
}

function useColumns(): readonly Column<CoverageRow>[] {
  const say = useTexts(texts);
  const inWords = useWords();
  return [
    {
      key: 'what',
      title: say('what'),
      render: (it) => (
        <span>
          {inWords(it.name)} <code className="mut">{it.key}</code>
        </span>
      ),
    },
    {
      key: 'class',
      title: say('class'),
      width: 64,
      render: (it) => it.class && <Chip tone={toneOfClass(it.class)}>{it.class}</Chip>,
    },
    { key: 'level', title: say('level'), width: 64, align: 'right', render: (it) => it.level },
    { key: 'how', title: say('how'), width: 112, render: (it) => say(it.how) },
    {
      key: 'total',
      title: say('total'),
      width: 104,
      align: 'right',
      render: (it) => it.total.toLocaleString('en-US'),
    },
    {
      key: 'suites',
      title: say('suites'),
      width: '30%',
      render: (it) => (
        <span className="storage-suites num">
          {it.bySuite.map(({ suite, count }) => (
            <span key={suite}>
              {suite} <b>{count.toLocaleString('en-US')}</b>
            </span>
          ))}
        </span>
      ),
    },
    {
      key: 'unsealed',
      title: say('unsealed'),
      width: 96,
      align: 'right',
      render: (it) =>
        it.unsealed > 0 ? (
          <Chip tone="bad">{it.unsealed.toLocaleString('en-US')}</Chip>
        ) : (
          <span className="mut">0</span>
        ),
    },
  ];
}
