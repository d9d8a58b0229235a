// The library of plans (预案库): every plan with scenario, targets and until when it holds; above it the scenarios that have none, and
// what came back from review.
import {
  operations,
  planScenarios,
  planScenarioWords,
  planStates,
  type PlanCard,
  type PlanScenario,
} from '@shouxin/contract';
import { Select } from 'antd';
import { useId } from 'react';
import { Link, useNavigate } from 'react-router';
import { useAddressChoice } from '../app/address.ts';
import { defineTexts, useTexts, useWords } from '../app/language.ts';
import { useAllowance } from '../app/permissions.ts';
import { listed, type Pages, usePages, useRead } from '../app/queries.ts';
import { ActButton } from '../ui/act-button.tsx';
import { Chip } from '../ui/chip.tsx';
import { Empty } from '../ui/empty.tsx';
import { FilterChips } from '../ui/filter-chips.tsx';
import { ListTable, type Column } from '../ui/list-table.tsx';
import { Page } from '../ui/page.tsx';
import { Returned } from './returned.tsx';
import { stateTones, stateWords } from './words.ts';

const texts = defineTexts('plans/list', {
  title: { zh: '恢复预案', en: 'Recovery plans' },
  lead: {
    zh: '每个场景须有一份有效预案。安全管理员制定，数据责任人批准，到期前复审。',
    en: 'Each scenario needs a plan in force. Security writes it, the data owner approves it, and it is reviewed in time.',
  },
  list: { zh: '预案库', en: 'Plans' },
  write: { zh: '制定预案', en: 'Write a plan' },
  missing: { zh: '尚无有效预案的场景', en: 'Scenarios without a plan in force' },
  start: { zh: '从范本起草', en: 'Start from a built-in plan' },
  state: { zh: '状态', en: 'State' },
  all: { zh: '全部有效', en: 'All in force' },
  scenario: { zh: '场景', en: 'Scenario' },
  any: { zh: '全部场景', en: 'All scenarios' },
  name: { zh: '预案名称', en: 'Name' },
  rto: { zh: 'RTO（分钟）', en: 'RTO (min)' },
  rpo: { zh: 'RPO（分钟）', en: 'RPO (min)' },
  steps: { zh: '步骤', en: 'Steps' },
  version: { zh: '版本', en: 'Version' },
  reviewOn: { zh: '复审期限', en: 'Review by' },
  persons: { zh: '制定 / 批准', en: 'Written / approved' },
  none: { zh: '没有符合条件的预案', en: 'No such plan' },
  noneHint: {
    zh: '从内置范本起草，补上人员和联系方式后提交批准。',
    en: 'Start from a built-in plan, add people and numbers, and propose it.',
  },
});

const states = ['all', ...planStates] as const;
const scenarios = ['any', ...planScenarios] as const;

export function PlansPage() {
  const say = useTexts(texts);
  const inWords = useWords();
  const navigate = useNavigate();
  const pages = usePages();
  const [state, setState] = useAddressChoice('state', states, 'all');
  const [scenario, setScenario] = useAddressChoice('scenario', scenarios, 'any');
  const { reason } = useAllowance(operations.plans.propose);
  const { answer, refusal, again } = useRead(
    operations.plans.list,
    {
      cursor: pages.cursor,
      ...(state !== 'all' && { state }),
      ...(scenario !== 'any' && { scenario }),
    },
    { keep: true },
  );
  const write = (
    <ActButton
      type="primary"
      reason={reason && inWords(reason)}
      onClick={() => void navigate('/plans/new')}
    >
      {say('write')}
    </ActButton>
  );
  return (
    <Page title={say('title')} lead={say('lead')} action={write}>
      <div className="stack">
        {answer && answer.missing.length > 0 && <Missing scenarios={answer.missing} />}
        <Returned />
        <ListTable
          label={say('list')}
          columns={useColumns()}
          {...listed({ answer, refusal, again }, pages)}
          rowKey={(it) => it.plan}
          onOpen={(it) => void navigate(`/plans/${it.plan}`)}
          empty={<Empty title={say('none')} hint={say('noneHint')} />}
          tools={<Filters {...{ pages, state, setState, scenario, setScenario }} />}
        />
      </div>
    </Page>
  );
}

interface FiltersProps {
  readonly pages: Pages;
  readonly state: (typeof states)[number];
  readonly setState: (state: (typeof states)[number]) => void;
  readonly scenario: (typeof scenarios)[number];
  readonly setScenario: (scenario: (typeof scenarios)[number]) => void;
}

function Filters({ pages, state, setState, scenario, setScenario }: FiltersProps) {
  const say = useTexts(texts);
  const inWords = useWords();
  return (
    <>
      <FilterChips
        label={say('state')}
        value={state}
        onChange={pages.filtering(setState)}
        choices={states.map((it) => ({
          value: it,
          label: it === 'all' ? say('all') : inWords(stateWords[it]),
        }))}
      />
      <Select
        size="small"
        aria-label={say('scenario')}
        className="plans-scenario"
        value={scenario}
        onChange={pages.filtering(setScenario)}
        options={scenarios.map((it) => ({
          value: it,
          label: it === 'any' ? say('any') : inWords(planScenarioWords[it]),
        }))}
      />
    </>
  );
}

function Missing({ scenarios: missing }: { readonly scenarios: readonly PlanScenario[] }) {
  const say = useTexts(texts);
  const inWords = useWords();
  const id = useId();
  const { isOpen } = useAllowance(operations.plans.propose);
  return (
    <section className="card plans-missing" aria-labelledby={id}>
      <h2 id={id}>{say('missing')}</h2>
      <ul>
        {missing.map((it) => (
          <li key={it}>
            <Chip tone="warn">{inWords(planScenarioWords[it])}</Chip>
            {isOpen && (
              <Link to={`/plans/new?from=${it}`}>
                {say('start')}
                <span className="sr-only"> {inWords(planScenarioWords[it])}</span>
              </Link>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

function useColumns(): readonly Column<PlanCard>[] {
  const say = useTexts(texts);
  const inWords = useWords();
  const number = (key: 'rto' | 'rpo' | 'steps' | 'version', of: (it: PlanCard) => number) => ({
    key,
    title: say(key),
    width: key === 'steps' || key === 'version' ? 72 : 104,
    align: 'right' as const,
    render: (it: PlanCard) => <span className="num">{of(it)}</span>,
  });
  return [
    {
      key: 'name',
      title: say('name'),
      render: (it) => <Link to={`/plans/${it.plan}`}>{it.name}</Link>,
    },
    {
      key: 'scenario',
      title: say('scenario'),
      width: 152,
      render: (it) => inWords(planScenarioWords[it.scenario]),
    },
    number('rto', (it) => it.rtoMinutes),
    number('rpo', (it) => it.rpoMinutes),
    number('steps', (it) => it.stepCount),
    number('version', (it) => it.version),
    {
      key: 'state',
      title: say('state'),
      width: 120,
      render: (it) => <Chip tone={stateTones[it.state]}>{inWords(stateWords[it.state])}</Chip>,
    },
    {
      key: 'reviewOn',
      title: say('reviewOn'),
      width: 112,
      render: (it) => <span className="num">{it.reviewOn}</span>,
    },
    {
      key: 'persons',
      title: say('persons'),
      width: 176,
      choice: 'on',
      render: (it) => `${it.by} / ${it.approvedBy}`,
    },
  ];
}
