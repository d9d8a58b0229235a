// Every column of the file with what it is taken for and how sure that is. It shows headings only, never a value of the file.
import type { BatchCard, ColumnTarget } from '@shouxin/contract';
import { useMemo } from 'react';
import { useAddressChoice } from '../app/address.ts';
import { defineTexts, useTexts, useWords } from '../app/language.ts';
import { Chip, type Tone } from '../ui/chip.tsx';
import { Empty } from '../ui/empty.tsx';
import { FilterChips } from '../ui/filter-chips.tsx';
import { ListTable, type Column } from '../ui/list-table.tsx';
import { findList, isIn, rivalOf, targetGroups, targetWords, type Target } from './mapping.ts';
import { kindTexts, TargetPicker } from './target-picker.tsx';

const texts = defineTexts('imports/mapping-table', {
  label: { zh: '列的对应关系', en: 'Columns' },
  filter: { zh: '筛选列', en: 'Filter the columns' },
  all: { zh: '全部', en: 'All' },
  look: { zh: '请核对', en: 'To look at' },
  left: { zh: '不导入', en: 'Not taken' },
  heading: { zh: '文件中的列', en: 'Column in the file' },
  target: { zh: '对应到', en: 'Taken for' },
  sure: { zh: '依据', en: 'Because' },
  exact: { zh: '名称一致', en: 'Same name' },
  synonym: { zh: '同义名称', en: 'Synonym' },
  guess: { zh: '推测，请核对', en: 'A guess: look at it' },
  confirmed: { zh: '人工确认', en: 'Confirmed' },
  unnamed: { zh: '（无列名）', en: '(no heading)' },
  rival: { zh: '与「{heading}」重复，只能留一列', en: 'Same as "{heading}": keep one' },
  forbidden: { zh: '内容不保存', en: 'Never stored' },
  noneHere: { zh: '没有这样的列', en: 'No such columns' },
});

const tones: Record<ColumnTarget['confidence'], Tone> = {
  exact: 'good',
  synonym: 'plain',
  guess: 'warn',
  confirmed: 'accent',
};
const filters = ['all', 'look', 'left'] as const;

interface Props {
  readonly batch: BatchCard;
  readonly columns: readonly ColumnTarget[];
  readonly onChange?: (column: number, target: Pick<Target, 'kind' | 'target'>) => void;
}

export function MappingTable({ batch, columns, onChange }: Props) {
  const say = useTexts(texts);
  const [filter, setFilter] = useAddressChoice('columns', filters, 'all');
  const groups = useMemo(() => {
    const list = findList(batch.list);
    return list ? targetGroups(list) : [];
  }, [batch.list]);
  const shown = useColumns({ columns, onChange, groups });
  return (
    <ListTable
      label={say('label')}
      columns={shown}
      rows={columns.filter((it) => isIn(filter, it))}
      rowKey={(it) => String(it.column)}
      empty={<Empty title={say('noneHere')} />}
      tools={
        <FilterChips
          label={say('filter')}
          value={filter}
          onChange={setFilter}
          choices={filters.map((it) => ({
            value: it,
            label: say(it),
            count: columns.filter((column) => isIn(it, column)).length,
          }))}
        />
      }
    />
  );
}

interface ColumnsProps extends Pick<Props, 'columns' | 'onChange'> {
  readonly groups: ReturnType<typeof targetGroups>;
}

function useColumns({ columns, onChange, groups }: ColumnsProps): readonly Column<ColumnTarget>[] {
  const say = useTexts(texts);
  return [
    {
      key: 'heading',
      title: say('heading'),
      width: '28%',
      render: (it) => (
        <span>
          <span className="mut num imports-at">{it.column + 1}</span>
          {it.heading || say('unnamed')}
        </span>
      ),
    },
    {
      key: 'target',
      title: say('target'),
      render: (it) =>
        onChange ? (
          <span className="imports-target">
            <TargetPicker
              column={it}
              groups={groups}
              rival={rivalOf(columns, it)}
              onChange={(target) => onChange(it.column, target)}
            />
            <Kind column={it} />
          </span>
        ) : (
          <Taken column={it} />
        ),
    },
    {
      key: 'sure',
      title: say('sure'),
      width: 200,
      render: (it) => <Sure column={it} rival={rivalOf(columns, it)} />,
    },
  ];
}

/** What is more than an item of the list is said beside it. */
function Kind({ column }: { readonly column: ColumnTarget }) {
  const sayKind = useTexts(kindTexts);
  if (column.kind === 'item' || column.kind === 'not-taken') return null;
  return <span className="mut">{sayKind(column.kind)}</span>;
}

function Taken({ column }: { readonly column: ColumnTarget }) {
  const sayKind = useTexts(kindTexts);
  const inWords = useWords();
  if (column.kind === 'not-taken') return <span className="mut">{sayKind('not-taken')}</span>;
  return (
    <span>
      {inWords(targetWords(column))} <Kind column={column} />
    </span>
  );
}

function Sure({
  column,
  rival,
}: {
  readonly column: ColumnTarget;
  readonly rival?: string | undefined;
}) {
  const say = useTexts(texts);
  if (rival !== undefined) return <span className="late">{say('rival', { heading: rival })}</span>;
  if (column.kind === 'forbidden') return <Chip tone="bad">{say('forbidden')}</Chip>;
  const { confidence, kind } = column;
  if (kind === 'not-taken' && confidence === 'guess') return null;
  return <Chip tone={tones[confidence]}>{say(confidence)}</Chip>;
}
