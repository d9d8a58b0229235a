// Clause map (R1.0): each clause of the specification, the control that answers it, and whether that control holds now, as
// measured when this page was opened.
import { operations, type OutputOf } from '@shouxin/contract';
import { Drawer } from 'antd';
import { useState } from 'react';
import { useAddressChoice } from '../app/address.ts';
import { atMinute } from '../app/format.ts';
import { defineTexts, useTexts, useWords } from '../app/language.ts';
import { useRead } from '../app/queries.ts';
import { Chip } from '../ui/chip.tsx';
import { Empty } from '../ui/empty.tsx';
import { FilterChips } from '../ui/filter-chips.tsx';
import { ListTable, type Column } from '../ui/list-table.tsx';
import { Page } from '../ui/page.tsx';
import { clauseStates, clauseTones, inRoom } from './words.ts';

const texts = defineTexts('governance/clauses', {
  title: { zh: '条款对照', en: 'Clause map' },
  lead: {
    zh: '每个条款由哪项控制落实，此刻是否有效。状态在打开本页时实测。',
    en: 'Which control answers each clause, and whether it holds now: measured as this page opens.',
  },
  filter: { zh: '按状态筛选', en: 'By state' },
  all: { zh: '全部', en: 'All' },
  green: { zh: '有效', en: 'Holds' },
  amber: { zh: '需关注', en: 'Watch' },
  red: { zh: '失效', en: 'Fails' },
  clause: { zh: '条款', en: 'Clause' },
  text: { zh: '要求', en: 'What it asks' },
  control: { zh: '控制', en: 'Control' },
  room: { zh: '模块', en: 'Room' },
  state: { zh: '状态', en: 'State' },
  measured: { zh: '实测', en: 'Measured' },
  tests: { zh: '自动测试', en: 'Tests' },
  noTests: { zh: '还没有登记测试', en: 'No test is named yet' },
  at: { zh: '实测时间', en: 'Measured at' },
  none: { zh: '没有这一状态的条款', en: 'No clause in this state' },
});

type Clause = OutputOf<typeof operations.governance.clauses>['items'][number];
const choices = ['all', ...clauseStates] as const;

export function ClausesPage() {
  const say = useTexts(texts);
  const [state, setState] = useAddressChoice('state', choices, 'all');
  const [opened, setOpened] = useState<Clause | null>(null);
  const { answer, refusal, again } = useRead(operations.governance.clauses, {});
  const items = answer?.items;
  const isShown = (it: Clause, choice: typeof state) => choice === 'all' || it.state === choice;
  return (
    <Page title={say('title')} lead={say('lead')}>
      <ListTable
        label={say('title')}
        columns={useColumns(setOpened)}
        rows={items?.filter((it) => isShown(it, state))}
        rowKey={(it) => it.clause}
        onOpen={setOpened}
        refusal={refusal}
        onAgain={again}
        empty={<Empty title={say('none')} />}
        tools={
          <FilterChips
            label={say('filter')}
            value={state}
            onChange={setState}
            choices={choices.map((it) => ({
              value: it,
              label: say(it),
              count: items?.filter((row) => isShown(row, it)).length,
            }))}
          />
        }
      />
      <ClauseDrawer clause={opened} onClose={() => setOpened(null)} />
    </Page>
  );
}

function useColumns(open: (clause: Clause) => void): readonly Column<Clause>[] {
  const say = useTexts(texts);
  const inWords = useWords();
  return [
    {
      key: 'clause',
      title: say('clause'),
      width: 84,
      render: (it) => (
        <button type="button" className="link num" onClick={() => open(it)}>
          {it.clause}
        </button>
      ),
    },
    { key: 'text', title: say('text'), width: '26%', render: (it) => inWords(it.text) },
    { key: 'control', title: say('control'), render: (it) => inWords(it.control) },
    {
      key: 'room',
      title: say('room'),
      width: 104,
      choice: 'on',
      render: (it) => <span className="mut">{inWords(inRoom(it.room))}</span>,
    },
    {
      key: 'state',
      title: say('state'),
      width: 88,
      render: (it) => <Chip tone={clauseTones[it.state]}>{say(it.state)}</Chip>,
    },
    {
      key: 'measured',
      title: say('measured'),
      width: '24%',
      render: (it) => <Measured clause={it} />,
    },
  ];
}

function Measured({ clause }: { readonly clause: Clause }) {
  const inWords = useWords();
  return (
    <span className="governance-measured num">
      <span className={clause.state === 'green' ? 'mut' : undefined}>
        {inWords(clause.stateWords)}
      </span>
      {clause.measured.map((it) => (
        <span key={it.label.en}>
          {inWords(it.label)} <b>{it.value}</b>
        </span>
      ))}
    </span>
  );
}

interface DrawerProps {
  readonly clause: Clause | null;
  readonly onClose: () => void;
}

function ClauseDrawer({ clause, onClose }: DrawerProps) {
  return (
    <Drawer
      open={clause !== null}
      title={clause?.clause ?? ''}
      size={520}
      onClose={onClose}
      destroyOnHidden
    >
      {clause && <ClauseDetail clause={clause} />}
    </Drawer>
  );
}

function ClauseDetail({ clause }: { readonly clause: Clause }) {
  const say = useTexts(texts);
  const inWords = useWords();
  return (
    <dl className="governance-detail">
      <dt>{say('text')}</dt>
      <dd>{inWords(clause.text)}</dd>
      <dt>{say('control')}</dt>
      <dd>
        {inWords(clause.control)} <span className="mut">{inWords(inRoom(clause.room))}</span>
      </dd>
      <dt>{say('state')}</dt>
      <dd>
        <Chip tone={clauseTones[clause.state]}>{say(clause.state)}</Chip>
      </dd>
      <dt>{say('measured')}</dt>
      <dd>
        <Measured clause={clause} />
      </dd>
      <dt>{say('at')}</dt>
      <dd className="num">{atMinute(clause.checkedAt)}</dd>
      <dt>{say('tests')}</dt>
      <dd>
        {clause.tests.length === 0 && <span className="mut">{say('noTests')}</span>}
        <ul className="governance-tests">
          {clause.tests.map((it) => (
            <li key={it}>
              <code>{it}</code>
            </li>
          ))}
        </ul>
      </dd>
    </dl>
  );
}
