// Desk (工作台): a queue, not a poster. What waits for me, what I proposed, and at most three figures with their trend.
import { operations, type OutputOf } from '@shouxin/contract';
import { Link, useNavigate } from 'react-router';
import { atShort } from '../app/format.ts';
import { defineTexts, useTexts, useWords } from '../app/language.ts';
import { useHas } from '../app/permissions.ts';
import { useRead } from '../app/queries.ts';
import { Chip } from '../ui/chip.tsx';
import { Empty } from '../ui/empty.tsx';
import { ListTable, type Column } from '../ui/list-table.tsx';
import { Page } from '../ui/page.tsx';
import { Sparkline } from '../ui/sparkline.tsx';
import './desk.css';

const texts = defineTexts('desk/room', {
  title: { zh: '工作台', en: 'Desk' },
  lead: { zh: '等我办的、我提交的，从这里开始。', en: 'What waits for you and what you proposed.' },
  waiting: { zh: '待办', en: 'Waiting for me' },
  proposed: { zh: '我提交的', en: 'Proposed by me' },
  all: { zh: '全部', en: 'All' },
  what: { zh: '事项', en: 'What' },
  detail: { zh: '说明', en: 'Detail' },
  at: { zh: '时间', en: 'Since' },
  due: { zh: '期限', en: 'Due' },
  kind: { zh: '类别', en: 'Kind' },
  nothing: { zh: '没有待办', en: 'Nothing waits for you' },
  nothingHint: {
    zh: '新的复核、任务和提醒会出现在这里。',
    en: 'Reviews, tasks and reminders will appear here.',
  },
  noneProposed: { zh: '暂无在途事项', en: 'Nothing under way' },
  noneProposedHint: {
    zh: '提交复核后，在这里跟踪进度和退回原因。',
    en: 'After you propose something, follow it here, with the reason if it is rejected.',
  },
  trend: { zh: '{label}近期走势', en: 'Recent trend: {label}' },
  late: { zh: '已逾期', en: 'Overdue' },
  soon: { zh: '将到期', en: 'Due soon' },
  wrong: { zh: '须处理', en: 'To be put right' },
  open: { zh: '待处理', en: 'To be done' },
  approval: { zh: '复核', en: 'Review' },
  intake: { zh: '采集', en: 'Intake' },
  batch: { zh: '导入', en: 'Import' },
  task: { zh: '任务', en: 'Task' },
  'over-collection': { zh: '过度采集', en: 'Over-collection' },
  integrity: { zh: '日志完整性', en: 'Integrity' },
  account: { zh: '账号', en: 'Account' },
  storage: { zh: '存储', en: 'Storage' },
  plan: { zh: '预案', en: 'Recovery plan' },
  custody: { zh: '介质', en: 'Media' },
  backup: { zh: '备份', en: 'Backup' },
});

type Desk = OutputOf<typeof operations.desk.desk>;
type QueueItem = Desk['waiting'][number];

export default function DeskRoom() {
  const say = useTexts(texts);
  const { answer, refusal, again } = useRead(operations.desk.desk, {});
  const isProposer = useHas()('approvals.propose');
  return (
    <Page title={say('title')} lead={say('lead')}>
      <Figures figures={answer?.figures ?? []} />
      <div className="stack">
        <Queue
          title={say('waiting')}
          rows={answer?.waiting}
          band={answer?.waitingBand}
          refusal={refusal}
          onAgain={again}
          empty={<Empty title={say('nothing')} hint={say('nothingHint')} />}
        />
        {isProposer && (
          <Queue
            title={say('proposed')}
            rows={answer?.proposedByMe}
            all="/approvals/mine"
            empty={<Empty title={say('noneProposed')} hint={say('noneProposedHint')} />}
          />
        )}
      </div>
    </Page>
  );
}

function Figures({ figures }: { readonly figures: Desk['figures'] }) {
  const say = useTexts(texts);
  const inWords = useWords();
  if (figures.length === 0) return null;
  return (
    <dl className="desk-figures">
      {figures.map((it) => (
        <div key={it.key} className="card">
          <dt>{inWords(it.label)}</dt>
          <dd>
            <b className="num">{it.value}</b>
            <Sparkline points={it.trend} label={say('trend', { label: inWords(it.label) })} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

interface QueueProps {
  readonly title: string;
  readonly rows: readonly QueueItem[] | undefined;
  readonly band?: string | undefined;
  readonly all?: string;
  readonly refusal?: ReturnType<typeof useRead>['refusal'];
  readonly onAgain?: () => void;
  readonly empty: React.ReactNode;
}

function Queue({ title, rows, band, all, refusal, onAgain, empty }: QueueProps) {
  const say = useTexts(texts);
  const navigate = useNavigate();
  const columns = useColumns();
  return (
    <ListTable
      label={title}
      columns={columns}
      rows={refusal ? undefined : rows}
      rowKey={(it) => `${it.kind}/${it.id}`}
      onOpen={(it) => void navigate(it.to)}
      refusal={refusal}
      {...(onAgain && { onAgain })}
      empty={empty}
      band={band}
      tools={
        <>
          <h2>{title}</h2>
          {all && <Link to={all}>{say('all')}</Link>}
        </>
      }
    />
  );
}

function useColumns(): readonly Column<QueueItem>[] {
  const say = useTexts(texts);
  const inWords = useWords();
  return [
    {
      key: 'what',
      title: say('what'),
      width: '24%',
      render: (it) => <Link to={it.to}>{inWords(it.title)}</Link>,
    },
    { key: 'kind', title: say('kind'), width: 112, render: (it) => <Chip>{say(it.kind)}</Chip> },
    { key: 'detail', title: say('detail'), render: (it) => inWords(it.detail) },
    { key: 'at', title: say('at'), width: 132, render: (it) => <Time at={it.at} /> },
    { key: 'due', title: say('due'), width: 196, render: (it) => <Due item={it} /> },
  ];
}

function Time({ at }: { readonly at: string }) {
  return <span className="num">{atShort(at)}</span>;
}

/** Without a day nothing falls due: it is wrong, or waits. */
const undated = { late: 'wrong', soon: 'open' } as const;

function Due({ item }: { readonly item: QueueItem }) {
  const say = useTexts(texts);
  if (!item.dueAt && item.tone === 'normal') return null;
  return (
    <span className="row-line">
      {item.dueAt && <Time at={item.dueAt} />}
      {item.tone !== 'normal' && (
        <Chip tone={item.tone === 'late' ? 'bad' : 'warn'}>
          {say(item.dueAt ? item.tone : undated[item.tone])}
        </Chip>
      )}
    </span>
  );
}
