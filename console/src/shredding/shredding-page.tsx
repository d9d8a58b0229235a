// One destruction and its certificate: which keys are no more, what the key store said, from when on it counts; and the file that
// anybody can check without this system.
import { operations, type OutputOf } from '@shouxin/contract';
import { useParams } from 'react-router';
import { atMinute } from '../app/format.ts';
import { defineTexts, useTexts, useWords } from '../app/language.ts';
import { useAct, useRead } from '../app/queries.ts';
import { ActButton } from '../ui/act-button.tsx';
import { Chip } from '../ui/chip.tsx';
import { Empty, Waiting } from '../ui/empty.tsx';
import { ListTable, type Column } from '../ui/list-table.tsx';
import { Card, Page } from '../ui/page.tsx';
import { RefusalNotice } from '../ui/refusal.tsx';
import { save } from '../ui/save-file.ts';
import { inProvider } from '../keys/words.ts';
import { inClass, stateTones, stateWords } from './words.ts';

const texts = defineTexts('shredding/page', {
  title: { zh: '销毁记录', en: 'Destruction' },
  list: { zh: '销毁', en: 'Shredding' },
  loading: { zh: '正在读取', en: 'Loading' },
  order: { zh: '销毁事项', en: 'As ordered' },
  number: { zh: '客户编号', en: 'Customer number' },
  class: { zh: '范围', en: 'What' },
  proposed: { zh: '提交', en: 'Proposed by' },
  approved: { zh: '批准', en: 'Approved by' },
  approvedOf: { zh: '{who}，{at}', en: '{who}, {at}' },
  effective: { zh: '生效', en: 'Effective' },
  issued: { zh: '出具', en: 'Issued' },
  log: { zh: '当时的日志', en: 'The log then' },
  logOf: { zh: '{count} 条', en: '{count} entries' },
  keys: { zh: '销毁的客户密钥', en: 'Customer keys destroyed' },
  kid: { zh: '密钥标识', en: 'Name of the key' },
  bucket: { zh: '桶密钥', en: 'Bucket key' },
  versions: { zh: '随之销毁的桶密钥版本', en: 'Versions of bucket keys destroyed with them' },
  version: { zh: '版本', en: 'Version' },
  destroyedAt: { zh: '销毁时间', en: 'Destroyed' },
  generation: { zh: '密钥库代', en: 'State of the store' },
  provider: { zh: '存放', en: 'Kept in' },
  download: { zh: '下载销毁证明', en: 'Download the certificate' },
  notYet: { zh: '密钥租约到期后出具', en: 'Issued when the leases of the keys have ended' },
  none: { zh: '尚未出具证明', en: 'No certificate yet' },
});

type View = OutputOf<typeof operations.shredding.view>;
type Statement = NonNullable<View['certificate']>;

export function ShreddingPage() {
  const say = useTexts(texts);
  const { shredding = '' } = useParams();
  const { answer, refusal, again } = useRead(operations.shredding.view, { shredding });
  return (
    <Page
      title={answer?.card.number ?? say('title')}
      tab={say('title')}
      crumbs={[{ to: '/shredding', name: say('list') }]}
      action={<Download shredding={shredding} isReady={answer?.card.state === 'certified'} />}
    >
      {refusal && <RefusalNotice refusal={refusal} onAgain={again} />}
      {!answer && !refusal && <Waiting label={say('loading')} rows={8} />}
      {answer && <Shown {...answer} />}
    </Page>
  );
}

function Shown({ card, certificate }: View) {
  const say = useTexts(texts);
  const inWords = useWords();
  return (
    <div className="stack">
      <Card title={say('order')}>
        <p>
          <Chip tone={stateTones[card.state]}>{inWords(stateWords[card.state])}</Chip>
        </p>
        <dl className="facts">
          <dt>{say('number')}</dt>
          <dd className="num">{card.number}</dd>
          <dt>{say('class')}</dt>
          <dd>{inWords(inClass(card.class))}</dd>
          <dt>{say('proposed')}</dt>
          <dd>{card.proposedBy}</dd>
          <dt>{say('approved')}</dt>
          <dd>{say('approvedOf', { who: card.approvedBy, at: atMinute(card.approvedAt) })}</dd>
          <dt>{say('effective')}</dt>
          <dd className="num">{card.effectiveAt === null ? '—' : atMinute(card.effectiveAt)}</dd>
          {certificate && <Issued certificate={certificate} />}
        </dl>
      </Card>
      {certificate ? (
        <Destroyed certificate={certificate} />
      ) : (
        <Empty title={say('none')} hint={say('notYet')} />
      )}
    </div>
  );
}

function Issued({ certificate: it }: { readonly certificate: Statement }) {
  const say = useTexts(texts);
  return (
    <>
      <dt>{say('issued')}</dt>
      <dd className="num">{atMinute(it.issuedAt)}</dd>
      <dt>{say('log')}</dt>
      <dd>
        <span className="num">{say('logOf', { count: it.log.size.toLocaleString('en-US') })}</span>{' '}
        <code className="mut">{it.log.root}</code>
      </dd>
    </>
  );
}

function Destroyed({ certificate }: { readonly certificate: Statement }) {
  const say = useTexts(texts);
  const inWords = useWords();
  const keys: readonly Column<Statement['keys'][number]>[] = [
    { key: 'class', title: say('class'), render: (it) => inWords(inClass(it.class)) },
    { key: 'kid', title: say('kid'), width: 320, render: (it) => <code>{it.kid}</code> },
    { key: 'bucket', title: say('bucket'), width: 140, render: (it) => <code>{it.bucket}</code> },
  ];
  const versions: readonly Column<Statement['destroyed'][number]>[] = [
    { key: 'key', title: say('bucket'), render: (it) => <code>{it.key}</code> },
    {
      key: 'version',
      title: say('version'),
      width: 80,
      align: 'right',
      render: (it) => it.version,
    },
    {
      key: 'at',
      title: say('destroyedAt'),
      width: 160,
      render: (it) => <span className="num">{atMinute(it.destroyedAt)}</span>,
    },
    {
      key: 'generation',
      title: say('generation'),
      width: 160,
      align: 'right',
      render: (it) => it.generation,
    },
    {
      key: 'provider',
      title: say('provider'),
      width: 160,
      render: (it) => inWords(inProvider(it.provider)),
    },
  ];
  return (
    <>
      <ListTable
        label={say('keys')}
        columns={keys}
        rows={certificate.keys}
        rowKey={(it) => it.kid}
        empty={<Empty title={say('none')} />}
        tools={<h2>{say('keys')}</h2>}
      />
      <ListTable
        label={say('versions')}
        columns={versions}
        rows={certificate.destroyed}
        rowKey={(it) => `${it.key}#${it.version}`}
        empty={<Empty title={say('none')} />}
        tools={<h2>{say('versions')}</h2>}
      />
    </>
  );
}

function Download({
  shredding,
  isReady,
}: {
  readonly shredding: string;
  readonly isReady: boolean;
}) {
  const say = useTexts(texts);
  const { run, isBusy, refusal } = useAct(operations.shredding.certificate);
  const download = async () => {
    const file = await run({ shredding });
    if (file) await save(file);
  };
  return (
    <>
      <ActButton
        loading={isBusy}
        reason={isReady ? undefined : say('notYet')}
        onClick={() => void download()}
      >
        {say('download')}
      </ActButton>
      {refusal && <RefusalNotice refusal={refusal} />}
    </>
  );
}
