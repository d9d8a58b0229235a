// Data dictionary: every item the institution may meet, with class, level, basis, term and who may see it, also those it may
// never keep. It is part of the contract, so the page asks the server nothing.
import { dictionary, type DictionaryItem } from '@shouxin/contract/items';
import { SearchOutlined } from '@ant-design/icons';
import { Input } from 'antd';
import { useState } from 'react';
import { useAddressChoice } from '../app/address.ts';
import { defineTexts, useTexts, useWords } from '../app/language.ts';
import { basisWords, groups } from '../items/names.ts';
import { Chip, toneOfClass } from '../ui/chip.tsx';
import { Empty } from '../ui/empty.tsx';
import { FilterChips } from '../ui/filter-chips.tsx';
import { ListTable, type Column } from '../ui/list-table.tsx';
import { Page } from '../ui/page.tsx';
import { retentionWords } from './list-sheet.tsx';
import './lists.css';

const texts = defineTexts('collection/dictionary', {
  title: { zh: '数据字典', en: 'Data dictionary' },
  lead: {
    zh: '每个信息项的等级、依据、保存期限和可见范围，包括不得采集和不得留存的信息项。',
    en: 'Class, basis, term and visibility of every item, also of those that are never collected or never kept.',
  },
  crumb: { zh: '采集清单', en: 'Collection lists' },
  find: { zh: '查找信息项', en: 'Find an item' },
  filter: { zh: '按类别筛选', en: 'By group' },
  all: { zh: '全部', en: 'All' },
  item: { zh: '信息项', en: 'Item' },
  group: { zh: '类别', en: 'Group' },
  class: { zh: '等级', en: 'Class' },
  level: { zh: '数据级', en: 'Level' },
  basis: { zh: '依据', en: 'Basis' },
  kept: { zh: '保存', en: 'Kept' },
  tier: { zh: '查看明文', en: 'Seen in full' },
  standing: { zh: '能否采集', en: 'Collected' },
  article: { zh: '出处', en: 'Article' },
  spi: { zh: '敏感', en: 'sensitive' },
  high: { zh: '高敏感', en: 'high' },
  open: { zh: '不掩码', en: 'Not masked' },
  T1: { zh: '说明目的', en: 'With a purpose' },
  T2: { zh: '目的＋编号＋认证', en: 'Purpose, reference, step-up' },
  T3: { zh: '须批准，限时', en: 'Approved, time-boxed' },
  never: { zh: '任何人不可见', en: 'Nobody' },
  collectable: { zh: '清单列明可采', en: 'If listed' },
  derived: { zh: '系统得出', en: 'Derived' },
  forbidden: { zh: '不得采集', en: 'Never collected' },
  'never-persist': { zh: '不得留存', en: 'Never kept' },
  none: { zh: '没有符合的信息项', en: 'No item fits' },
  noneHint: { zh: '换一个词，或选「全部」。', en: 'Try another word, or choose All.' },
});

const choices = ['all', ...groups.map((it) => it.id)] as const;

export function DictionaryPage() {
  const say = useTexts(texts);
  const inWords = useWords();
  const [group, setGroup] = useAddressChoice('group', choices, 'all');
  const [typed, setTyped] = useState('');
  const found = dictionary.items.filter((it) => isFound(it, typed));
  const rows = found.filter((it) => group === 'all' || it.group === group);
  const nameOf = (id: string) => groups.find((it) => it.id === id)?.name;
  return (
    <Page
      title={say('title')}
      lead={say('lead')}
      crumbs={[{ to: '/collection/lists', name: say('crumb') }]}
    >
      <ListTable
        label={say('title')}
        columns={useColumns()}
        rows={rows}
        rowKey={(it) => it.id}
        empty={<Empty title={say('none')} hint={say('noneHint')} />}
        tools={
          <>
            <Input
              className="lists-find"
              prefix={<SearchOutlined aria-hidden />}
              aria-label={say('find')}
              placeholder={say('find')}
              allowClear
              value={typed}
              onChange={(event) => setTyped(event.target.value)}
            />
            <FilterChips
              label={say('filter')}
              value={group}
              onChange={setGroup}
              choices={choices.map((it) => ({
                value: it,
                label: it === 'all' ? say('all') : inWords(nameOf(it) ?? { zh: it, en: it }),
                count: found.filter((row) => it === 'all' || row.group === it).length,
              }))}
            />
          </>
        }
      />
    </Page>
  );
}

function isFound({ id, name, headings }: DictionaryItem, typed: string): boolean {
  const sought = typed.trim().toLowerCase();
  return [id, name.zh, name.en, ...headings].some((it) => it.toLowerCase().includes(sought));
}

function useColumns(): readonly Column<DictionaryItem>[] {
  const say = useTexts(texts);
  const inWords = useWords();
  return [
    {
      key: 'item',
      title: say('item'),
      width: 210,
      render: (it) => (
        <span>
          {inWords(it.name)} <span className="mut num">{it.id}</span>
        </span>
      ),
    },
    { key: 'class', title: say('class'), width: 128, render: (it) => <ClassChip row={it} /> },
    { key: 'level', title: say('level'), width: 64, render: (it) => it.level },
    {
      key: 'basis',
      title: say('basis'),
      width: 132,
      render: (it) => it.basis.map((code) => inWords(basisWords(code).short)).join(' · ') || '—',
    },
    {
      key: 'kept',
      title: say('kept'),
      width: 150,
      choice: 'on',
      render: (it) => inWords(retentionWords(it.retention)),
    },
    { key: 'tier', title: say('tier'), width: 150, render: (it) => say(it.revealTier) },
    { key: 'standing', title: say('standing'), width: 124, render: (it) => <Standing row={it} /> },
    {
      key: 'article',
      title: say('article'),
      width: '26%',
      choice: 'on',
      render: (it) => <span className="mut">{inWords(it.article)}</span>,
    },
  ];
}

function ClassChip({ row }: { readonly row: DictionaryItem }) {
  const say = useTexts(texts);
  if (row.class === 'none') return <Chip tone="bad">{say('forbidden')}</Chip>;
  const extra = (row.spi === 'yes' && say('spi')) || (row.highlySensitive && say('high')) || '';
  return (
    <Chip tone={toneOfClass(row.class)}>
      {row.class} {extra}
    </Chip>
  );
}

function Standing({ row }: { readonly row: DictionaryItem }) {
  const say = useTexts(texts);
  const isBarred = row.standing === 'forbidden' || row.standing === 'never-persist';
  if (!isBarred) return <span className="mut">{say(row.standing)}</span>;
  return <Chip tone="bad">{say(row.standing)}</Chip>;
}
