// Approve, or reject with a reason. Who may not decide sees why. `a` approves and `x` rejects; both ask once more, because
// a decision is recorded for good.
import { operations, type ProposalCard } from '@shouxin/contract';
import { App, Button, Input, Modal } from 'antd';
import { useRef, useState } from 'react';
import { useNavigate } from 'react-router';
import { defineTexts, useTexts, useWords } from '../app/language.ts';
import { useAct } from '../app/queries.ts';
import { useShortcuts } from '../app/shortcuts.ts';
import { ActButton } from '../ui/act-button.tsx';
import { focusFirst } from '../ui/focus-first.ts';
import { RefusalNotice } from '../ui/refusal.tsx';

const texts = defineTexts('approvals/decide', {
  approve: { zh: '批准', en: 'Approve' },
  reject: { zh: '退回', en: 'Reject' },
  cancel: { zh: '取消', en: 'Cancel' },
  sure: { zh: '批准这一事项？', en: 'Approve this proposal?' },
  sureWords: {
    zh: '批准即表示您已逐项核对。批准后立即生效，并以您的名义记入审计日志。',
    en: 'You confirm that you checked every item. It takes effect at once and is recorded in your name.',
  },
  why: { zh: '退回原因', en: 'Reason' },
  whyHint: {
    zh: '写明哪一项、应怎样改，例如：签发机关看不清，请重新拍摄',
    en: 'Say which item and how to mend it, for example: the issuer cannot be read, take the picture again',
  },
  approved: { zh: '已批准', en: 'Approved' },
  approvedAccount: {
    zh: '已批准；需要您交付的动态口令见「初始凭据交接」',
    en: 'Approved; an authenticator that is yours to hand over is under Initial credentials',
  },
  rejected: { zh: '已退回', en: 'Rejected' },
  mayNot: { zh: '不能由您复核', en: 'Not for you to review' },
});

const words = {
  approve: { zh: '批准', en: 'Approve' },
  reject: { zh: '退回', en: 'Reject' },
} as const;

const changes = [
  operations.approvals.list,
  operations.approvals.view,
  operations.approvals.mine,
  operations.identity.listHandOvers,
  operations.desk.desk,
];

/** Acts after which who approved has something to take and hand over. */
const givesCredentials: readonly string[] = [
  operations.identity.createAccount.id,
  operations.identity.resetPassword.id,
];

export function Decide({ card }: { readonly card: ProposalCard }) {
  const say = useTexts(texts);
  const inWords = useWords();
  const [asking, setAsking] = useState<'approve' | 'reject'>();
  const closed = card.mayDecide ? undefined : card.mayNot ? inWords(card.mayNot) : say('mayNot');
  const ask = (what: 'approve' | 'reject') => closed === undefined && setAsking(what);
  useShortcuts([
    { keys: 'a', words: words.approve, run: () => void ask('approve') },
    { keys: 'x', words: words.reject, run: () => void ask('reject') },
  ]);
  return (
    <div className="decide">
      <span className="mut">{closed}</span>
      <span className="grow" />
      <ActButton danger reason={closed} onClick={() => void ask('reject')}>
        {say('reject')} <kbd aria-hidden="true">x</kbd>
      </ActButton>
      <ActButton type="primary" reason={closed} onClick={() => void ask('approve')}>
        {say('approve')} <kbd aria-hidden="true">a</kbd>
      </ActButton>
      {asking === 'approve' && <ApproveDialog card={card} onClose={() => setAsking(undefined)} />}
      {asking === 'reject' && <RejectDialog card={card} onClose={() => setAsking(undefined)} />}
    </div>
  );
}

interface DialogProps {
  readonly card: ProposalCard;
  readonly onClose: () => void;
}

function ApproveDialog({ card, onClose }: DialogProps) {
  const say = useTexts(texts);
  const navigate = useNavigate();
  const { message } = App.useApp();
  const { run, isBusy, refusal } = useAct(operations.approvals.approve, changes);
  const approve = async () => {
    if (!(await run({ proposal: card.proposal }))) return;
    const hasGiven = givesCredentials.includes(card.act);
    void message.success(say(hasGiven ? 'approvedAccount' : 'approved'));
    await navigate('/approvals');
  };
  useShortcuts([{ keys: 'ctrl+enter', words: words.approve, run: () => void approve() }]);
  return (
    <Modal
      open
      title={say('sure')}
      width={440}
      onCancel={onClose}
      footer={[
        <Button key="cancel" onClick={onClose}>
          {say('cancel')}
        </Button>,
        <Button key="go" type="primary" loading={isBusy} onClick={() => void approve()}>
          {say('approve')} <kbd aria-hidden="true">Ctrl+Enter</kbd>
        </Button>,
      ]}
    >
      <div className="stack">
        <p>{say('sureWords')}</p>
        {refusal && <RefusalNotice refusal={refusal} />}
      </div>
    </Modal>
  );
}

function RejectDialog({ card, onClose }: DialogProps) {
  const say = useTexts(texts);
  const navigate = useNavigate();
  const { message } = App.useApp();
  const [reason, setReason] = useState('');
  const box = useRef<HTMLDivElement>(null);
  const { run, isBusy, refusal } = useAct(operations.approvals.reject, changes);
  const isReady = reason.trim().length >= 2;
  const reject = async () => {
    if (!isReady || !(await run({ proposal: card.proposal, reason: reason.trim() }))) return;
    void message.success(say('rejected'));
    await navigate('/approvals');
  };
  useShortcuts([{ keys: 'ctrl+enter', words: words.reject, run: () => void reject() }]);
  return (
    <Modal
      open
      title={say('reject')}
      width={480}
      onCancel={onClose}
      afterOpenChange={(open) => open && focusFirst(box.current, 'textarea')}
      footer={[
        <Button key="cancel" onClick={onClose}>
          {say('cancel')}
        </Button>,
        <Button
          key="go"
          danger
          type="primary"
          loading={isBusy}
          disabled={!isReady}
          onClick={() => void reject()}
        >
          {say('reject')}
        </Button>,
      ]}
    >
      <div className="stack" ref={box}>
        <label className="field">
          <span>{say('why')}</span>
          <Input.TextArea
            rows={3}
            maxLength={500}
            value={reason}
            placeholder={say('whyHint')}
            onChange={(event) => setReason(event.target.value)}
          />
        </label>
        {refusal && <RefusalNotice refusal={refusal} />}
      </div>
    </Modal>
  );
}
