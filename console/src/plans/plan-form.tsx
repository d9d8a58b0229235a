// The form of a plan. It holds what is typed until it is proposed; a refusal is shown beside it and takes nothing away.
import { operations } from '@shouxin/contract';
import { App, Button } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { useNavigate } from 'react-router';
import { defineTexts, useTexts, useWords } from '../app/language.ts';
import { useAllowance } from '../app/permissions.ts';
import { useAct } from '../app/queries.ts';
import { useShortcuts } from '../app/shortcuts.ts';
import { ActButton } from '../ui/act-button.tsx';
import { Card } from '../ui/page.tsx';
import { RefusalNotice } from '../ui/refusal.tsx';
import { ChecksPart } from './checks-part.tsx';
import { HeadPart } from './head-part.tsx';
import { RolesPart } from './roles-part.tsx';
import { StepsPart } from './steps-part.tsx';
import { proposalReads } from './words.ts';
import { minutesOf, termsOf, type Writing } from './writing.ts';

const texts = defineTexts('plans/form', {
  head: { zh: '基本信息', en: 'The plan' },
  roles: { zh: '角色与联系人（仅限行内员工）', en: 'Roles and contacts (staff only)' },
  steps: { zh: '恢复步骤', en: 'Steps' },
  checks: { zh: '恢复后核验', en: 'Checks at the end' },
  go: { zh: '提交复核', en: 'Propose' },
  cancel: { zh: '取消', en: 'Cancel' },
  done: { zh: '已提交，等待{who}复核', en: 'Proposed; waits for: {who}' },
  sum: {
    zh: '步骤合计 {sum} 分钟 / RTO {rto} 分钟',
    en: 'Steps {sum} min / RTO {rto} min',
  },
  role: { zh: '角色', en: 'Role' },
  step: { zh: '步骤', en: 'Step' },
  check: { zh: '核验', en: 'Check' },
  row: { zh: '{part} {number}：', en: '{part} {number}: ' },
});

const proposeWords = { zh: '提交复核', en: 'Propose' };

export interface FormProps {
  readonly start: Writing;
  /** Absent: a new plan. */
  readonly of?: { readonly plan: string; readonly basedOn: number };
  readonly draft?: string;
}

function usePropose({ of, draft }: Omit<FormProps, 'start'>, onDone: () => void) {
  const say = useTexts(texts);
  const inWords = useWords();
  const { message } = App.useApp();
  const proposing = useAct(operations.plans.propose, proposalReads);
  const revising = useAct(operations.plans.revise, proposalReads);
  const { isBusy, refusal } = of ? revising : proposing;
  const send = async (writing: Writing) => {
    if (isBusy) return;
    const terms = { ...termsOf(writing), ...(draft && { draft }) };
    const answer = of ? await revising.run({ ...terms, ...of }) : await proposing.run(terms);
    if (!answer) return;
    void message.success(say('done', { who: inWords(answer.reviewers) }));
    onDone();
  };
  return { send, isBusy, refusal };
}

export function PlanForm({ start, of, draft }: FormProps) {
  const say = useTexts(texts);
  const inWords = useWords();
  const navigate = useNavigate();
  const [writing, setWriting] = useState(start);
  const nameOf = useNameOf();
  const isDone = useRef(false);
  useWarning(writing !== start, isDone);
  const { reason } = useAllowance(operations.plans.propose);
  const leave = () => void navigate(of ? `/plans/${of.plan}` : '/plans');
  const { send, isBusy, refusal } = usePropose(
    { ...(of && { of }), ...(draft && { draft }) },
    () => {
      isDone.current = true;
      leave();
    },
  );
  const propose = () => void (reason === undefined && send(writing));
  useShortcuts([{ keys: 'ctrl+enter', words: proposeWords, run: propose }]);
  const part = { writing, onChange: setWriting };
  // Enter in one field of a long form is no wish to send the whole: the button and Ctrl+Enter are.
  return (
    <form
      className="stack plan-form"
      autoComplete="off"
      onSubmit={(event) => event.preventDefault()}
    >
      <Card title={say('head')} id="plan-form-head">
        <HeadPart {...part} />
      </Card>
      <Card title={say('roles')} id="plan-form-roles">
        <RolesPart {...part} />
      </Card>
      <Card title={say('steps')} id="plan-form-steps" extra={<Sum writing={writing} />}>
        <StepsPart {...part} />
      </Card>
      <Card title={say('checks')} id="plan-form-checks">
        <ChecksPart {...part} />
      </Card>
      {refusal && <RefusalNotice refusal={refusal} nameOf={nameOf} />}
      <div className="plan-foot">
        <span className="grow" />
        <Button onClick={leave}>{say('cancel')}</Button>
        <ActButton
          type="primary"
          reason={reason && inWords(reason)}
          loading={isBusy}
          onClick={propose}
        >
          {say('go')} <kbd aria-hidden="true">Ctrl+Enter</kbd>
        </ActButton>
      </div>
    </form>
  );
}

function useWarning(isChanged: boolean, isDone: { readonly current: boolean }): void {
  useEffect(() => {
    if (!isChanged) return undefined;
    const warn = (event: BeforeUnloadEvent) => {
      if (!isDone.current) event.preventDefault();
    };
    addEventListener('beforeunload', warn);
    return () => removeEventListener('beforeunload', warn);
  }, [isChanged, isDone]);
}

function Sum({ writing }: { readonly writing: Writing }) {
  const say = useTexts(texts);
  const sum = minutesOf(writing);
  return (
    <span className={sum > writing.rtoMinutes ? 'num plan-over' : 'num mut'}>
      {say('sum', { sum, rto: writing.rtoMinutes })}
    </span>
  );
}

const names: Readonly<Record<string, { zh: string; en: string }>> = {
  name: { zh: '预案名称', en: 'Name' },
  dataSets: { zh: '恢复的数据', en: 'Data' },
  scope: { zh: '恢复范围', en: 'Scope' },
  activation: { zh: '启动条件', en: 'Started when' },
  rtoMinutes: { zh: '恢复时间目标（RTO）', en: 'Recovery time target (RTO)' },
  rpoMinutes: { zh: '恢复点目标（RPO）', en: 'Recovery point target (RPO)' },
  note: { zh: '修订说明', en: 'What this version is for' },
  role: { zh: '角色', en: 'Role' },
  holder: { zh: 'A 角', en: 'Holder' },
  phone: { zh: 'A 角电话', en: 'Number of the holder' },
  deputy: { zh: 'B 角', en: 'Deputy' },
  deputyPhone: { zh: 'B 角电话', en: 'Number of the deputy' },
  what: { zh: '操作', en: 'What' },
  minutes: { zh: '用时', en: 'Minutes' },
  verify: { zh: '如何确认完成', en: 'Verified by' },
};

/** `steps.3.role`: 步骤 4：角色. */
function useNameOf() {
  const say = useTexts(texts);
  const inWords = useWords();
  const parts = { roles: say('role'), steps: say('step'), checks: say('check') };
  return (item: string) => {
    const [part = '', place, field = ''] = item.split('.');
    const list = parts[part as keyof typeof parts] as string | undefined;
    if (list === undefined) return names[part] ? inWords(names[part]) : item;
    if (place === undefined) return list;
    const row = say('row', { part: list, number: Number(place) + 1 });
    return names[field] ? `${row}${inWords(names[field])}` : row;
  };
}
