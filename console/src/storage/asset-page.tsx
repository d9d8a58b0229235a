// One asset: its terms, what is bound to it and what that is worth today, and every assessment with its findings.
import {
  assetKindWords,
  encryptionWords,
  operationFormWords,
  operations,
  type BindingCard,
  type OutputOf,
} from '@shouxin/contract';
import { App, Button } from 'antd';
import { useParams } from 'react-router';
import { atMinute, onDay } from '../app/format.ts';
import { defineTexts, useTexts, useWords } from '../app/language.ts';
import { useAllowance } from '../app/permissions.ts';
import { useAct, useRead } from '../app/queries.ts';
import { markWords } from '../governance/words.ts';
import { Chip, toneOfClass } from '../ui/chip.tsx';
import { Empty, Waiting } from '../ui/empty.tsx';
import { ListTable, type Column } from '../ui/list-table.tsx';
import { Card, Page } from '../ui/page.tsx';
import { RefusalNotice } from '../ui/refusal.tsx';
import { AssetActs } from './asset-acts.tsx';
import { Assessments } from './assessments.tsx';
import { Validity } from './validity.tsx';
import { bindingTones, bindingWords, registerReads } from './words.ts';

const texts = defineTexts('storage/asset', {
  title: { zh: '存储资产', en: 'Storage asset' },
  register: { zh: '存储登记', en: 'Storage register' },
  loading: { zh: '正在读取', en: 'Loading' },
  terms: { zh: '登记事项', en: 'As registered' },
  kind: { zh: '类型', en: 'Kind' },
  place: { zh: '地点', en: 'Place' },
  form: { zh: '运营形式', en: 'Operated' },
  level: { zh: '等保级别', en: 'Level' },
  levelOf: { zh: '第 {level} 级', en: 'Level {level}' },
  encryption: { zh: '静态加密', en: 'Encryption' },
  unit: { zh: '责任部门', en: 'In charge' },
  standard: { zh: '符合标准', en: 'Standard' },
  classes: { zh: '允许类别', en: 'Allowed' },
  locator: { zh: '系统中的位置', en: 'In the system' },
  assessment: { zh: '安全评估', en: 'Assessment' },
  version: { zh: '版本', en: 'Version' },
  since: { zh: '第 {version} 版，{at}', en: '{version}, since {at}' },
  rule: {
    zh: '评估有效期 {months} 个月，到期前 {days} 天提醒',
    en: 'Valid for {months} months, reminder {days} days before the end',
  },
  retired: { zh: '已停用', en: 'Retired' },
  bindings: { zh: '存放的数据', en: 'What lies here' },
  data: { zh: '数据', en: 'Data' },
  class: { zh: '类别', en: 'Class' },
  state: { zh: '状态', en: 'State' },
  by: { zh: '提交与复核', en: 'Proposed and approved by' },
  at: { zh: '绑定时间', en: 'Since' },
  unbind: { zh: '解除绑定', en: 'End the binding' },
  unbound: { zh: '已解除', en: 'Ended' },
  unbindTitle: { zh: '解除绑定「{name}」？', en: 'End the binding of {name}?' },
  unbindWhat: {
    zh: '解除后，如系统仍在此存放该数据，将作为问题列出。',
    en: 'If the system still keeps this data here, it shows as a finding from then on.',
  },
  cancel: { zh: '取消', en: 'Cancel' },
  none: { zh: '没有绑定数据', en: 'Nothing is bound' },
  noneHint: {
    zh: '有有效评估后，可绑定 C2、C3 数据。',
    en: 'With a valid assessment, C2 and C3 data may be bound.',
  },
});

export type AssetView = OutputOf<typeof operations.storage.view>;

export function AssetPage() {
  const say = useTexts(texts);
  const { asset = '' } = useParams();
  const { answer, refusal, again } = useRead(operations.storage.view, { asset });
  const crumbs = [{ to: '/storage', name: say('register') }];
  if (answer) return <Shown view={answer} crumbs={crumbs} />;
  return (
    <Page title={say('title')} crumbs={crumbs}>
      {refusal ? (
        <RefusalNotice refusal={refusal} onAgain={again} />
      ) : (
        <Waiting label={say('loading')} rows={8} />
      )}
    </Page>
  );
}

interface ShownProps {
  readonly view: AssetView;
  readonly crumbs: readonly { readonly to: string; readonly name: string }[];
}

