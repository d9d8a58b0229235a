// What was proposed and came back, or ran out: it goes on from where it was, so that nobody types a plan twice.
import { operations, planScenarioWords, type ReturnedPlan } from '@shouxin/contract';
import { Link } from 'react-router';
import { atMinute } from '../app/format.ts';
import { defineTexts, useTexts, useWords } from '../app/language.ts';
import { useAllowance } from '../app/permissions.ts';
import { usePages, useRead } from '../app/queries.ts';
import { Empty } from '../ui/empty.tsx';
import { ListTable, type Column } from '../ui/list-table.tsx';

const texts = defineTexts('plans/returned', {
  title: { zh: '被退回或已过期的提交', en: 'Came back from review, or ran out' },
  name: { zh: '预案名称', en: 'Name' },
  scenario: { zh: '场景', en: 'Scenario' },
  at: { zh: '退回时间', en: 'Since' },
  goOn: { zh: '继续修改', en: 'Go on' },
  act: { zh: '操作', en: 'Act' },
  none: { zh: '没有', en: 'None' },
});

export function Returned() {
  const say = useTexts(texts);
  const { isOpen } = useAllowance(operations.plans.returned);
  const pages = usePages();
  const asked = pages.cursor === undefined ? {} : { cursor: pages.cursor };
  const { answer } = useRead(operations.plans.returned, asked, { enabled: isOpen, keep: true });
  const columns = useColumns();
  if (!answer || (answer.items.length === 0 && !pages.back)) return null;
  return (
    <ListTable
      label={say('title')}
      columns={columns}
      rows={answer.items}
      rowKey={(it) => it.draft}
      pages={pages}
      next={answer.next}
      empty={<Empty title={say('none')} />}
      tools={<h2>{say('title')}</h2>}
    />
  );
}

function useColumns(): readonly Column<ReturnedPlan>[] {
  const say = useTexts(texts);
  const inWords = useWords();
  return [
    { key: 'name', title: say('name'), render: (it) => it.name },
    {
      key: 'scenario',
      title: say('scenario'),
      width: 152,
      render: (it) => inWords(planScenarioWords[it.scenario]),
    },
    {
      key: 'at',
      title: say('at'),
      width: 144,
      render: (it) => <span className="num">{atMinute(it.at)}</span>,
    },
    {
      key: 'act',
      title: say('act'),
      width: 104,
      render: (it) => (
        <Link to={`${it.plan ? `/plans/${it.plan}/edit` : '/plans/new'}?draft=${it.draft}`}>
          {say('goOn')}
          <span className="sr-only"> {it.name}</span>
        </Link>
      ),
    },
  ];
}
