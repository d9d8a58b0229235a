// Step two: which column holds which item. What is missing stands first, with the way to mend it; then every column, as the
// server proposed it and as the person leaves it.
import { operations, type BatchCard, type ColumnTarget } from '@shouxin/contract';
import { App, Button, Select } from 'antd';
import { useMemo, useState } from 'react';
import { defineTexts, useTexts, useWords } from '../app/language.ts';
import { useAct } from '../app/queries.ts';
import { useShortcuts } from '../app/shortcuts.ts';
import { ActButton } from '../ui/act-button.tsx';
import { RefusalNotice } from '../ui/refusal.tsx';
import { itemName } from '../items/names.ts';
import { findList, missingTargets, rivalOf, withTarget, type Target } from './mapping.ts';
import { MappingTable } from './mapping-table.tsx';
import { batchReads } from './use-batch.ts';

const texts = defineTexts('imports/mapping', {
  missing: { zh: '{count} 个必填项还没有对应的列', en: '{count} required items have no column' },
  missingHow: {
    zh: '为每一项选择文件中的列。文件里没有时，请在源系统补充该列，重新导出后再导入。',
    en: 'Choose the column that holds it. If the file has none, add it in the source system and export again.',
  },
  choose: { zh: '选择列', en: 'Choose a column' },
  confirm: { zh: '确认并试运行', en: 'Confirm and try' },
  tried: { zh: '已开始试运行', en: 'The dry run has begun' },
  back: { zh: '返回结果', en: 'Back to the result' },
  whyMissing: { zh: '请先为必填项选择列', en: 'Give every required item a column first' },
  whyRival: { zh: '有两列对应到同一项', en: 'Two columns are mapped to the same item' },
});

const confirmWords = { zh: '确认并试运行', en: 'Confirm and try' };

interface Props {
  readonly batch: BatchCard;
  readonly onDone: () => void;
  readonly mayLeave: boolean;
}

export function MappingCard({ batch, onDone, mayLeave }: Props) {
  const say = useTexts(texts);
  const [columns, setColumns] = useState<readonly ColumnTarget[]>(batch.columns);
  const list = findList(batch.list);
  const missing = useMemo(() => (list ? missingTargets(columns, list) : []), [columns, list]);
  const hasRival = columns.some((it) => rivalOf(columns, it) !== undefined);
  const { confirm, isBusy, refusal } = useConfirm(batch.batch, columns, onDone);
  const why = (missing.length > 0 && say('whyMissing')) || (hasRival && say('whyRival')) || null;
  const change = (column: number, target: Pick<Target, 'kind' | 'target'>) =>
    setColumns(withTarget(columns, column, target));
  useShortcuts([
    { keys: 'ctrl+enter', words: confirmWords, run: () => void confirm(), isOff: why !== null },
  ]);
  return (
    <div className="stack">
      {missing.length > 0 && <Missing missing={missing} columns={columns} onChange={change} />}
      {refusal && <Refused refusal={refusal} />}
      <MappingTable batch={batch} columns={columns} onChange={change} />
      <div className="imports-foot">
        {mayLeave && <Button onClick={onDone}>{say('back')}</Button>}
        <ActButton
          type="primary"
          reason={why ?? undefined}
          loading={isBusy}
          onClick={() => void confirm()}
        >
          {say('confirm')} <kbd aria-hidden="true">Ctrl+Enter</kbd>
        </ActButton>
      </div>
    </div>
  );
}

function Refused({
  refusal,
}: {
  readonly refusal: Parameters<typeof RefusalNotice>[0]['refusal'];
}) {
  const inWords = useWords();
  return <RefusalNotice refusal={refusal} nameOf={(it) => inWords(itemName(it))} />;
}

/** The mapping is kept, then tried: two acts, one press. */
function useConfirm(batch: string, columns: readonly ColumnTarget[], onDone: () => void) {
  const say = useTexts(texts);
  const { message } = App.useApp();
  const map = useAct(operations.imports.map, batchReads);
  const check = useAct(operations.imports.check, batchReads);
  const confirm = async () => {
    if (!(await map.run({ batch, columns: [...columns] }))) return;
    if (!(await check.run({ batch }))) return;
    void message.success(say('tried'));
    onDone();
  };
  return { confirm, isBusy: map.isBusy || check.isBusy, refusal: map.refusal ?? check.refusal };
}

interface MissingProps {
  readonly missing: readonly Target[];
  readonly columns: readonly ColumnTarget[];
  readonly onChange: (column: number, target: Target) => void;
}

function Missing({ missing, columns, onChange }: MissingProps) {
  const say = useTexts(texts);
  const inWords = useWords();
  const options = columns.map((it) => ({
    value: it.column,
    label: it.heading || `#${it.column + 1}`,
  }));
  return (
    <section className="notice-line" aria-label={say('missing', { count: missing.length })}>
      <b>{say('missing', { count: missing.length })}</b>
      <p>{say('missingHow')}</p>
      <ul className="imports-missing">
        {missing.map((it) => (
          <li key={it.key}>
            <span>
              {inWords(it.words)} <span className="mut">{it.target}</span>
            </span>
            <Select<number | null>
              aria-label={`${inWords(it.words)}: ${say('choose')}`}
              placeholder={say('choose')}
              showSearch={{ optionFilterProp: 'label' }}
              value={null}
              options={options}
              onChange={(column) => column !== null && onChange(column, it)}
            />
          </li>
        ))}
      </ul>
    </section>
  );
}