function Shown({ view, crumbs }: ShownProps) {
  const say = useTexts(texts);
  const { card } = view;
  return (
    <Page
      title={card.name}
      crumbs={crumbs}
      beside={card.retiredAt && <Chip tone="outline">{say('retired')}</Chip>}
      action={!card.retiredAt && <AssetActs card={card} />}
    >
      <div className="storage-detail">
        <Terms view={view} />
        <div className="stack">
          <Bindings bindings={view.bindings} />
          <Assessments asset={card.asset} />
        </div>
      </div>
    </Page>
  );
}

function Terms({ view: { card, validity, reminder } }: { readonly view: AssetView }) {
  const say = useTexts(texts);
  const inWords = useWords();
  const facts: readonly (readonly [string, React.ReactNode])[] = [
    [say('kind'), inWords(assetKindWords[card.kind])],
    [say('place'), `${inWords(card.province)} ${card.site}`],
    [say('form'), inWords(operationFormWords[card.form])],
    [say('level'), say('levelOf', { level: card.mlpsLevel })],
    [say('encryption'), inWords(encryptionWords[card.encryption])],
    [say('unit'), [inWords(card.unit.name), card.account].filter(Boolean).join(' · ')],
    [say('standard'), card.standard],
    [say('classes'), card.classes.toSorted().join(' ')],
    [say('locator'), card.locator ? <code className="storage-locator">{card.locator}</code> : '—'],
    [say('version'), say('since', { version: card.version, at: atMinute(card.since) })],
    [say('assessment'), <Validity key="assessment" of={card.assessment} />],
  ];
  return (
    <Card title={say('terms')} id="storage-terms">
      <dl className="facts">
        {facts.map(([name, value]) => (
          <div key={name} className="facts-pair">
            <dt>{name}</dt>
            <dd className="num">{value}</dd>
          </div>
        ))}
      </dl>
      <p className="note-line num">
        {say('rule', { months: validity.value, days: reminder.value })}{' '}
        {validity.mark === 'U' && <Chip tone="warn">{inWords(markWords.U)}</Chip>}
        <br />
        <span className="mut">{inWords(validity.article)}</span>
      </p>
    </Card>
  );
}

function Bindings({ bindings }: Pick<AssetView, 'bindings'>) {
  const say = useTexts(texts);
  const { refusal, columns } = useBindingColumns();
  return (
    <>
      {refusal && <RefusalNotice refusal={refusal} />}
      <ListTable
        label={say('bindings')}
        columns={columns}
        rows={bindings}
        rowKey={(it) => it.binding}
        empty={<Empty title={say('none')} hint={say('noneHint')} />}
        tools={<h2>{say('bindings')}</h2>}
      />
    </>
  );
}

function useBindingColumns() {
  const say = useTexts(texts);
  const inWords = useWords();
  const { isOpen } = useAllowance(operations.storage.unbind);
  const { unbind, refusal } = useUnbind();
  const columns: readonly Column<BindingCard>[] = [
    { key: 'data', title: say('data'), render: (it) => inWords(it.name) },
    {
      key: 'class',
      title: say('class'),
      width: 64,
      render: (it) => <Chip tone={toneOfClass(it.class)}>{it.class}</Chip>,
    },
    {
      key: 'state',
      title: say('state'),
      width: 136,
      render: (it) => <Chip tone={bindingTones[it.state]}>{inWords(bindingWords[it.state])}</Chip>,
    },
    { key: 'by', title: say('by'), width: 184, render: (it) => `${it.by} · ${it.approvedBy}` },
    {
      key: 'at',
      title: say('at'),
      width: 104,
      render: (it) => <span className="num">{onDay(it.at)}</span>,
    },
  ];
  const act: Column<BindingCard> = {
    key: 'unbind',
    title: '',
    width: 112,
    render: (it) => (
      <Button size="small" onClick={() => unbind(it)}>
        {say('unbind')}
      </Button>
    ),
  };
  return { refusal, columns: isOpen ? [...columns, act] : columns };
}

function useUnbind() {
  const say = useTexts(texts);
  const inWords = useWords();
  const { message, modal } = App.useApp();
  const { run, refusal } = useAct(operations.storage.unbind, registerReads);
  const unbind = ({ binding, name }: BindingCard) =>
    void modal.confirm({
      title: say('unbindTitle', { name: inWords(name) }),
      content: say('unbindWhat'),
      okText: say('unbind'),
      cancelText: say('cancel'),
      onOk: async () => {
        if (await run({ binding })) void message.success(say('unbound'));
      },
    });
  return { unbind, refusal };
}
