// Published purposes: why customer information may be used at all, on which basis, for which items, by which posts (R4.1.1).
import { operations, type PurposeCard } from '@shouxin/contract';
import { defineTexts, useList, useTexts, useWords } from '../app/language.ts';
import { useRead } from '../app/queries.ts';
import { basisWords, itemName } from '../items/names.ts';
import { Chip } from '../ui/chip.tsx';
import { Empty } from '../ui/empty.tsx';
import { ListTable, type Column } from '../ui/list-table.tsx';
import { Page } from '../ui/page.tsx';
import { inPost } from './words.ts';

const texts = defineTexts('governance/purposes', {
  title: { zh: '办理目的', en: 'Purposes' },
  lead: {
    zh: '查看和使用客户信息必须先说明目的；目的之外的信息项不显示明文。',
    en: 'A purpose is stated before customer information is used; items outside it are not shown in full.',
  },
  name: { zh: '目的', en: 'Purpose' },
  description: { zh: '做什么', en: 'What it covers' },
  basis: { zh: '依据', en: 'Basis' },
  items: { zh: '可用信息项', en: 'Items' },
  all: { zh: '全部', en: 'All' },
  posts: { zh: '岗位', en: 'Posts' },
  marks: { zh: '要求', en: 'Asks for' },
  reference: { zh: '须业务编号', en: 'Reference' },
  marketing: { zh: '营销', en: 'Marketing' },
  internal: { zh: '系统内部', en: 'System only' },
  none: { zh: '没有发布的目的', en: 'No purpose is published' },
});

export function PurposesPage() {
  const say = useTexts(texts);
  const { answer, refusal, again } = useRead(operations.policy.purposes, { all: 'true' });
  return (
    <Page title={say('title')} lead={say('lead')}>
      <ListTable
        label={say('title')}
        columns={useColumns()}
        rows={answer?.items}
        rowKey={(it) => it.code}
        refusal={refusal}
        onAgain={again}
        empty={<Empty title={say('none')} />}
      />
    </Page>
  );
}

function useColumns(): readonly Column<PurposeCard>[] {
  const say = useTexts(texts);
  const inWords = useWords();
  const inList = useList();
  return [
    {
      key: 'name',
      title: say('name'),
      width: 200,
      render: (it) => (
        <span>
          {inWords(it.name)} <code className="mut nowrap">{it.code}</code>
        </span>
      ),
    },
    {
      key: 'description',
      title: say('description'),
      render: (it) => <span className="mut">{inWords(it.description)}</span>,
    },
    {
      key: 'basis',
      title: say('basis'),
      width: 104,
      render: (it) => {
        const basis = basisWords(it.basis);
        return <span title={inWords(basis.long)}>{inWords(basis.short)}</span>;
      },
    },
    { key: 'items', title: say('items'), width: '24%', render: (it) => <Items purpose={it} /> },
    {
      key: 'posts',
      title: say('posts'),
      width: 170,
      render: (it) => inList(it.posts.map(inPost)),
    },
    { key: 'marks', title: say('marks'), width: 120, render: (it) => <Marks purpose={it} /> },
  ];
}

function Items({ purpose }: { readonly purpose: PurposeCard }) {
  const say = useTexts(texts);
  const inList = useList();
  return purpose.items === 'all' ? say('all') : inList(purpose.items.map(itemName));
}

function Marks({ purpose }: { readonly purpose: PurposeCard }) {
  const say = useTexts(texts);
  const { referenceRequired, marketing, internal } = purpose;
  if (!referenceRequired && !marketing && !internal) return null;
  return (
    <span className="row-line">
      {referenceRequired && <Chip tone="accent">{say('reference')}</Chip>}
      {marketing && <Chip tone="warn">{say('marketing')}</Chip>}
      {internal && <Chip>{say('internal')}</Chip>}
    </span>
  );
}
