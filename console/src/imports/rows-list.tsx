// Record by record: its number in the file, the verdict, and for each reason the item and how to mend it. Never a value.
import { operations, type BatchCard, type RowReport } from '@shouxin/contract';
import { defineTexts, useTexts, useWords } from '../app/language.ts';
import { useRead, type Pages } from '../app/queries.ts';
import { Chip } from '../ui/chip.tsx';
import { Empty } from '../ui/empty.tsx';
import { FilterChips } from '../ui/filter-chips.tsx';
import { ListTable, type Column } from '../ui/list-table.tsx';
import type { Shown } from './result.tsx';
import { outcomes, outcomeTones, outcomeWords } from './words.ts';

const texts = defineTexts('imports/rows', {
  title: { zh: '逐条结果', en: 'Record by record' },
  filter: { zh: '按结果筛选', en: 'By outcome' },
  all: { zh: '全部', en: 'All' },
  record: { zh: '记录', en: 'Record' },
  outcome: { zh: '结果', en: 'Outcome' },
  reasons: { zh: '原因与处理', en: 'Reasons' },
  none: { zh: '没有这一类记录', en: 'No such records' },
});

interface Props {
  readonly batch: BatchCard;
  readonly outcome: Shown;
  readonly onChoose: (outcome: Shown) => void;
  readonly pages: Pages;
}

export function RowsList({ batch, outcome, onChoose, pages }: Props) {
  const say = useTexts(texts);
  const inWords = useWords();
  const { answer, refusal, again } = useRead(
    operations.imports.rows,
    {
      batch: batch.batch,
      ...(outcome !== 'all' && { outcome }),
      ...(pages.cursor && { cursor: pages.cursor }),
    },
    { keep: true },
  );
  const counts = batch.counts;
  const all = outcomes.reduce((sum, it) => sum + (counts?.[it] ?? 0), 0);
  return (
    <ListTable
      label={say('title')}
      columns={useColumns()}
      rows={answer?.items}
      rowKey={(it) => String(it.record)}
      refusal={refusal}
      onAgain={again}
      pages={pages}
      next={answer?.next}
      empty={<Empty title={say('none')} />}
      tools={
        <>
          <h2>{say('title')}</h2>
          <FilterChips<Shown>
            label={say('filter')}
            value={outcome}
            onChange={onChoose}
            choices={[
              { value: 'all', label: say('all'), count: all },
              ...outcomes.map((it) => ({
                value: it,
                label: inWords(outcomeWords[it]),
                count: counts?.[it],
              })),
            ]}
          />
        </>
      }
    />
  );
}

function useColumns(): readonly Column<RowReport>[] {
  const say = useTexts(texts);
  const inWords = useWords();
  return [
    {
      key: 'record',
      title: say('record'),
      width: 80,
      render: (it) => <span className="num">#{it.record}</span>,
    },
    {
      key: 'outcome',
      title: say('outcome'),
      width: 120,
      render: (it) => (
        <Chip tone={outcomeTones[it.outcome]}>{inWords(outcomeWords[it.outcome])}</Chip>
      ),
    },
    { key: 'reasons', title: say('reasons'), render: (it) => <Reasons row={it} /> },
  ];
}

function Reasons({ row }: { readonly row: RowReport }) {
  const inWords = useWords();
  if (row.reasons.length === 0) return <span className="mut">—</span>;
  return (
    <ul className="imports-reasons">
      {row.reasons.map((it) => (
        <li key={`${it.item}/${it.code}`}>{inWords(it.message)}</li>
      ))}
    </ul>
  );
}
