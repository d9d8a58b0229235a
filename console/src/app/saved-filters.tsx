// Filters by name, for every list that has some: apply, save what is chosen now, delete. They belong to the account and are
// kept by the server; the browser keeps nothing.
import { operations, type FilterOf, type SavedFilter } from '@shouxin/contract';
import { FilterOutlined } from '@ant-design/icons';
import { Button, Input, Space } from 'antd';
import { useState, type FormEvent } from 'react';
import { Dialog } from '../ui/dialog.tsx';
import { Waiting } from '../ui/empty.tsx';
import { RefusalNotice } from '../ui/refusal.tsx';
import { defineTexts, useTexts } from './language.ts';
import { useAct, useRead } from './queries.ts';

const texts = defineTexts('app/saved-filters', {
  open: { zh: '已存筛选', en: 'Saved filters' },
  loading: { zh: '正在读取', en: 'Loading' },
  none: { zh: '这个列表还没有已存筛选', en: 'No saved filters for this list yet' },
  apply: { zh: '使用', en: 'Apply' },
  applyNamed: { zh: '使用「{name}」', en: 'Apply “{name}”' },
  delete: { zh: '删除', en: 'Delete' },
  deleteNamed: { zh: '删除「{name}」', en: 'Delete “{name}”' },
  name: { zh: '当前筛选的名称', en: 'Name for the filter in force' },
  nameHint: {
    zh: '同名则替换。名称中请勿写入客户信息。',
    en: 'The same name replaces. Write nothing of a customer in a name.',
  },
  save: { zh: '保存', en: 'Save' },
});

type Of<L> = Extract<FilterOf, { list: L }>;

interface Props<L extends FilterOf['list']> {
  /** What the list is filtered by now. */
  readonly now: Of<L>;
  readonly onApply: (filter: Of<L>) => void;
  /** What of the filter in force is not saved. */
  readonly note?: string;
}

export function SavedFilters<L extends FilterOf['list']>(props: Props<L>) {
  const say = useTexts(texts);
  const [isOpen, setOpen] = useState(false);
  const apply = (filter: Of<L>) => {
    setOpen(false);
    props.onApply(filter);
  };
  return (
    <>
      <Button size="small" type="text" icon={<FilterOutlined />} onClick={() => setOpen(true)}>
        {say('open')}
      </Button>
      <Dialog isOpen={isOpen} title={say('open')} width={480} onClose={() => setOpen(false)}>
        <div className="stack">
          <Saved {...props} onApply={apply} />
          <SaveForm {...props} />
        </div>
      </Dialog>
    </>
  );
}

const isFor = <L extends FilterOf['list']>(of: FilterOf, list: L): of is Of<L> => of.list === list;

function Saved<L extends FilterOf['list']>({ now, onApply }: Props<L>) {
  const say = useTexts(texts);
  const list: L = now.list;
  const { answer, refusal, again } = useRead(operations.desk.filters, { list });
  const { run, refusal: notDeleted } = useAct(operations.desk.deleteFilter, [
    operations.desk.filters,
  ]);
  if (refusal) return <RefusalNotice refusal={refusal} onAgain={again} />;
  if (!answer) return <Waiting label={say('loading')} rows={2} />;
  if (answer.items.length === 0) return <p className="mut">{say('none')}</p>;
  const apply = ({ of }: SavedFilter) => isFor(of, list) && onApply(of);
  return (
    <ul className="saved-filters" aria-label={say('open')}>
      {answer.items.map((it) => (
        <li key={it.filter} className="row-line">
          <span className="grow">{it.name}</span>
          <Button
            size="small"
            aria-label={say('applyNamed', { name: it.name })}
            onClick={() => apply(it)}
          >
            {say('apply')}
          </Button>
          <Button
            size="small"
            type="text"
            danger
            aria-label={say('deleteNamed', { name: it.name })}
            onClick={() => void run({ filter: it.filter })}
          >
            {say('delete')}
          </Button>
        </li>
      ))}
      {notDeleted && <RefusalNotice refusal={notDeleted} />}
    </ul>
  );
}

function SaveForm<L extends FilterOf['list']>({ now, note }: Props<L>) {
  const say = useTexts(texts);
  const [name, setName] = useState('');
  const { run, isBusy, refusal } = useAct(operations.desk.saveFilter, [operations.desk.filters]);
  const save = async (event: FormEvent) => {
    event.preventDefault();
    // The dialog may stand in the form of a search, which React would submit along with this one.
    event.stopPropagation();
    if (await run({ name: name.trim(), of: now })) setName('');
  };
  return (
    <form className="stack-tight" autoComplete="off" onSubmit={(event) => void save(event)}>
      <label className="field">
        <span>{say('name')}</span>
        <Space.Compact block>
          <Input
            value={name}
            maxLength={30}
            onChange={(event) => setName(event.target.value)}
            aria-describedby="saved-filter-hint"
          />
          <Button htmlType="submit" loading={isBusy} disabled={name.trim() === ''}>
            {say('save')}
          </Button>
        </Space.Compact>
      </label>
      <small id="saved-filter-hint" className="mut">
        {note}
        {say('nameHint')}
      </small>
      {refusal && <RefusalNotice refusal={refusal} />}
    </form>
  );
}
