// The log, newest first, as it was searched; one entry opens beside the list and has an address of its own, because an
// entry's id says nothing about anybody.
import { operations, type TrailEntry } from '@shouxin/contract';
import { Button } from 'antd';
import { useState } from 'react';
import { Link, useSearchParams } from 'react-router';
import { defineTexts, useTexts, useWords } from '../app/language.ts';
import { usePages, useRead } from '../app/queries.ts';
import { useStore } from '../app/store.ts';
import { Chip } from '../ui/chip.tsx';
import { Empty } from '../ui/empty.tsx';
import { ListTable, type Column } from '../ui/list-table.tsx';
import { Page } from '../ui/page.tsx';
import { Watermark } from '../ui/watermark.tsx';
import { Actor } from './actor.tsx';
import { EntryDrawer } from './entry-drawer.tsx';
import { ExportDialog } from './export-dialog.tsx';
import { inSeconds } from './instants.ts';
import { SearchForm } from './search-form.tsx';
import { search, type Filters } from './search.ts';
import { inPost, inShort, isStaff, toneOf } from './words.ts';

const texts = defineTexts('trail/search', {
  title: { zh: '审计日志', en: 'Audit trail' },
  lead: {
    zh: '谁在何时、何地、为何、对谁的哪些信息做了什么。日志只增不改；本次查询也会记入。',
    en: 'Who did what, when, where and why, to whose information. Entries are only ever added; this search is one too.',
  },
  export: { zh: '导出期间日志', en: 'Export a period' },
  results: { zh: '日志记录', en: 'Entries' },
  at: { zh: '时间', en: 'At' },
  act: { zh: '操作', en: 'Act' },
  actor: { zh: '操作人', en: 'Actor' },
  post: { zh: '岗位', en: 'Post' },
  unit: { zh: '机构', en: 'Unit' },
  customer: { zh: '客户', en: 'Customer' },
  purpose: { zh: '目的', en: 'Purpose' },
  items: { zh: '信息项', en: 'Items' },
  decision: { zh: '结论', en: 'Decision' },
  terminal: { zh: '终端', en: 'Terminal' },
  seq: { zh: '序号', en: 'Position' },
  plain: { zh: '{count} 项，明文 {plain}', en: '{count}, {plain} in full' },
  some: { zh: '{count} 项', en: '{count}' },
  unknown: { zh: '没有这个客户号或账号', en: 'No such customer number or account' },
  none: { zh: '没有符合条件的记录', en: 'No entry fits' },
  noneHint: {
    zh: '放宽期间或减少条件再查；客户号、账号须完整。',
    en: 'Widen the period or drop a condition. Customer number and account must be complete.',
  },
});

export function SearchPage() {
  const say = useTexts(texts);
  const now = useStore(search);
  const [isExporting, setExporting] = useState(false);
  return (
    <Page
      title={say('title')}
      lead={say('lead')}
      action={<Button onClick={() => setExporting(true)}>{say('export')}</Button>}
    >
      <Watermark />
      <div className="stack">
        <SearchForm now={now} />
        <Results key={now.at} filters={now.filters} />
      </div>
      <OpenedEntry />
      {isExporting && <ExportDialog onClose={() => setExporting(false)} />}
    </Page>
  );
}

function OpenedEntry() {
  const [params, setParams] = useSearchParams();
  return <EntryDrawer entry={params.get('entry') ?? undefined} onClose={() => setParams({})} />;
}

function Results({ filters }: { readonly filters: Filters }) {
  const say = useTexts(texts);
  const [params, setParams] = useSearchParams();
  const entry = params.get('entry');
  const pages = usePages();
  const { answer, refusal, again } = useRead(
    operations.audit.search,
    { filters, limit: 50, ...(pages.cursor && { cursor: pages.cursor }) },
    { personal: true, keep: true },
  );
  // A customer number or account that does not exist is an empty result, not a fault of the search.
  const isUnknown = refusal?.code === 'not-found';
  return (
    <ListTable
      label={say('results')}
      columns={useColumns()}
      rows={isUnknown ? [] : answer?.items}
      rowKey={(it) => it.entry}
      onOpen={(it) => setParams({ entry: it.entry })}
      isSelected={(it) => it.entry === entry}
      refusal={isUnknown ? undefined : refusal}
      onAgain={again}
      pages={pages}
      next={answer?.next}
      band={answer?.band}
      empty={<Empty title={say(isUnknown ? 'unknown' : 'none')} hint={say('noneHint')} />}
      tools={<h2>{say('results')}</h2>}
    />
  );
}

function useColumns(): readonly Column<TrailEntry>[] {
  return [...useWhoColumns(), ...useWhatColumns()];
}

function useWhoColumns(): readonly Column<TrailEntry>[] {
  const say = useTexts(texts);
  const inWords = useWords();
  return [
    {
      key: 'at',
      title: say('at'),
      width: 168,
      render: (it) => (
        <Link className="num nowrap" to={`?entry=${it.entry}`}>
          {inSeconds(it.at)}
        </Link>
      ),
    },
    { key: 'act', title: say('act'), width: 176, render: (it) => inWords(it.title) },
    { key: 'actor', title: say('actor'), width: 160, render: (it) => <Actor entry={it} /> },
    {
      key: 'post',
      title: say('post'),
      width: 150,
      choice: 'on',
      render: (it) => isStaff(it) && <span className="mut">{inWords(inPost(it.post))}</span>,
    },
    {
      key: 'unit',
      title: say('unit'),
      width: 150,
      choice: 'off',
      render: (it) => it.unit && <span className="mut">{inWords(it.unit)}</span>,
    },
    {
      key: 'customer',
      title: say('customer'),
      width: 128,
      render: (it) => it.customer && <span className="num nowrap">{it.customer.number}</span>,
    },
  ];
}

function useWhatColumns(): readonly Column<TrailEntry>[] {
  const say = useTexts(texts);
  const inWords = useWords();
  return [
    {
      key: 'purpose',
      title: say('purpose'),
      width: 140,
      choice: 'on',
      render: (it) => it.purpose && inWords(it.purpose),
    },
    {
      key: 'items',
      title: say('items'),
      width: 120,
      choice: 'on',
      render: (it) => <Items entry={it} />,
    },
    {
      key: 'decision',
      title: say('decision'),
      width: 96,
      render: (it) => <Chip tone={toneOf(it)}>{inWords(inShort(it))}</Chip>,
    },
    {
      key: 'terminal',
      title: say('terminal'),
      width: 140,
      choice: 'off',
      render: (it) => it.terminal,
    },
    {
      key: 'seq',
      title: say('seq'),
      width: 80,
      align: 'right',
      choice: 'on',
      render: (it) => it.seq ?? '—',
    },
  ];
}

function Items({ entry }: { readonly entry: TrailEntry }) {
  const say = useTexts(texts);
  const count = entry.items.length;
  if (count === 0) return null;
  const plain = entry.items.filter((it) => it.shown === 'plain').length;
  return (
    <span className="num">
      {plain > 0 ? say('plain', { count, plain }) : say('some', { count })}
    </span>
  );
}
