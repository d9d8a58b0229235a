// Collection list (采集清单) as it is published: every item with its need, purpose, basis, class, term and reason, what may
// never be asked for, and what the checks before publication found. Prints as it stands (R2.2.1, R2.2.2).
import { operations, type ListCard } from '@shouxin/contract';
import { PrinterOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { Link, useNavigate } from 'react-router';
import { useAddressChoice } from '../app/address.ts';
import { defineTexts, useList, useTexts, useWords } from '../app/language.ts';
import { useRead } from '../app/queries.ts';
import { basisWords, channelWords } from '../items/names.ts';
import { Chip, type Tone } from '../ui/chip.tsx';
import { Empty, Waiting } from '../ui/empty.tsx';
import { FilterChips } from '../ui/filter-chips.tsx';
import { Card, Page } from '../ui/page.tsx';
import { RefusalNotice } from '../ui/refusal.tsx';
import { targetWords } from './need.ts';
import { ListSheet } from './list-sheet.tsx';
import './lists.css';

const texts = defineTexts('collection/lists', {
  title: { zh: '采集清单', en: 'Collection lists' },
  lead: {
    zh: '只采集清单上的信息项；每一项都写明目的、依据、等级和保存期限。',
    en: 'Nothing is collected that is not on a list; every item states its purpose, basis, class and term.',
  },
  which: { zh: '选择清单', en: 'Which list' },
  print: { zh: '打印', en: 'Print' },
  dictionary: { zh: '数据字典', en: 'Data dictionary' },
  loading: { zh: '正在读取', en: 'Loading' },
  none: { zh: '还没有采集清单', en: 'No collection lists yet' },
  noneHint: {
    zh: '清单由合规部门拟定，经数据责任人批准后发布。',
    en: 'Compliance drafts a list; it is published once the data owner approves it.',
  },
  version: { zh: '第 {version} 版', en: 'version {version}' },
  effective: { zh: '生效日期', en: 'In force from' },
  channels: { zh: '渠道', en: 'Channels' },
  notice: { zh: '告知书', en: 'Notice' },
  purposes: { zh: '目的', en: 'Purposes' },
  separate: { zh: '单独同意', en: 'separate consent' },
  forbidden: { zh: '不得采集', en: 'Never collected' },
  lint: { zh: '发布前校验', en: 'Checks before publication' },
  lintClean: { zh: '全部通过', en: 'All passed' },
  lintNote: {
    zh: '每一项都有目的、依据、理由、等级和保存期限；没有禁采项和预先勾选；告知书与清单一致。',
    en: 'Every item has purpose, basis, reason, class and term; nothing forbidden, nothing ticked beforehand; the notice agrees with the list.',
  },
  'in-force': { zh: '现行', en: 'In force' },
  draft: { zh: '未生效', en: 'Not yet in force' },
  superseded: { zh: '已被替代', en: 'Superseded' },
});

const tones: Record<ListCard['state'], Tone> = {
  'in-force': 'good',
  draft: 'warn',
  superseded: 'plain',
};

export function ListsPage() {
  const say = useTexts(texts);
  const navigate = useNavigate();
  const { answer, refusal, again } = useRead(operations.collection.lists, {});
  return (
    <Page
      title={say('title')}
      lead={say('lead')}
      action={
        <>
          <Button onClick={() => void navigate('/collection/dictionary')}>
            {say('dictionary')}
          </Button>
          <Button icon={<PrinterOutlined aria-hidden />} onClick={() => print()}>
            {say('print')}
          </Button>
        </>
      }
    >
      {refusal && <RefusalNotice refusal={refusal} onAgain={again} />}
      {!answer && !refusal && <Waiting label={say('loading')} rows={8} />}
      {answer?.items.length === 0 && <Empty title={say('none')} hint={say('noneHint')} />}
      {answer && answer.items.length > 0 && <Chosen lists={answer.items} />}
    </Page>
  );
}

function Chosen({ lists }: { readonly lists: readonly ListCard[] }) {
  const say = useTexts(texts);
  const keys = lists.map(keyOf);
  const [key, choose] = useAddressChoice('list', keys, keys[0] ?? '');
  const list = lists.find((it) => keyOf(it) === key);
  return (
    <div className="stack">
      {lists.length > 1 && (
        <FilterChips
          label={say('which')}
          value={key}
          onChange={choose}
          choices={lists.map((it) => ({
            value: keyOf(it),
            label: `${it.list} ${say('version', { version: it.version })}`,
          }))}
        />
      )}
      {list && <ListDocument list={list} />}
    </div>
  );
}

function keyOf({ list, version }: ListCard): string {
  return `${list}.${version}`;
}

function ListDocument({ list }: { readonly list: ListCard }) {
  const say = useTexts(texts);
  const inWords = useWords();
  return (
    <div>
      <Card
        id="list-name"
        title={
          <>
            {list.list} {inWords(list.name)}{' '}
            <span className="mut num lists-version">
              {say('version', { version: list.version })}
            </span>
          </>
        }
        extra={<Chip tone={tones[list.state]}>{say(list.state)}</Chip>}
      >
        <Facts list={list} />
      </Card>
      <ListSheet list={list} />
      <Findings list={list} />
    </div>
  );
}

function Facts({ list }: { readonly list: ListCard }) {
  const say = useTexts(texts);
  const inWords = useWords();
  const inList = useList();
  const channels = list.channels.map((it) => channelWords[it] ?? { zh: it, en: it });
  return (
    <dl className="facts lists-facts">
      <dt>{say('effective')}</dt>
      <dd className="num">{list.effectiveFrom}</dd>
      <dt>{say('channels')}</dt>
      <dd>{inList(channels)}</dd>
      <dt>{say('notice')}</dt>
      <dd className="num">
        <Link to="/consent">
          {list.notice.notice} {say('version', { version: list.notice.version })}
        </Link>
      </dd>
      <dt>{say('purposes')}</dt>
      <dd className="row-line">
        {list.purposes.map((it) => (
          <span key={it.code}>
            {inWords(it.name)}{' '}
            <span className="mut">
              {it.separate ? say('separate') : inWords(basisWords(it.basis).short)}
            </span>
          </span>
        ))}
      </dd>
      <dt>{say('forbidden')}</dt>
      <dd className="row-line">
        {list.forbidden.map((it) => (
          <span key={it.item}>{inWords(targetWords(it.item))}</span>
        ))}
      </dd>
    </dl>
  );
}

function Findings({ list }: { readonly list: ListCard }) {
  const say = useTexts(texts);
  const inWords = useWords();
  const isClean = list.findings.length === 0;
  return (
    <Card
      id="list-lint"
      title={say('lint')}
      extra={
        <Chip tone={isClean ? 'good' : 'bad'}>
          {isClean ? say('lintClean') : list.findings.length}
        </Chip>
      }
    >
      {isClean ? (
        <p className="mut">{say('lintNote')}</p>
      ) : (
        <ul className="lists-findings">
          {list.findings.map((it) => (
            <li key={`${it.code}/${it.words.en}`}>
              {inWords(it.words)} <span className="mut">{it.code}</span>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
