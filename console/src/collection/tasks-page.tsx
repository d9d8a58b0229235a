// What is left to do for customers (更新任务): one line per batch and kind, never one per customer. A task is done for a
// customer when what it asked for has happened, so there is nothing to tick here.
import {
  operations,
  taskKind,
  taskState,
  type FilterOf,
  type TaskCard,
  type Words,
} from '@shouxin/contract';
import { Select } from 'antd';
import { Link, useNavigate, useSearchParams } from 'react-router';
import { useToday } from '../app/clock.ts';
import { atShort } from '../app/format.ts';
import { defineTexts, useTexts, useWords } from '../app/language.ts';
import { useHas } from '../app/permissions.ts';
import { listed, usePages, useRead } from '../app/queries.ts';
import { SavedFilters } from '../app/saved-filters.tsx';
import { Chip } from '../ui/chip.tsx';
import { Empty } from '../ui/empty.tsx';
import { FilterChips } from '../ui/filter-chips.tsx';
import { ListTable, type Column } from '../ui/list-table.tsx';
import { Page } from '../ui/page.tsx';
import { ProgressBar } from '../ui/progress-bar.tsx';
import { howWords } from './task-words.ts';
import './lists.css';

const texts = defineTexts('collection/tasks', {
  title: { zh: '更新任务', en: 'Tasks' },
  lead: {
    zh: '每批每类一条，点开即列出本网点待办的客户。在客户页补齐后自动计数，无需手工勾销。',
    en: 'One line per batch and kind; open it for the customers of your branch. It counts by itself as they are brought up to date.',
  },
  byState: { zh: '按状态', en: 'By state' },
  byKind: { zh: '按种类', en: 'By kind' },
  all: { zh: '全部', en: 'All' },
  anyKind: { zh: '全部种类', en: 'Any kind' },
  noneElse: { zh: '没有符合条件的任务', en: 'No task fits' },
  what: { zh: '任务', en: 'Task' },
  how: { zh: '怎样完成', en: 'How it is done' },
  done: { zh: '完成', en: 'Done' },
  from: { zh: '来自', en: 'From' },
  batch: { zh: '导入批次', en: 'Import batch' },
  counter: { zh: '柜面', en: 'Counter' },
  created: { zh: '建立', en: 'Since' },
  due: { zh: '期限', en: 'Due' },
  overdue: { zh: '已逾期', en: 'Overdue' },
  state: { zh: '状态', en: 'State' },
  open: { zh: '进行中', en: 'Open' },
  closed: { zh: '已办结', en: 'Closed' },
  none: { zh: '没有更新任务', en: 'No tasks' },
  noneHint: {
    zh: '导入或登记后，若有证件过期、凭证或影像待补，会在这里按批次列出。',
    en: 'Expired documents, missing evidence or images are listed here by batch after an import or a registration.',
  },
});

const kindWords: Record<TaskCard['kind'], Words> = {
  'document-renewal': { zh: '证件更新', en: 'Document renewal' },
  'consent-evidence': { zh: '同意凭证', en: 'Evidence of consent' },
  'document-image': { zh: '证件影像', en: 'Document image' },
  'occupation-label': { zh: '职业归类', en: 'Occupation' },
  'duplicate-review': { zh: '疑似重复', en: 'Possible duplicate' },
  'over-collection': { zh: '过度采集', en: 'Over-collection' },
};

export function TasksPage() {
  const say = useTexts(texts);
  const pages = usePages();
  const navigate = useNavigate();
  const mayWork = useHas()('customers.amend');
  const columns = useColumns(mayWork);
  const [filter, setFilter] = useFilter();
  const { answer, refusal, again } = useRead(
    operations.collection.tasks,
    { ...filter, ...(pages.cursor && { cursor: pages.cursor }) },
    { keep: true },
  );
  return (
    <Page title={say('title')} lead={say('lead')}>
      <ListTable
        label={say('title')}
        columns={columns}
        {...listed({ answer, refusal, again }, pages)}
        rowKey={(it) => it.task}
        {...(mayWork && {
          onOpen: (it: TaskCard) => void navigate(`/collection/tasks/${it.task}`),
        })}
        tools={<Filter filter={filter} onChoose={pages.filtering(setFilter)} />}
        empty={
          filter.kind || filter.state ? (
            <Empty title={say('noneElse')} />
          ) : (
            <Empty title={say('none')} hint={say('noneHint')} />
          )
        }
      />
    </Page>
  );
}

