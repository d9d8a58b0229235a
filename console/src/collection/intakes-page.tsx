// What I began at the counter: to go on with, under review, done.
import { operations, type OutputOf } from '@shouxin/contract';
import { Button } from 'antd';
import { Link, useNavigate } from 'react-router';
import { atShort } from '../app/format.ts';
import { defineTexts, useTexts, useWords } from '../app/language.ts';
import { listed, usePages, useRead } from '../app/queries.ts';
import { useShortcuts } from '../app/shortcuts.ts';
import { Chip } from '../ui/chip.tsx';
import { Empty } from '../ui/empty.tsx';
import { ListTable, type Column } from '../ui/list-table.tsx';
import { Page } from '../ui/page.tsx';
import { intakeTones, intakeWords, isOpenIntake } from './words.ts';

const texts = defineTexts('collection/intakes', {
  title: { zh: '柜面采集', en: 'Intakes at the counter' },
  lead: {
    zh: '先告知，后填写，再由另一人复核。未完成的随时可继续，草稿加密存放在服务器。',
    en: 'Notice first, then the form, then a second person. Go on at any time: drafts are kept sealed on the server.',
  },
  begin: { zh: '新开采集', en: 'New intake' },
  mine: { zh: '我的采集', en: 'My intakes' },
  started: { zh: '开始时间', en: 'Begun' },
  list: { zh: '采集清单', en: 'List' },
  state: { zh: '状态', en: 'State' },
  act: { zh: '操作', en: 'Action' },
  goOn: { zh: '继续', en: 'Go on' },
  open: { zh: '查看', en: 'Open' },
  none: { zh: '还没有采集记录', en: 'No intakes yet' },
  noneHint: {
    zh: '客户到柜面开户时，点「新开采集」：先展示告知书，再填写。',
    en: 'When a customer comes to open an account, begin a new intake: the notice comes first.',
  },
});

const keyWords = { zh: '新开采集', en: 'New intake' };
type Row = OutputOf<typeof operations.collection.intakes>['items'][number];

export function IntakesPage() {
  const say = useTexts(texts);
  const navigate = useNavigate();
  const pages = usePages();
  const columns = useColumns();
  const { answer, refusal, again } = useRead(
    operations.collection.intakes,
    pages.cursor ? { cursor: pages.cursor } : {},
    { keep: true },
  );
  const begin = () => void navigate('/collection/new');
  useShortcuts([{ keys: 'n', words: keyWords, run: begin }]);
  return (
    <Page
      title={say('title')}
      lead={say('lead')}
      action={
        <Button type="primary" onClick={begin}>
          {say('begin')} <kbd aria-hidden="true">n</kbd>
        </Button>
      }
    >
      <ListTable
        label={say('mine')}
        columns={columns}
        {...listed({ answer, refusal, again }, pages)}
        rowKey={(it) => it.intake}
        onOpen={(it) => void navigate(`/collection/${it.intake}`)}
        empty={<Empty title={say('none')} hint={say('noneHint')} />}
      />
    </Page>
  );
}

function useColumns(): readonly Column<Row>[] {
  const say = useTexts(texts);
  const inWords = useWords();
  return [
    {
      key: 'started',
      title: say('started'),
      width: 160,
      render: (it) => (
        <Link className="num" to={`/collection/${it.intake}`}>
          {atShort(it.startedAt)}
        </Link>
      ),
    },
    {
      key: 'list',
      title: say('list'),
      render: (it) => <span className="num">{`${it.list} v${it.listVersion}`}</span>,
    },
    {
      key: 'state',
      title: say('state'),
      width: 160,
      render: (it) => <Chip tone={intakeTones[it.state]}>{inWords(intakeWords[it.state])}</Chip>,
    },
    {
      key: 'act',
      title: say('act'),
      width: 120,
      render: (it) => (
        <Link to={`/collection/${it.intake}`}>{say(isOpenIntake(it.state) ? 'goOn' : 'open')}</Link>
      ),
    },
  ];
}
