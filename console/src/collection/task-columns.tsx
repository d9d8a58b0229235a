// What a member of a task shows: the customer, masked, and where in the file the record stands. A possible duplicate has the
// customer and the record side by side, because that is what is compared.
import type { TaskCard, TaskMember } from '@shouxin/contract';
import { Link } from 'react-router';
import { atShort } from '../app/format.ts';
import { defineTexts, useTexts, useWords } from '../app/language.ts';
import { Chip } from '../ui/chip.tsx';
import type { Column } from '../ui/list-table.tsx';
import { ConcludeButton } from './conclude-button.tsx';
import { conclusionWords } from './task-words.ts';

const texts = defineTexts('collection/task-columns', {
  number: { zh: '客户号', en: 'Customer no.' },
  name: { zh: '姓名', en: 'Name' },
  document: { zh: '证件', en: 'Document' },
  existing: { zh: '在册客户', en: 'Customer on the books' },
  record: { zh: '文件中的记录', en: 'Record in the file' },
  at: { zh: '第 {record} 条', en: 'No. {record}' },
  standing: { zh: '办理情况', en: 'State' },
  open: { zh: '待办', en: 'To do' },
  done: { zh: '已办', en: 'Done' },
  conclusion: { zh: '核对结论', en: 'Conclusion' },
});

export function useMemberColumns(task: TaskCard | undefined): readonly Column<TaskMember>[] {
  const say = useTexts(texts);
  if (task?.kind === 'duplicate-review') {
    return [
      {
        key: 'existing',
        title: say('existing'),
        width: '34%',
        render: (it) => <Existing it={it} />,
      },
      { key: 'record', title: say('record'), render: (it) => <FileRecord it={it} /> },
      {
        key: 'conclusion',
        title: say('conclusion'),
        width: 200,
        render: (it) => <Conclusion it={it} task={task.task} />,
      },
    ];
  }
  return [
    { key: 'number', title: say('number'), width: 160, render: (it) => <Number it={it} /> },
    { key: 'name', title: say('name'), width: 140, render: (it) => it.card.maskedName },
    { key: 'document', title: say('document'), render: (it) => <Document it={it} /> },
    {
      key: 'record',
      title: say('record'),
      width: 160,
      render: ({ record }) => record !== null && say('at', { record }),
    },
    { key: 'standing', title: say('standing'), width: 180, render: (it) => <Standing it={it} /> },
  ];
}

interface Props {
  readonly it: TaskMember;
}

function Number({ it: { card } }: Props) {
  return (
    <Link className="num" to={`/customers/${card.customer}`}>
      {card.number}
    </Link>
  );
}

function Document({ it: { card } }: Props) {
  const inWords = useWords();
  return (
    <>
      <span className="mut">{inWords(card.documentKind)}</span>{' '}
      <span className="num">{card.maskedDocument}</span>
    </>
  );
}

function Standing({ it: { doneAt } }: Props) {
  const say = useTexts(texts);
  if (doneAt === null) return <Chip tone="accent">{say('open')}</Chip>;
  return (
    <span className="row-line">
      <Chip tone="good">{say('done')}</Chip>
      <span className="num mut">{atShort(doneAt)}</span>
    </span>
  );
}

function Existing({ it }: Props) {
  return (
    <div className="task-side">
      <span>
        <Number it={it} /> {it.card.maskedName}
      </span>
      <span>
        <Document it={it} />
      </span>
    </div>
  );
}

/** The report holds no value of a record, so what can be compared is its place in the file and what was found of it. */
function FileRecord({ it: { record, row } }: Props) {
  const say = useTexts(texts);
  const inWords = useWords();
  return (
    <div className="task-side">
      <span className="num">{record !== null && say('at', { record })}</span>
      {row?.reasons.map((it) => (
        <span key={`${it.item}/${it.code}`}>{inWords(it.message)}</span>
      ))}
    </div>
  );
}

function Conclusion({ it, task }: Props & { readonly task: string }) {
  const inWords = useWords();
  if (it.conclusion === null) return <ConcludeButton task={task} member={it} />;
  return (
    <Chip tone={it.conclusion === 'same' ? 'good' : 'warn'}>
      {inWords(conclusionWords[it.conclusion].name)}
    </Chip>
  );
}