type TaskFilter = Omit<Extract<FilterOf, { list: 'tasks' }>, 'list'>;

/** In the address, so that a reload and the back button keep it. */
function useFilter(): readonly [TaskFilter, (next: TaskFilter) => void] {
  const [params, setParams] = useSearchParams();
  const kind = taskKind.safeParse(params.get('kind')).data;
  const state = taskState.safeParse(params.get('state')).data;
  const set = (next: TaskFilter) =>
    setParams(
      { ...(next.kind && { kind: next.kind }), ...(next.state && { state: next.state }) },
      { replace: true },
    );
  return [{ ...(kind && { kind }), ...(state && { state }) }, set];
}

interface FilterProps {
  readonly filter: TaskFilter;
  readonly onChoose: (next: TaskFilter) => void;
}

function Filter({ filter, onChoose }: FilterProps) {
  const say = useTexts(texts);
  const inWords = useWords();
  const { kind, state } = filter;
  return (
    <>
      <FilterChips
        label={say('byState')}
        value={state ?? 'all'}
        onChange={(next) =>
          onChoose({ ...(kind && { kind }), ...(next !== 'all' && { state: next }) })
        }
        choices={(['all', ...taskState.options] as const).map((it) => ({
          value: it,
          label: say(it),
        }))}
      />
      <Select<TaskCard['kind'] | 'all'>
        size="small"
        aria-label={say('byKind')}
        popupMatchSelectWidth={260}
        value={kind ?? 'all'}
        onChange={(next) =>
          onChoose({ ...(state && { state }), ...(next !== 'all' && { kind: next }) })
        }
        options={[
          { value: 'all' as const, label: say('anyKind') },
          ...taskKind.options.map((it) => ({ value: it, label: inWords(kindWords[it]) })),
        ]}
      />
      <SavedFilters now={{ list: 'tasks', ...filter }} onApply={onChoose} />
    </>
  );
}

function useColumns(mayWork: boolean): readonly Column<TaskCard>[] {
  const say = useTexts(texts);
  const inWords = useWords();
  return [
    {
      key: 'what',
      title: say('what'),
      width: 232,
      render: (it) =>
        mayWork ? (
          <Link to={`/collection/tasks/${it.task}`}>{inWords(it.title)}</Link>
        ) : (
          inWords(it.title)
        ),
    },
    {
      key: 'how',
      title: say('how'),
      choice: 'on',
      render: (it) => <span className="mut">{inWords(howWords[it.kind])}</span>,
    },
    { key: 'done', title: say('done'), width: 220, render: (it) => <Progress task={it} /> },
    { key: 'from', title: say('from'), width: 120, render: (it) => <From task={it} /> },
    {
      key: 'created',
      title: say('created'),
      width: 120,
      render: (it) => <span className="num">{atShort(it.createdAt)}</span>,
    },
    { key: 'due', title: say('due'), width: 180, render: (it) => <Due task={it} /> },
    {
      key: 'state',
      title: say('state'),
      width: 96,
      render: (it) => <Chip tone={it.state === 'open' ? 'accent' : 'good'}>{say(it.state)}</Chip>,
    },
  ];
}

function Progress({ task }: { readonly task: TaskCard }) {
  const inWords = useWords();
  return (
    <span className="task-progress">
      <ProgressBar label={inWords(task.title)} done={task.done} total={task.count} isSmall />
      <span className="num">
        {task.done} / {task.count}
      </span>
    </span>
  );
}

function From({ task }: { readonly task: TaskCard }) {
  const say = useTexts(texts);
  const mayOpen = useHas()('import.read');
  if (!task.batch) return say('counter');
  return mayOpen ? <Link to={`/imports/${task.batch}`}>{say('batch')}</Link> : say('batch');
}

function Due({ task }: { readonly task: TaskCard }) {
  const say = useTexts(texts);
  const today = useToday();
  if (!task.dueOn) return null;
  const isLate = task.state === 'open' && task.dueOn < today;
  return (
    <span className="row-line">
      <span className="num">{task.dueOn}</span>
      {isLate && <Chip tone="bad">{say('overdue')}</Chip>}
    </span>
  );
}
