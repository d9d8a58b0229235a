// One task, worked: its customers of this branch, masked, each leading to the page where the thing asked for is done. Nothing is
// ticked here but a possible duplicate, which is compared with its record and concluded.
import { operations, type Purpose, type TaskCard } from '@shouxin/contract';
import { useNavigate, useParams } from 'react-router';
import { useAddressChoice } from '../app/address.ts';
import { defineTexts, useTexts, useWords } from '../app/language.ts';
import { listed, usePages, useRead } from '../app/queries.ts';
import { PurposeGate } from '../customers/purpose-gate.tsx';
import { Empty } from '../ui/empty.tsx';
import { FilterChips } from '../ui/filter-chips.tsx';
import { ListTable } from '../ui/list-table.tsx';
import { Page } from '../ui/page.tsx';
import { Watermark } from '../ui/watermark.tsx';
import { useMemberColumns } from './task-columns.tsx';
import { howWords } from './task-words.ts';
import './lists.css';

const texts = defineTexts('collection/task', {
  title: { zh: '更新任务', en: 'Task' },
  tasks: { zh: '更新任务', en: 'Tasks' },
  members: { zh: '任务中的客户', en: 'Customers of the task' },
  state: { zh: '按办理情况筛选', en: 'By state' },
  open: { zh: '待办', en: 'To do' },
  done: { zh: '已办', en: 'Done' },
  noneOpen: { zh: '已全部办完', en: 'All done' },
  noneOpenHint: { zh: '这里没有待办的客户。', en: 'No customer is left to do here.' },
  noneDone: { zh: '还没有办完的客户', en: 'Nobody is done yet' },
});

const states = ['open', 'done'] as const;

export function TaskPage() {
  const say = useTexts(texts);
  const { task = '' } = useParams();
  return (
    <PurposeGate title={say('title')}>
      {(purpose) => <Members key={task} task={task} purpose={purpose} />}
    </PurposeGate>
  );
}

function Members({ task, purpose }: { readonly task: string; readonly purpose: Purpose }) {
  const say = useTexts(texts);
  const inWords = useWords();
  const navigate = useNavigate();
  const pages = usePages();
  const [state, setState] = useAddressChoice('state', states, 'open');
  const { answer, refusal, again } = useRead(
    operations.collection.taskMembers,
    { task, state, purpose, ...(pages.cursor && { cursor: pages.cursor }) },
    { personal: true, keep: true },
  );
  const columns = useMemberColumns(answer?.task);
  const choose = pages.filtering(setState);
  return (
    <Page
      title={answer ? inWords(answer.task.title) : say('title')}
      lead={answer && inWords(howWords[answer.task.kind])}
      crumbs={[{ to: '/collection/tasks', name: say('tasks') }]}
    >
      <Watermark />
      <ListTable
        label={say('members')}
        columns={columns}
        {...listed({ answer, refusal, again }, pages)}
        rowKey={(it) => it.card.customer}
        onOpen={(it) => void navigate(`/customers/${it.card.customer}`)}
        tools={
          <FilterChips
            label={say('state')}
            value={state}
            onChange={choose}
            choices={states.map((it) => ({
              value: it,
              label: say(it),
              count: countOf(answer?.task, it),
            }))}
          />
        }
        empty={
          state === 'open' ? (
            <Empty title={say('noneOpen')} hint={say('noneOpenHint')} />
          ) : (
            <Empty title={say('noneDone')} />
          )
        }
      />
    </Page>
  );
}

function countOf(task: TaskCard | undefined, state: (typeof states)[number]): number | undefined {
  if (!task) return undefined;
  return state === 'done' ? task.done : task.count - task.done;
}
