// The whole life on one card: six stages with their counts, and the acts themselves, newest first.
import type { OutputOf, operations, TimelineEvent } from '@shouxin/contract';
import type { RefusedCall } from '@shouxin/client';
import { atMinute, onDay } from '../app/format.ts';
import { defineTexts, useTexts, useWords } from '../app/language.ts';
import { listed, type Pages } from '../app/queries.ts';
import { itemName } from '../items/names.ts';
import { Chip } from '../ui/chip.tsx';
import { Empty } from '../ui/empty.tsx';
import { ListTable, type Column } from '../ui/list-table.tsx';
import { Card } from '../ui/page.tsx';
import { postName } from './rail.tsx';
import { stages, stageWords } from './words.ts';

const texts = defineTexts('customers/timeline', {
  title: { zh: '全生命周期', en: 'Whole life' },
  acts: { zh: '处理记录', en: 'Acts' },
  none: { zh: '无', en: 'None' },
  times_one: { zh: '{count} 次', en: 'once' },
  times: { zh: '{count} 次', en: '{count} times' },
  at: { zh: '时间', en: 'At' },
  stage: { zh: '阶段', en: 'Stage' },
  act: { zh: '操作', en: 'Act' },
  who: { zh: '岗位', en: 'Post' },
  purpose: { zh: '目的', en: 'Purpose' },
  items: { zh: '信息项', en: 'Items' },
  more: { zh: '{first} 等 {count} 项', en: '{first} and others, {count} in all' },
  plain: { zh: '明文', en: 'In full' },
  refused: { zh: '被拒绝', en: 'Refused' },
  failed: { zh: '失败', en: 'Failed' },
  empty: { zh: '没有处理记录', en: 'No acts yet' },
});

type Timeline = OutputOf<typeof operations.customers.timeline>;

interface Props {
  readonly answer: Timeline | undefined;
  readonly refusal: RefusedCall | undefined;
  readonly pages: Pages;
  readonly again: () => void;
}

export function TimelineCard({ answer, refusal, pages, again }: Props) {
  const say = useTexts(texts);
  const columns = useColumns();
  return (
    <Card title={say('title')} isPlain>
      {answer && <Stages stages={answer.stages} />}
      <ListTable
        label={say('acts')}
        columns={columns}
        {...listed({ answer, refusal, again }, pages)}
        rowKey={(it) => it.entry}
        empty={<Empty title={say('empty')} />}
      />
    </Card>
  );
}

function Stages({ stages: counts }: { readonly stages: Timeline['stages'] }) {
  const say = useTexts(texts);
  const inWords = useWords();
  return (
    <ol className="stages">
      {stages.map((stage) => {
        const count = counts[stage]?.count ?? 0;
        const last = counts[stage]?.last;
        return (
          <li key={stage} className={count > 0 ? 'stage-on' : undefined}>
            <b>{inWords(stageWords[stage] ?? { zh: stage, en: stage })}</b>
            <span className="num">{count > 0 ? say('times', { count }) : say('none')}</span>
            <span className="num">{last ? onDay(last) : '\u00a0'}</span>
          </li>
        );
      })}
    </ol>
  );
}

function useColumns(): readonly Column<TimelineEvent>[] {
  const say = useTexts(texts);
  const inWords = useWords();
  return [
    { key: 'act', title: say('act'), width: 136, render: (it) => <Act event={it} /> },
    {
      key: 'at',
      title: say('at'),
      width: 156,
      render: (it) => <span className="num">{atMinute(it.at)}</span>,
    },
    {
      key: 'who',
      title: say('who'),
      width: 88,
      render: (it) => <span title={it.unit && inWords(it.unit)}>{postName(it.post, inWords)}</span>,
    },
    {
      key: 'purpose',
      title: say('purpose'),
      width: 112,
      render: (it) => (it.purpose ? inWords(it.purpose) : null),
    },
    { key: 'items', title: say('items'), render: (it) => <Items event={it} /> },
  ];
}

/** What was refused did not happen, and must not read as if it had. */
function Act({ event }: { readonly event: TimelineEvent }) {
  const say = useTexts(texts);
  const inWords = useWords();
  const { result } = event;
  return (
    <span className="row-line">
      {inWords(event.title)}
      {(result === 'refused' || result === 'failed') && <Chip tone="bad">{say(result)}</Chip>}
    </span>
  );
}

function Items({ event }: { readonly event: TimelineEvent }) {
  const say = useTexts(texts);
  const inWords = useWords();
  // Opening a customer shows unmasked what has no mask; only a reveal opens what has one.
  const isReveal = event.act === 'customers.reveal' && event.shown === 'plain';
  const [first] = event.items;
  if (first === undefined) return null;
  const name = inWords(itemName(first));
  const count = event.items.length;
  const all = event.items.map((it) => inWords(itemName(it))).join(', ');
  return (
    <span className="row-line" title={all}>
      {count === 1 ? name : say('more', { first: name, count })}
      {isReveal && <Chip tone="warn">{say('plain')}</Chip>}
    </span>
  );
}
