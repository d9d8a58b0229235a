// Stock-takes (盘点): a site is chosen, each medium in store there gets a result, and who counted beside the clerk is named.
import { operations, type StockCard } from '@shouxin/contract';
import { useState } from 'react';
import { atMinute } from '../app/format.ts';
import { defineTexts, useTexts, useWords } from '../app/language.ts';
import { useAllowance } from '../app/permissions.ts';
import { listed, usePages, useRead } from '../app/queries.ts';
import { ActButton } from '../ui/act-button.tsx';
import { Chip } from '../ui/chip.tsx';
import { Empty } from '../ui/empty.tsx';
import { FormDrawer } from '../ui/form-drawer.tsx';
import { ListTable, type Column } from '../ui/list-table.tsx';
import { Page } from '../ui/page.tsx';
import { StockForm } from './stock-form.tsx';

const texts = defineTexts('custody/stock', {
  title: { zh: '介质盘点', en: 'Stock-takes' },
  lead: {
    zh: '每处保管地点至少每 {months} 个月盘点一次，逐件核对标签与封条。',
    en: 'Each site is counted at least every {months} months, medium by medium, with label and seal.',
  },
  take: { zh: '登记盘点', en: 'Record a stock-take' },
  at: { zh: '时间', en: 'At' },
  place: { zh: '地点', en: 'Site' },
  counted: { zh: '应盘', en: 'Counted' },
  missing: { zh: '未见', en: 'Missing' },
  broken: { zh: '封条不完好', en: 'Seals broken' },
  persons: { zh: '盘点 / 监盘', en: 'Counted by / with' },
  none: { zh: '还没有盘点过', en: 'No stock-take yet' },
  noneHint: {
    zh: '选择地点后逐件登记结果，未见的介质会成为待办。',
    en: 'Choose a site and give each medium a result; what is missing becomes a task.',
  },
});

export function StockPage() {
  const say = useTexts(texts);
  const inWords = useWords();
  const pages = usePages();
  const [isOpen, setOpen] = useState(false);
  const { reason } = useAllowance(operations.custody.takeStock);
  const asked = pages.cursor === undefined ? {} : { cursor: pages.cursor };
  const { answer, refusal, again } = useRead(operations.custody.stockTakes, asked, { keep: true });
  const close = () => setOpen(false);
  return (
    <Page
      title={say('title')}
      lead={answer && say('lead', { months: answer.every.value })}
      action={
        <ActButton type="primary" reason={reason && inWords(reason)} onClick={() => setOpen(true)}>
          {say('take')}
        </ActButton>
      }
    >
      <ListTable
        label={say('title')}
        columns={useColumns()}
        {...listed({ answer, refusal, again }, pages)}
        rowKey={(it) => it.stockTake}
        empty={<Empty title={say('none')} hint={say('noneHint')} />}
      />
      <FormDrawer isOpen={isOpen} title={say('take')} onClose={close}>
        <StockForm onClose={close} />
      </FormDrawer>
    </Page>
  );
}

function useColumns(): readonly Column<StockCard>[] {
  const say = useTexts(texts);
  const inWords = useWords();
  const number = (key: 'counted' | 'missing' | 'broken'): Column<StockCard> => ({
    key,
    title: say(key),
    width: 112,
    align: 'right',
    render: (it) =>
      key !== 'counted' && it[key] > 0 ? <Chip tone="bad">{it[key]}</Chip> : it[key],
  });
  return [
    {
      key: 'at',
      title: say('at'),
      width: 152,
      render: (it) => <span className="num">{atMinute(it.at)}</span>,
    },
    { key: 'place', title: say('place'), render: (it) => `${inWords(it.province)} ${it.site}` },
    number('counted'),
    number('missing'),
    number('broken'),
    {
      key: 'persons',
      title: say('persons'),
      width: 192,
      render: (it) => `${it.by} / ${it.witness}`,
    },
  ];
}
