// What may be done with a plan in force: revise it, say that a review found nothing to change, retire it. Each waits for the data owner.
import { operations } from '@shouxin/contract';
import { App, Button, Input } from 'antd';
import { useState, type FormEvent } from 'react';
import { useNavigate } from 'react-router';
import { defineTexts, useTexts, useWords } from '../app/language.ts';
import { useAllowance } from '../app/permissions.ts';
import { useAct } from '../app/queries.ts';
import { ActButton } from '../ui/act-button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { RefusalNotice } from '../ui/refusal.tsx';
import type { PlanView } from './plan-page.tsx';
import { proposalReads } from './words.ts';

const texts = defineTexts('plans/acts', {
  revise: { zh: '修订', en: 'Revise' },
  review: { zh: '复审，无变更', en: 'Reviewed, no change' },
  reviewWhat: {
    zh: '确认预案内容、人员和联系方式仍然适用。批准后复审期限顺延。',
    en: 'You confirm that content, people and numbers still hold. When it is approved, the next review is due later.',
  },
  reviewNote: { zh: '复审说明', en: 'How it was reviewed' },
  reviewExample: {
    zh: '年度复审，已逐一电话核对联系人',
    en: 'Yearly review; all numbers were called',
  },
  retire: { zh: '废止', en: 'Retire' },
  retireWhat: {
    zh: '废止后不再有效，历史版本仍可查阅。',
    en: 'It counts no more; its versions can still be read.',
  },
  ground: { zh: '废止理由', en: 'Why' },
  go: { zh: '提交复核', en: 'Propose' },
  cancel: { zh: '取消', en: 'Cancel' },
  done: { zh: '已提交，等待{who}复核', en: 'Proposed; waits for: {who}' },
});

interface Props {
  readonly view: PlanView;
}

export function PlanActs({ view }: Props) {
  const say = useTexts(texts);
  const inWords = useWords();
  const navigate = useNavigate();
  const [open, setOpen] = useState<'review' | 'retire' | null>(null);
  const { reason } = useAllowance(operations.plans.revise);
  const closed = reason && inWords(reason);
  const close = () => setOpen(null);
  return (
    <>
      <ActButton reason={closed} onClick={() => setOpen('retire')}>
        {say('retire')}
      </ActButton>
      <ActButton reason={closed} onClick={() => setOpen('review')}>
        {say('review')}
      </ActButton>
      <ActButton
        type="primary"
        reason={closed}
        onClick={() => void navigate(`/plans/${view.card.plan}/edit`)}
      >
        {say('revise')}
      </ActButton>
      <Dialog isOpen={open === 'review'} title={say('review')} width={480} onClose={close}>
        <ReviewForm view={view} onClose={close} />
      </Dialog>
      <Dialog isOpen={open === 'retire'} title={say('retire')} width={480} onClose={close}>
        <RetireForm view={view} onClose={close} />
      </Dialog>
    </>
  );
}

interface FormProps extends Props {
  readonly onClose: () => void;
}

function ReviewForm({ view: { card, terms }, onClose }: FormProps) {
  const say = useTexts(texts);
  const { run, isBusy, refusal } = useAct(operations.plans.revise, proposalReads);
  return (
    <OneLineForm
      what={say('reviewWhat')}
      label={say('reviewNote')}
      example={say('reviewExample')}
      isBusy={isBusy}
      send={(note) => run({ ...terms, note, plan: card.plan, basedOn: card.version })}
      onClose={onClose}
    >
      {refusal && <RefusalNotice refusal={refusal} />}
    </OneLineForm>
  );
}

function RetireForm({ view: { card }, onClose }: FormProps) {
  const say = useTexts(texts);
  const { run, isBusy, refusal } = useAct(operations.plans.retire, proposalReads);
  return (
    <OneLineForm
      what={say('retireWhat')}
      label={say('ground')}
      isBusy={isBusy}
      send={(ground) => run({ plan: card.plan, ground })}
      onClose={onClose}
    >
      {refusal && <RefusalNotice refusal={refusal} />}
    </OneLineForm>
  );
}

interface LineProps {
  readonly what: string;
  readonly label: string;
  readonly example?: string;
  readonly isBusy: boolean;
  readonly send: (text: string) => Promise<{ reviewers: { zh: string; en: string } } | undefined>;
  readonly onClose: () => void;
  readonly children: React.ReactNode;
}

function OneLineForm({ what, label, example, isBusy, send, onClose, children }: LineProps) {
  const say = useTexts(texts);
  const inWords = useWords();
  const { message } = App.useApp();
  const [text, setText] = useState('');
  const propose = async (event: FormEvent) => {
    event.preventDefault();
    const answer = await send(text.trim());
    if (!answer) return;
    void message.success(say('done', { who: inWords(answer.reviewers) }));
    onClose();
  };
  return (
    <form className="stack" onSubmit={(event) => void propose(event)}>
      <p className="mut">{what}</p>
      <label className="field">
        <span>{label}</span>
        <Input value={text} maxLength={200} onChange={(event) => setText(event.target.value)} />
        {example && <small className="mut">{example}</small>}
      </label>
      {children}
      <div className="dialog-foot">
        <span className="grow" />
        <Button onClick={onClose}>{say('cancel')}</Button>
        <Button type="primary" htmlType="submit" loading={isBusy} disabled={text.trim().length < 2}>
          {say('go')}
        </Button>
      </div>
    </form>
  );
}
