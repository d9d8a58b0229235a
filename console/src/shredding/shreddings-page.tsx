// Destructions, newest first, with the one under way; security proposes the next from here.
import { operations, type ShreddingCard } from '@shouxin/contract';
import { App } from 'antd';
import { useEffect, useState } from 'react';
import { Link } from 'react-router';
import { atMinute } from '../app/format.ts';
import { defineTexts, useTexts, useWords } from '../app/language.ts';
import { useAllowance } from '../app/permissions.ts';
import { listed, useAct, usePages, useRead } from '../app/queries.ts';
import { ActButton } from '../ui/act-button.tsx';
import { Chip } from '../ui/chip.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Empty } from '../ui/empty.tsx';
import { ListTable, type Column } from '../ui/list-table.tsx';
import { Page } from '../ui/page.tsx';
import { ProposeForm, type Proposing } from './propose-form.tsx';
import { inClass, stateTones, stateWords } from './words.ts';

const texts = defineTexts('shredding/list', {
  title: { zh: '销毁', en: 'Shredding' },
  lead: {
    zh: '销毁客户密钥，使其信息及全部副本（含备份）不可恢复。这里只见客户编号，不见客户信息。',
    en: 'Destroying a customer’s keys makes every copy unreadable, backups too. Only the number of a customer is seen here.',
  },
  list: { zh: '销毁记录', en: 'Destructions' },
  propose: { zh: '提出销毁', en: 'Propose a destruction' },
  done: { zh: '已提交，等待{who}复核', en: 'Proposed; waits for: {who}' },
  number: { zh: '客户编号', en: 'Customer number' },
  class: { zh: '范围', en: 'What' },
  state: { zh: '状态', en: 'State' },
  approved: { zh: '批准', en: 'Approved' },
  effective: { zh: '生效', en: 'Effective' },
  persons: { zh: '提交 / 批准', en: 'Proposed / approved' },
  none: { zh: '还没有销毁过', en: 'None yet' },
  noneHint: {
    zh: '安全管理员提出，个人信息保护负责人批准后立即执行。',
    en: 'Proposed by a security administrator; carried out as soon as the data protection officer approves.',
  },
});

/** Each read is an entry in the log. */
const everyMs = 5_000;

export function ShreddingsPage() {
  const say = useTexts(texts);
  const pages = usePages();
  const asked = pages.cursor === undefined ? {} : { cursor: pages.cursor };
  const { answer, refusal, again } = useRead(operations.shredding.list, asked, { keep: true });
  const isRunning = answer?.items.some((it) => it.state !== 'certified') ?? false;
  useEffect(() => {
    if (!isRunning) return undefined;
    const timer = setTimeout(again, everyMs);
    return () => clearTimeout(timer);
  }, [isRunning, again]);
  return (
    <Page title={say('title')} lead={say('lead')} action={<ProposeButton />}>
      <ListTable
        label={say('list')}
        columns={useColumns()}
        {...listed({ answer, refusal, again }, pages)}
        rowKey={(it) => it.shredding}
        empty={<Empty title={say('none')} hint={say('noneHint')} />}
        tools={<h2>{say('list')}</h2>}
      />
    </Page>
  );
}

const changed = [operations.approvals.mine, operations.desk.desk];

function ProposeButton() {
  const say = useTexts(texts);
  const inWords = useWords();
  const { message } = App.useApp();
  const { reason } = useAllowance(operations.shredding.propose);
  const [isOpen, setOpen] = useState(false);
  const { run, isBusy, refusal, clear } = useAct(operations.shredding.propose, changed);
  const close = () => {
    clear();
    setOpen(false);
  };
  const propose = async (input: Proposing) => {
    const answer = await run(input);
    if (!answer) return;
    void message.success(say('done', { who: inWords(answer.reviewers) }));
    close();
  };
  return (
    <>
      <ActButton danger reason={reason && inWords(reason)} onClick={() => setOpen(true)}>
        {say('propose')}
      </ActButton>
      <Dialog isOpen={isOpen} title={say('propose')} width={560} onClose={close}>
        <ProposeForm isBusy={isBusy} refusal={refusal} onPropose={propose} onClose={close} />
      </Dialog>
    </>
  );
}

function useColumns(): readonly Column<ShreddingCard>[] {
  const say = useTexts(texts);
  const inWords = useWords();
  return [
    {
      key: 'number',
      title: say('number'),
      width: 160,
      render: (it) => (
        <Link className="num" to={`/shredding/${it.shredding}`}>
          {it.number}
        </Link>
      ),
    },
    { key: 'class', title: say('class'), render: (it) => inWords(inClass(it.class)) },
    {
      key: 'state',
      title: say('state'),
      width: 200,
      render: (it) => <Chip tone={stateTones[it.state]}>{inWords(stateWords[it.state])}</Chip>,
    },
    {
      key: 'approved',
      title: say('approved'),
      width: 140,
      render: (it) => <span className="num">{atMinute(it.approvedAt)}</span>,
    },
    {
      key: 'effective',
      title: say('effective'),
      width: 140,
      render: (it) => (
        <span className="num">{it.effectiveAt === null ? '—' : atMinute(it.effectiveAt)}</span>
      ),
    },
    {
      key: 'persons',
      title: say('persons'),
      width: 180,
      choice: 'on',
      render: (it) => `${it.proposedBy} / ${it.approvedBy}`,
    },
  ];
}
