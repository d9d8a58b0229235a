// Over-collection cases (过度采集线索): which item was sent or found that nobody may ask for, where and by whom, never what it
// held. The data protection officer looks into the source and closes the case with a conclusion (R1.2.3, R1.1.5).
import { operations } from '@shouxin/contract';
import { useState } from 'react';
import { useAddressChoice } from '../app/address.ts';
import { atShort } from '../app/format.ts';
import { defineTexts, useTexts, useWords } from '../app/language.ts';
import { listed, usePages, useRead } from '../app/queries.ts';
import { SavedFilters } from '../app/saved-filters.tsx';
import { channelWords } from '../items/names.ts';
import { Empty } from '../ui/empty.tsx';
import { FilterChips } from '../ui/filter-chips.tsx';
import { ListTable, type Column } from '../ui/list-table.tsx';
import { Page } from '../ui/page.tsx';
import { CaseDrawer, CaseState, type Case } from './case-drawer.tsx';

const texts = defineTexts('collection/over-collection', {
  title: { zh: '过度采集线索', en: 'Over-collection' },
  lead: {
    zh: '清单之外或禁止采集的信息项被拒收时自动登记，只记信息项和来源，不记内容。',
    en: 'Recorded by itself when an unlisted or forbidden item is refused: the item and its source, never what it held.',
  },
  filter: { zh: '按状态筛选', en: 'By state' },
  item: { zh: '信息项', en: 'Item' },
  channel: { zh: '渠道', en: 'Channel' },
  source: { zh: '来源', en: 'Source' },
  by: { zh: '提交人', en: 'By' },
  unit: { zh: '机构', en: 'Unit' },
  count: { zh: '次数', en: 'Times' },
  at: { zh: '登记时间', en: 'Recorded' },
  state: { zh: '状态', en: 'State' },
  none: { zh: '没有待核查的线索', en: 'No open cases' },
  noneHint: {
    zh: '柜面或导入出现禁采、清单外的信息项时，会自动登记在这里。',
    en: 'A case appears here when a forbidden or unlisted item turns up at the counter or in an import.',
  },
  noneClosed: { zh: '还没有办结的线索', en: 'No closed cases yet' },
  open: { zh: '待核查', en: 'Open' },
  closed: { zh: '已办结', en: 'Closed' },
});

const states = ['open', 'closed'] as const;

export function OverCollectionPage() {
  const say = useTexts(texts);
  const [state, setState] = useAddressChoice('state', states, 'open');
  const [opened, setOpened] = useState<Case | null>(null);
  const pages = usePages();
  const columns = useColumns(setOpened);
  const { answer, refusal, again } = useRead(
    operations.collection.overCollection,
    { state, ...(pages.cursor && { cursor: pages.cursor }) },
    { keep: true },
  );
  const choose = pages.filtering(setState);
  return (
    <Page title={say('title')} lead={say('lead')}>
      <ListTable
        label={say('title')}
        columns={columns}
        {...listed({ answer, refusal, again }, pages)}
        rowKey={(it) => it.case}
        onOpen={setOpened}
        tools={
          <>
            <FilterChips
              label={say('filter')}
              value={state}
              onChange={choose}
              choices={states.map((it) => ({ value: it, label: say(it) }))}
            />
            <SavedFilters
              now={{ list: 'over-collection', state }}
              onApply={(it) => choose(it.state)}
            />
          </>
        }
        empty={
          state === 'open' ? (
            <Empty title={say('none')} hint={say('noneHint')} />
          ) : (
            <Empty title={say('noneClosed')} />
          )
        }
      />
      <CaseDrawer opened={opened} onClose={() => setOpened(null)} />
    </Page>
  );
}

function useColumns(open: (it: Case) => void): readonly Column<Case>[] {
  const say = useTexts(texts);
  const inWords = useWords();
  return [
    {
      key: 'item',
      title: say('item'),
      width: 220,
      render: (it) => (
        <span>
          <button type="button" className="link" onClick={() => open(it)}>
            {inWords(it.label)}
          </button>{' '}
          <span className="mut num">{it.item}</span>
        </span>
      ),
    },
    {
      key: 'channel',
      title: say('channel'),
      width: 112,
      render: (it) => inWords(channelWords[it.channel] ?? { zh: it.channel, en: it.channel }),
    },
    { key: 'source', title: say('source'), render: (it) => it.source },
    { key: 'by', title: say('by'), width: 120, choice: 'on', render: (it) => it.by },
    {
      key: 'unit',
      title: say('unit'),
      width: 160,
      choice: 'on',
      render: (it) => it.unit && inWords(it.unit),
    },
    { key: 'count', title: say('count'), width: 88, align: 'right', render: (it) => it.count },
    {
      key: 'at',
      title: say('at'),
      width: 132,
      render: (it) => <span className="num">{atShort(it.at)}</span>,
    },
    { key: 'state', title: say('state'), width: 96, render: (it) => <CaseState of={it} /> },
  ];
}
