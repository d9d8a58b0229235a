// Key inventory for the security administrator (R1.3.2a): one row per kind and state, with what it protects.
import { operations, type OutputOf } from '@shouxin/contract';
import { Link } from 'react-router';
import { atMinute, onDay } from '../app/format.ts';
import { defineTexts, useTexts, useWords } from '../app/language.ts';
import { useRead } from '../app/queries.ts';
import { IntegrityPanel } from '../trail/integrity-panel.tsx';
import { Chip } from '../ui/chip.tsx';
import { Empty } from '../ui/empty.tsx';
import { ListTable, type Column } from '../ui/list-table.tsx';
import { Page } from '../ui/page.tsx';
import { RotationsPanel } from './rotations-panel.tsx';
import { inKind, inProvider, inState, stateTones } from './words.ts';

const texts = defineTexts('keys/inventory', {
  title: { zh: '密钥与保管', en: 'Keys and custody' },
  lead: {
    zh: '密钥清单只列状态和用途，任何人在这里都看不到密钥内容，也看不到客户信息。',
    en: 'States and uses only: nobody sees key material here, nor a customer.',
  },
  figures: { zh: '概况', en: 'At a glance' },
  suite: { zh: '现用密码套件', en: 'Suite in use' },
  customerKeys: { zh: '客户密钥', en: 'Customer keys' },
  each: { zh: '每位客户、每类保存期限一把', en: 'one per customer and retention class' },
  selfTest: { zh: '算法自检', en: 'Self-test' },
  passed: { zh: '通过，{at}', en: 'Passed {at}' },
  inventory: { zh: '密钥清单', en: 'Key inventory' },
  kind: { zh: '种类', en: 'Kind' },
  protects: { zh: '保护什么', en: 'Protects' },
  count: { zh: '数量', en: 'Count' },
  state: { zh: '状态', en: 'State' },
  epoch: { zh: '轮次', en: 'Epoch' },
  age: { zh: '已用', en: 'Age' },
  days_one: { zh: '{count} 天', en: '{count} day' },
  days: { zh: '{count} 天', en: '{count} days' },
  due: { zh: '使用期限 {count} 天', en: 'used for {count} days at most' },
  unconfirmed: {
    zh: '使用期限 {count} 天（待法务确认）',
    en: 'used for {count} days at most (待法务确认: legal to confirm)',
  },
  versions: { zh: '各版本与泄露登记', en: 'Versions; mark a compromise' },
  cipher: { zh: '套件', en: 'Suite' },
  provider: { zh: '存放', en: 'Kept in' },
  created: { zh: '启用', en: 'Since' },
  none: { zh: '没有密钥', en: 'No keys' },
});

type Inventory = OutputOf<typeof operations.keys.inventory>;
type KeyRow = Inventory['items'][number];

export function KeysPage() {
  const say = useTexts(texts);
  const { answer, refusal, again } = useRead(operations.keys.inventory, {});
  return (
    <Page title={say('title')} lead={say('lead')}>
      <div className="stack">
        {answer && <Figures inventory={answer} />}
        <ListTable
          label={say('inventory')}
          columns={useColumns()}
          rows={answer?.items}
          rowKey={(it) => [it.key, it.state, it.suite, it.epoch].join('|')}
          refusal={refusal}
          onAgain={again}
          empty={<Empty title={say('none')} />}
          tools={
            <>
              <h2>{say('inventory')}</h2>
              <Link to="/keys/versions">{say('versions')}</Link>
            </>
          }
        />
        <RotationsPanel />
        <IntegrityPanel />
      </div>
    </Page>
  );
}

function Figures({ inventory }: { readonly inventory: Inventory }) {
  const say = useTexts(texts);
  return (
    <dl className="keys-figures" aria-label={say('figures')}>
      <div className="card">
        <dt>{say('suite')}</dt>
        <dd>
          <b>{inventory.suite}</b>
        </dd>
      </div>
      <div className="card">
        <dt>{say('customerKeys')}</dt>
        <dd>
          <b className="num">{inventory.customerKeys.toLocaleString('en-US')}</b>{' '}
          <span className="mut">{say('each')}</span>
        </dd>
      </div>
      <div className="card">
        <dt>{say('selfTest')}</dt>
        <dd className="num">
          <Chip tone="good">{say('passed', { at: atMinute(inventory.selfTestAt) })}</Chip>
        </dd>
      </div>
    </dl>
  );
}

/** How long it is in use, against how long it may be: red when over, amber in the last tenth. */
function Age({ row: { ageDays, cryptoperiod: period, state } }: { readonly row: KeyRow }) {
  const say = useTexts(texts);
  const days = say('days', { count: ageDays });
  if (!period || state !== 'active') return days;
  const title = say(period.isUnconfirmed ? 'unconfirmed' : 'due', { count: period.days });
  const tone = ageDays > period.days ? 'bad' : ageDays > period.days * 0.9 ? 'warn' : 'plain';
  return (
    <Chip tone={tone} title={title}>
      {days}
    </Chip>
  );
}

function useColumns(): readonly Column<KeyRow>[] {
  const say = useTexts(texts);
  const inWords = useWords();
  return [
    {
      key: 'kind',
      title: say('kind'),
      width: 200,
      render: (it) => (
        <span>
          {inWords(inKind(it.kind))} <code className="mut">{it.key}</code>
        </span>
      ),
    },
    { key: 'protects', title: say('protects'), render: (it) => inWords(it.protects) },
    {
      key: 'count',
      title: say('count'),
      width: 80,
      align: 'right',
      render: (it) => it.count.toLocaleString('en-US'),
    },
    {
      key: 'state',
      title: say('state'),
      width: 104,
      render: (it) => <Chip tone={stateTones[it.state]}>{inWords(inState(it.state))}</Chip>,
    },
    { key: 'epoch', title: say('epoch'), width: 72, align: 'right', render: (it) => it.epoch },
    {
      key: 'age',
      title: say('age'),
      width: 88,
      align: 'right',
      render: (it) => <Age row={it} />,
    },
    {
      key: 'cipher',
      title: say('cipher'),
      width: 200,
      choice: 'on',
      render: (it) => <span className="nowrap">{it.suite}</span>,
    },
    {
      key: 'provider',
      title: say('provider'),
      width: 136,
      choice: 'on',
      render: (it) => inWords(inProvider(it.provider)),
    },
    {
      key: 'created',
      title: say('created'),
      width: 112,
      choice: 'on',
      render: (it) => <span className="num">{onDay(it.createdAt)}</span>,
    },
  ];
}
