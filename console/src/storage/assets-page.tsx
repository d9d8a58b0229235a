// The storage register (R3.1.1): every asset with place, level, what lies there and how long its assessment holds; below it, where
// the running system really keeps what, so that nothing lies where nobody registered anything.
import {
  assetKinds,
  assetKindWords,
  operationFormWords,
  operations,
  type AssetCard,
  type UseCard,
} from '@shouxin/contract';
import { useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { useAddressChoice } from '../app/address.ts';
import { defineTexts, useList, useTexts, useWords } from '../app/language.ts';
import { useAllowance } from '../app/permissions.ts';
import { listed, usePages, useRead } from '../app/queries.ts';
import { ActButton } from '../ui/act-button.tsx';
import { Chip, toneOfClass } from '../ui/chip.tsx';
import { Empty } from '../ui/empty.tsx';
import { FilterChips } from '../ui/filter-chips.tsx';
import { ListTable, type Column } from '../ui/list-table.tsx';
import { Page } from '../ui/page.tsx';
import { AssetDrawer } from './asset-form.tsx';
import { Validity } from './validity.tsx';
import { useTones } from './words.ts';

const texts = defineTexts('storage/assets', {
  title: { zh: '存储登记', en: 'Storage register' },
  lead: {
    zh: '客户信息只存放在已登记、已评估的境内存储上。登记、变更、评估、绑定由个人信息保护负责人复核。',
    en: 'Customer information lies only on storage in China that is registered and assessed. The data protection officer reviews each entry, change, assessment and binding.',
  },
  register: { zh: '登记存储资产', en: 'Register an asset' },
  filter: { zh: '按类型筛选', en: 'By kind' },
  all: { zh: '全部', en: 'All' },
  name: { zh: '名称', en: 'Name' },
  kind: { zh: '类型', en: 'Kind' },
  place: { zh: '地点', en: 'Place' },
  form: { zh: '运营形式', en: 'Operated' },
  level: { zh: '等保', en: 'Level' },
  classes: { zh: '允许类别', en: 'Allowed' },
  assessment: { zh: '安全评估', en: 'Assessment' },
  holds: { zh: '存放的数据', en: 'What lies there' },
  nothing: { zh: '未绑定', en: 'Nothing bound' },
  none: { zh: '还没有这一类存储资产', en: 'No asset of this kind' },
  noneHint: {
    zh: '先登记资产，再登记安全评估，然后绑定数据。',
    en: 'Register an asset, record its assessment, then bind data to it.',
  },
  uses: { zh: '实际存放核对', en: 'Where the system really keeps it' },
  data: { zh: '数据', en: 'Data' },
  class: { zh: '类别', en: 'Class' },
  locator: { zh: '系统中的位置', en: 'Place in the system' },
  asset: { zh: '登记的资产', en: 'Registered as' },
  state: { zh: '核对结果', en: 'Result' },
});

const choices = ['all', ...assetKinds] as const;

export function AssetsPage() {
  const say = useTexts(texts);
  const inWords = useWords();
  const [isRegistering, setRegistering] = useState(false);
  const { reason } = useAllowance(operations.storage.register);
  return (
    <Page
      title={say('title')}
      lead={say('lead')}
      action={
        <ActButton
          type="primary"
          reason={reason && inWords(reason)}
          onClick={() => setRegistering(true)}
        >
          {say('register')}
        </ActButton>
      }
    >
      <div className="stack">
        <Assets />
        <Uses />
      </div>
      <AssetDrawer isOpen={isRegistering} onClose={() => setRegistering(false)} />
    </Page>
  );
}

function Assets() {
  const say = useTexts(texts);
  const inWords = useWords();
  const navigate = useNavigate();
  const pages = usePages();
  const [kind, setKind] = useAddressChoice('kind', choices, 'all');
  const { answer, refusal, again } = useRead(
    operations.storage.list,
    { cursor: pages.cursor, ...(kind !== 'all' && { kind }) },
    { keep: true },
  );
  return (
    <ListTable
      label={say('title')}
      columns={useColumns()}
      {...listed({ answer, refusal, again }, pages)}
      rowKey={(it) => it.asset}
      onOpen={(it) => void navigate(`/storage/${it.asset}`)}
      empty={<Empty title={say('none')} hint={say('noneHint')} />}
      tools={
        <FilterChips
          label={say('filter')}
          value={kind}
          onChange={pages.filtering(setKind)}
          choices={choices.map((it) => ({
            value: it,
            label: it === 'all' ? say('all') : inWords(assetKindWords[it]),
          }))}
        />
      }
    />
  );
}

function Classes({ of }: { readonly of: AssetCard['classes'] }) {
  return (
    <span className="storage-holds">
      {of.toSorted().map((it) => (
        <Chip key={it} tone={toneOfClass(it)}>
          {it}
        </Chip>
      ))}
    </span>
  );
}

function useColumns(): readonly Column<AssetCard>[] {
  const say = useTexts(texts);
  const inWords = useWords();
  const joined = useList();
  return [
    {
      key: 'name',
      title: say('name'),
      render: (it) => <Link to={`/storage/${it.asset}`}>{it.name}</Link>,
    },
    {
      key: 'kind',
      title: say('kind'),
      width: 104,
      render: (it) => inWords(assetKindWords[it.kind]),
    },
    {
      key: 'place',
      title: say('place'),
      width: 184,
      render: (it) => (
        <span>
          {inWords(it.province)} <span className="mut">{it.site}</span>
        </span>
      ),
    },
    {
      key: 'form',
      title: say('form'),
      width: 104,
      choice: 'on',
      render: (it) => inWords(operationFormWords[it.form]),
    },
    { key: 'level', title: say('level'), width: 64, align: 'right', render: (it) => it.mlpsLevel },
    {
      key: 'classes',
      title: say('classes'),
      width: 120,
      render: (it) => <Classes of={it.classes} />,
    },
    {
      key: 'assessment',
      title: say('assessment'),
      width: 208,
      render: (it) => <Validity of={it.assessment} />,
    },
    {
      key: 'holds',
      title: say('holds'),
      width: '26%',
      render: (it) =>
        it.holds.length === 0 ? (
          <span className="mut">{say('nothing')}</span>
        ) : (
          joined(it.holds.map((one) => one.name))
        ),
    },
  ];
}

function Uses() {
  const say = useTexts(texts);
  const inWords = useWords();
  const { answer, refusal, again } = useRead(operations.storage.uses, {});
  const columns: readonly Column<UseCard>[] = [
    { key: 'data', title: say('data'), render: (it) => inWords(it.name) },
    {
      key: 'class',
      title: say('class'),
      width: 72,
      render: (it) => <Chip tone={toneOfClass(it.class)}>{it.class}</Chip>,
    },
    {
      key: 'locator',
      title: say('locator'),
      width: '34%',
      render: (it) => <code className="storage-locator">{it.locator}</code>,
    },
    {
      key: 'asset',
      title: say('asset'),
      width: 184,
      render: (it) =>
        it.asset ? <Link to={`/storage/${it.asset.asset}`}>{it.asset.name}</Link> : '—',
    },
    {
      key: 'state',
      title: say('state'),
      width: 232,
      render: (it) => <Chip tone={useTones[it.state]}>{inWords(it.words)}</Chip>,
    },
  ];
  return (
    <ListTable
      label={say('uses')}
      columns={columns}
      rows={answer?.items}
      rowKey={(it) => it.dataSet}
      refusal={refusal}
      onAgain={again}
      empty={<Empty title={say('nothing')} />}
      tools={<h2>{say('uses')}</h2>}
    />
  );
}
