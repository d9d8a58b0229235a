// All batches, newest first: what came from where, how far it is, and what became of its records.
import { batchState, operations, type BatchCard } from '@shouxin/contract';
import { useEffect } from 'react';
import { Select } from 'antd';
import { Link, useNavigate } from 'react-router';
import { useAddressChoice } from '../app/address.ts';
import { atShort } from '../app/format.ts';
import { defineTexts, useTexts, useWords } from '../app/language.ts';
import { useAllowance } from '../app/permissions.ts';
import { listed, usePages, useRead } from '../app/queries.ts';
import { SavedFilters } from '../app/saved-filters.tsx';
import { useShortcuts } from '../app/shortcuts.ts';
import { ActButton } from '../ui/act-button.tsx';
import { Chip } from '../ui/chip.tsx';
import { Empty } from '../ui/empty.tsx';
import { ListTable, type Column } from '../ui/list-table.tsx';
import { Page } from '../ui/page.tsx';
import { isUnderWay, outcomes, outcomeWords, stateTones, stateWords } from './words.ts';

const texts = defineTexts('imports/batches', {
  title: { zh: '批量导入', en: 'Imports' },
  lead: {
    zh: '把存量客户迁入：先试运行，再由数据责任人批准后入库。',
    en: 'Bring existing customers in: a dry run first, applied only after the data owner approves.',
  },
  begin: { zh: '新建导入', en: 'New import' },
  filter: { zh: '按状态', en: 'By state' },
  all: { zh: '全部状态', en: 'Any state' },
  noneElse: { zh: '没有这一状态的批次', en: 'No batch in this state' },
  file: { zh: '文件', en: 'File' },
  source: { zh: '来源系统', en: 'Source' },
  list: { zh: '清单', en: 'List' },
  state: { zh: '状态', en: 'State' },
  counts: { zh: '记录', en: 'Records' },
  by: { zh: '导入人', en: 'By' },
  at: { zh: '时间', en: 'Since' },
  none: { zh: '还没有导入批次', en: 'No imports yet' },
  noneHint: {
    zh: '从源系统导出 CSV 或 XLSX，点「新建导入」；试运行不会写入任何客户资料。',
    en: 'Export CSV or XLSX from the source system and begin a new import; a dry run stores no customer.',
  },
});

const choices = ['all', ...batchState.options] as const;
type Choice = (typeof choices)[number];

const keyWords = { zh: '新建导入', en: 'New import' };
const againMs = 5000;

export function BatchesPage() {
  const say = useTexts(texts);
  const inWords = useWords();
  const navigate = useNavigate();
  const pages = usePages();
  const [state, setState] = useAddressChoice('state', choices, 'all');
  const { isOpen, reason } = useAllowance(operations.imports.upload);
  const { answer, refusal, again } = useRead(
    operations.imports.batches,
    { ...(state !== 'all' && { state }), ...(pages.cursor && { cursor: pages.cursor }) },
    { keep: true },
  );
  const choose = pages.filtering(setState);
  const isMoving = answer?.items.some((it) => isUnderWay(it.state)) ?? false;
  useEffect(() => {
    if (!isMoving) return undefined;
    const timer = setTimeout(again, againMs);
    return () => clearTimeout(timer);
  }, [isMoving, again]);
  const begin = () => void navigate('/imports/new');
  useShortcuts([{ keys: 'n', words: keyWords, run: begin, isOff: !isOpen }]);
  return (
    <Page
      title={say('title')}
      lead={say('lead')}
      action={
        <ActButton type="primary" reason={reason && inWords(reason)} onClick={begin}>
          {say('begin')} <kbd aria-hidden="true">n</kbd>
        </ActButton>
      }
    >
      <ListTable
        label={say('title')}
        columns={useColumns()}
        {...listed({ answer, refusal, again }, pages)}
        rowKey={(it) => it.batch}
        onOpen={(it) => void navigate(`/imports/${it.batch}`)}
        tools={<StateFilter state={state} onChoose={choose} />}
        empty={<None isFiltered={state !== 'all'} />}
      />
    </Page>
  );
}

function None({ isFiltered }: { readonly isFiltered: boolean }) {
  const say = useTexts(texts);
  if (isFiltered) return <Empty title={say('noneElse')} />;
  return <Empty title={say('none')} hint={say('noneHint')} />;
}

interface StateFilterProps {
  readonly state: Choice;
  readonly onChoose: (state: Choice) => void;
}

function StateFilter({ state, onChoose }: StateFilterProps) {
  const say = useTexts(texts);
  const inWords = useWords();
  return (
    <>
      <Select<Choice>
        size="small"
        aria-label={say('filter')}
        popupMatchSelectWidth={200}
        value={state}
        onChange={onChoose}
        options={choices.map((it) => ({
          value: it,
          label: it === 'all' ? say('all') : inWords(stateWords[it]),
        }))}
      />
      <SavedFilters
        now={{ list: 'imports', ...(state !== 'all' && { state }) }}
        onApply={(it) => onChoose(it.state ?? 'all')}
      />
    </>
  );
}

function useColumns(): readonly Column<BatchCard>[] {
  const say = useTexts(texts);
  const inWords = useWords();
  return [
    {
      key: 'file',
      title: say('file'),
      render: (it) => <Link to={`/imports/${it.batch}`}>{it.fileName}</Link>,
    },
    { key: 'source', title: say('source'), width: 170, render: (it) => it.source },
    { key: 'list', title: say('list'), width: 80, choice: 'on', render: (it) => it.list },
    {
      key: 'state',
      title: say('state'),
      width: 120,
      render: (it) => <Chip tone={stateTones[it.state]}>{inWords(stateWords[it.state])}</Chip>,
    },
    { key: 'counts', title: say('counts'), width: 360, render: (it) => <Counts batch={it} /> },
    {
      key: 'by',
      title: say('by'),
      width: 170,
      choice: 'on',
      render: (it) => (
        <span>
          {it.createdBy} <span className="mut">{inWords(it.unit)}</span>
        </span>
      ),
    },
    {
      key: 'at',
      title: say('at'),
      width: 120,
      render: (it) => <span className="num">{atShort(it.createdAt)}</span>,
    },
  ];
}

/** The numbers of a finished dry run, or how far a running one has come. */
function Counts({ batch }: { readonly batch: BatchCard }) {
  const inWords = useWords();
  const { counts, progress } = batch;
  if (isUnderWay(batch.state)) {
    return (
      <span className="num">{[progress.done, progress.total].filter(Boolean).join(' / ')}</span>
    );
  }
  if (!counts) return null;
  return (
    <span className="imports-counts num">
      {outcomes.map((it) => (
        <span key={it} className={counts[it] === 0 ? 'mut' : undefined}>
          {inWords(outcomeWords[it])} {counts[it].toLocaleString('en-US')}
        </span>
      ))}
    </span>
  );
}
