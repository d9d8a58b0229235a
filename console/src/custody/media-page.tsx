// The register of media (介质台账): each with seal, custodian, place and until when, and what it stands at today.
import {
  mediumHoldings,
  mediumHoldingWords,
  mediumKindWords,
  mediumStates,
  operations,
  type MediumCard,
} from '@shouxin/contract';
import { Select } from 'antd';
import { useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { useAddressChoice } from '../app/address.ts';
import { defineTexts, useTexts, useWords } from '../app/language.ts';
import { useAllowance } from '../app/permissions.ts';
import { listed, usePages, useRead } from '../app/queries.ts';
import { ActButton } from '../ui/act-button.tsx';
import { Chip } from '../ui/chip.tsx';
import { Empty } from '../ui/empty.tsx';
import { FilterChips } from '../ui/filter-chips.tsx';
import { ListTable, type Column } from '../ui/list-table.tsx';
import { Page } from '../ui/page.tsx';
import { RegisterDrawer } from './register-form.tsx';
import { stateTones, stateWords } from './words.ts';

const texts = defineTexts('custody/media', {
  title: { zh: '介质台账', en: 'Media register' },
  lead: {
    zh: '每件备份介质都有标签、封条、保管人和地点；出库、入库、盘点逐笔留痕，销毁须安全管理员监销。',
    en: 'Each backup medium has a label, a seal, a custodian and a place. Every way in and out is on record; security watches its destruction.',
  },
  register: { zh: '登记介质', en: 'Register a medium' },
  state: { zh: '状态', en: 'State' },
  all: { zh: '全部未销毁', en: 'All but destroyed' },
  holds: { zh: '内容类别', en: 'Holds' },
  any: { zh: '全部内容', en: 'Anything' },
  label: { zh: '标签', en: 'Label' },
  kind: { zh: '类型', en: 'Kind' },
  content: { zh: '内容', en: 'Content' },
  place: { zh: '地点', en: 'Place' },
  custodian: { zh: '保管人', en: 'Custodian' },
  seal: { zh: '封条', en: 'Seal' },
  expiresOn: { zh: '保管期至', en: 'Expires' },
  until: { zh: '{who}，应还 {on}', en: '{who}, due {on}' },
  broken: { zh: '不完好', en: 'broken' },
  unsealed: { zh: '未加密', en: 'Not encrypted' },
  none: { zh: '没有符合条件的介质', en: 'No such medium' },
  noneHint: {
    zh: '备份写入介质后先登记，再出入库。',
    en: 'Register a medium once a backup lies on it; then it can go in and out.',
  },
});

const states = ['all', ...mediumStates] as const;
const holdings = ['any', ...mediumHoldings] as const;

export function MediaPage() {
  const say = useTexts(texts);
  const navigate = useNavigate();
  const pages = usePages();
  const [state, setState] = useAddressChoice('state', states, 'all');
  const [holds, setHolds] = useAddressChoice('holds', holdings, 'any');
  const { answer, refusal, again } = useRead(
    operations.custody.media,
    {
      cursor: pages.cursor,
      ...(state !== 'all' && { state }),
      ...(holds !== 'any' && { holds }),
    },
    { keep: true },
  );
  return (
    <Page title={say('title')} lead={say('lead')} action={<RegisterButton />}>
      <ListTable
        label={say('title')}
        columns={useColumns()}
        {...listed({ answer, refusal, again }, pages)}
        rowKey={(it) => it.medium}
        onOpen={(it) => void navigate(`/custody/${it.medium}`)}
        empty={<Empty title={say('none')} hint={say('noneHint')} />}
        tools={
          <Filters
            state={state}
            onState={pages.filtering(setState)}
            holds={holds}
            onHolds={pages.filtering(setHolds)}
          />
        }
      />
    </Page>
  );
}

function RegisterButton() {
  const say = useTexts(texts);
  const inWords = useWords();
  const [isOpen, setOpen] = useState(false);
  const { reason } = useAllowance(operations.custody.register);
  return (
    <>
      <ActButton type="primary" reason={reason && inWords(reason)} onClick={() => setOpen(true)}>
        {say('register')}
      </ActButton>
      <RegisterDrawer isOpen={isOpen} onClose={() => setOpen(false)} />
    </>
  );
}

interface FiltersProps {
  readonly state: (typeof states)[number];
  readonly onState: (state: (typeof states)[number]) => void;
  readonly holds: (typeof holdings)[number];
  readonly onHolds: (holds: (typeof holdings)[number]) => void;
}

function Filters({ state, onState, holds, onHolds }: FiltersProps) {
  const say = useTexts(texts);
  const inWords = useWords();
  return (
    <>
      <FilterChips
        label={say('state')}
        value={state}
        onChange={onState}
        choices={states.map((it) => ({
          value: it,
          label: it === 'all' ? say('all') : inWords(stateWords[it]),
        }))}
      />
      <Select
        size="small"
        aria-label={say('holds')}
        className="custody-holds"
        value={holds}
        onChange={onHolds}
        options={holdings.map((it) => ({
          value: it,
          label: it === 'any' ? say('any') : inWords(mediumHoldingWords[it]),
        }))}
      />
    </>
  );
}

function useColumns(): readonly Column<MediumCard>[] {
  const say = useTexts(texts);
  const inWords = useWords();
  return [
    {
      key: 'label',
      title: say('label'),
      width: 128,
      render: (it) => (
        <Link className="num" to={`/custody/${it.medium}`}>
          {it.label}
        </Link>
      ),
    },
    {
      key: 'kind',
      title: say('kind'),
      width: 88,
      choice: 'on',
      render: (it) => inWords(mediumKindWords[it.kind]),
    },
    {
      key: 'content',
      title: say('content'),
      render: (it) => (
        <span>
          {it.content} <span className="mut">{inWords(mediumHoldingWords[it.holds])}</span>{' '}
          {it.encryption === 'none' && <Chip tone="bad">{say('unsealed')}</Chip>}
        </span>
      ),
    },
    {
      key: 'place',
      title: say('place'),
      width: 192,
      render: (it) => (
        <span>
          {inWords(it.province)} <span className="mut">{it.site}</span>
        </span>
      ),
    },
    ...useKeepingColumns(),
  ];
}

/** Who keeps it, under which seal, until when. */
function useKeepingColumns(): readonly Column<MediumCard>[] {
  const say = useTexts(texts);
  const inWords = useWords();
  return [
    { key: 'custodian', title: say('custodian'), width: 88, render: (it) => it.custodian },
    {
      key: 'seal',
      title: say('seal'),
      width: 136,
      render: (it) => (
        <span className="num">
          {it.seal} {!it.isSealIntact && <Chip tone="bad">{say('broken')}</Chip>}
        </span>
      ),
    },
    {
      key: 'expiresOn',
      title: say('expiresOn'),
      width: 112,
      render: (it) => <span className="num">{it.expiresOn}</span>,
    },
    {
      key: 'state',
      title: say('state'),
      width: 272,
      render: (it) => (
        <span className="num">
          <Chip tone={stateTones[it.state]}>{inWords(stateWords[it.state])}</Chip>{' '}
          {it.receiver && it.dueOn && (
            <span className="mut">{say('until', { who: it.receiver, on: it.dueOn })}</span>
          )}
        </span>
      ),
    },
  ];
}
