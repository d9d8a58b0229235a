// The organisation tree: legal entity, branches, departments, and how many people hold a post in each.
import { operations, type OutputOf } from '@shouxin/contract';
import { useState } from 'react';
import { defineTexts, useTexts, useWords } from '../app/language.ts';
import { useAllowance } from '../app/permissions.ts';
import { useRead } from '../app/queries.ts';
import { ActButton } from '../ui/act-button.tsx';
import { Empty } from '../ui/empty.tsx';
import { ListTable, type Column } from '../ui/list-table.tsx';
import { Page } from '../ui/page.tsx';
import { CreateUnitDrawer } from './create-unit-drawer.tsx';
import { inOrder, type Placed } from './tree.ts';
import { kindWords } from './words.ts';

const texts = defineTexts('accounts/units', {
  title: { zh: '组织机构', en: 'Organisation' },
  lead: {
    zh: '客户归属于机构，岗位设在机构；人数只计现任岗位。',
    en: 'Customers belong to a unit and posts are held in one; staff counts present holders.',
  },
  create: { zh: '新建机构', en: 'New unit' },
  name: { zh: '名称', en: 'Name' },
  code: { zh: '机构号', en: 'Code' },
  kind: { zh: '类型', en: 'Kind' },
  staff: { zh: '在岗人数', en: 'Staff' },
  none: { zh: '还没有机构', en: 'No units yet' },
});

type Unit = OutputOf<typeof operations.identity.listUnits>['items'][number];

export function UnitsPage() {
  const say = useTexts(texts);
  const inWords = useWords();
  const [isCreating, setCreating] = useState(false);
  const { reason } = useAllowance(operations.identity.createUnit);
  const { answer, refusal, again } = useRead(operations.identity.listUnits, {});
  return (
    <Page
      title={say('title')}
      lead={say('lead')}
      action={
        <ActButton
          type="primary"
          reason={reason && inWords(reason)}
          onClick={() => setCreating(true)}
        >
          {say('create')}
        </ActButton>
      }
    >
      <div className="accounts-units">
        <ListTable
          label={say('title')}
          columns={useColumns()}
          rows={answer && inOrder(answer.items)}
          rowKey={(it) => it.unit.id}
          refusal={refusal}
          onAgain={again}
          empty={<Empty title={say('none')} />}
        />
      </div>
      <CreateUnitDrawer isOpen={isCreating} onClose={() => setCreating(false)} />
    </Page>
  );
}

function useColumns(): readonly Column<Placed<Unit>>[] {
  const say = useTexts(texts);
  const inWords = useWords();
  return [
    {
      key: 'name',
      title: say('name'),
      render: ({ unit, depth }) => (
        <span className="accounts-unit" style={{ paddingInlineStart: depth * 24 }}>
          {inWords(unit.name)}
        </span>
      ),
    },
    {
      key: 'code',
      title: say('code'),
      width: 160,
      render: ({ unit }) => <span className="num">{unit.code}</span>,
    },
    {
      key: 'kind',
      title: say('kind'),
      width: 160,
      render: ({ unit }) => inWords(kindWords[unit.kind]),
    },
    {
      key: 'staff',
      title: say('staff'),
      width: 120,
      align: 'right',
      render: ({ unit }) => unit.staff,
    },
  ];
}
