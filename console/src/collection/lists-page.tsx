// The lists in force: what may be asked, for which purpose, on what basis, how long it is kept, and what may never be.
import { operations, type ListCard } from '@shouxin/contract';
import { defineTexts, useTexts, useWords } from '../app/language.ts';
import { useRead } from '../app/queries.ts';
import { basisWords, channelWords, groups } from '../items/names.ts';
import { Chip, toneOfClass } from '../ui/chip.tsx';
import { Empty, Waiting } from '../ui/empty.tsx';
import { ListTable, type Column } from '../ui/list-table.tsx';
import { Card, Page } from '../ui/page.tsx';
import { RefusalNotice } from '../ui/refusal.tsx';
import { needWords } from './words.ts';

const texts = defineTexts('collection/lists', {
  title: { zh: '采集清单', en: 'Collection lists' },
  lead: {
    zh: '每一项都有目的、依据、级别和保存期限；清单之外的不得采集。',
    en: 'Every item has a purpose, a basis, a class and a term; what is not listed is not collected.',
  },
  loading: { zh: '正在读取', en: 'Loading' },
  none: { zh: '没有已发布的清单', en: 'No list is published' },
  version: {
    zh: '第 {version} 版 · {day} 起施行 · {channels}',
    en: 'version {version} · in force from {day} · {channels}',
  },
  inForce: { zh: '施行中', en: 'In force' },
  draft: { zh: '草稿', en: 'Draft' },
  superseded: { zh: '已废止', en: 'Superseded' },
  item: { zh: '信息项', en: 'Item' },
  group: { zh: '类别', en: 'Group' },
  need: { zh: '要求', en: 'Need' },
  class: { zh: '级别', en: 'Class' },
  basis: { zh: '依据', en: 'Basis' },
  reason: { zh: '为什么要', en: 'Why' },
  kept: { zh: '保存', en: 'Kept' },
  dual: { zh: '双人复核', en: 'Reviewed' },
  sensitive: { zh: '敏感', en: 'sensitive' },
  forbidden: { zh: '禁止采集', en: 'Never collected' },
  purposes: { zh: '目的', en: 'Purposes' },
  separate: { zh: '须单独选择', en: 'chosen apart' },
  findings: { zh: '检查意见', en: 'Findings of the lint' },
});

export function ListsPage() {
  const say = useTexts(texts);
  const { answer, refusal, again } = useRead(operations.collection.lists, {});
  return (
    <Page title={say('title')} lead={say('lead')}>
      {refusal && <RefusalNotice refusal={refusal} onAgain={again} />}
      {!answer && !refusal && <Waiting label={say('loading')} rows={8} />}
      {answer?.items.length === 0 && <Empty title={say('none')} />}
      <div className="stack">
        {answer?.items.map((it) => (
          <ListBlock key={`${it.list}${it.version}`} list={it} />
        ))}
      </div>
    </Page>
  );
}

function ListBlock({ list }: { readonly list: ListCard }) {
  const say = useTexts(texts);
  const inWords = useWords();
  const columns = useColumns();
  const channels = list.channels.map((it) => inWords(channelWords[it] ?? { zh: it, en: it }));
  const state = list.state === 'in-force' ? 'inForce' : list.state;
  return (
    <div>
      <Card
        title={`${list.list} ${inWords(list.name)}`}
        extra={<Chip tone={list.state === 'in-force' ? 'good' : 'plain'}>{say(state)}</Chip>}
      >
        <dl className="facts">
          <dt className="num">{list.list}</dt>
          <dd className="num">
            {say('version', {
              version: list.version,
              day: list.effectiveFrom,
              channels: channels.join('、'),
            })}
          </dd>
          <dt>{say('purposes')}</dt>
          <dd className="row-line">
            {list.purposes.map((it) => (
              <Chip key={it.code} tone="outline">
                {inWords(it.name)} · {inWords(basisWords(it.basis).short)}
                {it.separate && ` · ${say('separate')}`}
              </Chip>
            ))}
          </dd>
          <dt>{say('forbidden')}</dt>
          <dd className="row-line">
            {list.forbidden.map((it) => (
              <Chip key={it.item} tone="bad">
                {inWords(it.label)}
              </Chip>
            ))}
          </dd>
          {list.findings.length > 0 && <dt>{say('findings')}</dt>}
          {list.findings.map((it) => (
            <dd key={it.code}>{inWords(it.words)}</dd>
          ))}
        </dl>
      </Card>
      <ListTable
        label={`${list.list} ${say('item')}`}
        columns={columns}
        rows={list.items}
        rowKey={(it) => it.item}
        empty={<Empty title={say('none')} />}
        tools={<h2>{`${say('item')} ${list.items.length}`}</h2>}
      />
    </div>
  );
}

type Row = ListCard['items'][number];

function useColumns(): readonly Column<Row>[] {
  const say = useTexts(texts);
  const inWords = useWords();
  const groupName = (id: string) => groups.find((it) => it.id === id)?.name ?? { zh: id, en: id };
  return [
    { key: 'item', title: say('item'), width: 176, render: (it) => inWords(it.label) },
    {
      key: 'group',
      title: say('group'),
      width: 80,
      choice: 'on',
      render: (it) => inWords(groupName(it.group)),
    },
    { key: 'need', title: say('need'), width: 112, render: (it) => inWords(needWords(it.need)) },
    { key: 'class', title: say('class'), width: 104, render: (it) => <ClassChip row={it} /> },
    {
      key: 'basis',
      title: say('basis'),
      width: 96,
      render: (it) => (
        <Chip tone="outline" title={inWords(basisWords(it.basis).long)}>
          {inWords(basisWords(it.basis).short)}
        </Chip>
      ),
    },
    { key: 'reason', title: say('reason'), render: (it) => inWords(it.reason) },
    {
      key: 'dual',
      title: say('dual'),
      width: 96,
      choice: 'on',
      render: (it) => (it.dualCheck ? <Chip tone="accent">{say('dual')}</Chip> : null),
    },
    { key: 'kept', title: say('kept'), width: 64, choice: 'on', render: (it) => it.retention },
  ];
}

function ClassChip({ row }: { readonly row: Row }) {
  const say = useTexts(texts);
  return (
    <Chip tone={toneOfClass(row.class)}>
      {row.spi ? `${row.class} ${say('sensitive')}` : row.class}
    </Chip>
  );
}
