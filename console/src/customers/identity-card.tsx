// Who this is, masked: number, kind, relation to me, standing, how complete, what was consented to, how long it stays.
import { operations, type CustomerView, type Standing } from '@shouxin/contract';
import { App, Button } from 'antd';
import { defineTexts, useTexts, useWords } from '../app/language.ts';
import { useAllowance } from '../app/permissions.ts';
import { useAct } from '../app/queries.ts';
import { Chip, Dot, type Tone } from '../ui/chip.tsx';
import { Card } from '../ui/page.tsx';
import { RefusalNotice } from '../ui/refusal.tsx';
import { consentWords, freshTones, freshWords, relationWords } from './words.ts';

const texts = defineTexts('customers/identity-card', {
  title: { zh: '身份卡', en: 'Identity' },
  number: { zh: '客户号', en: 'Number' },
  kind: { zh: '类型', en: 'Kind' },
  person: { zh: '个人', en: 'Person' },
  age: { zh: '{age} 岁', en: 'aged {age}' },
  minor: { zh: '未成年人', en: 'Minor' },
  document: { zh: '证件', en: 'Document' },
  relation: { zh: '与我', en: 'Relation' },
  branch: { zh: '网点', en: 'Branch' },
  state: { zh: '资料', en: 'Record' },
  items: { zh: '{count} 项', en: '{count}' },
  kept: { zh: '保存至', en: 'Kept' },
  demo: { zh: '演示数据', en: 'Demonstration data' },
  consents: { zh: '同意', en: 'Consents' },
  none: { zh: '没有以同意为依据的处理', en: 'Nothing rests on consent' },
  withdraw: { zh: '撤回', en: 'Withdraw' },
  sure: { zh: '客户要求撤回「{title}」？', en: 'Does the customer withdraw “{title}”?' },
  decline: { zh: '不同意', en: 'Declines' },
  sureDecline: {
    zh: '客户不同意「{title}」？',
    en: 'Does the customer decline “{title}”?',
  },
  sureWords: {
    zh: '撤回立即生效，相应用途随即停止；撤回前已做的处理不受影响。',
    en: 'It takes effect at once and the use stops; what was done before stays lawful.',
  },
  cancel: { zh: '取消', en: 'Cancel' },
  withdrawn: { zh: '已撤回', en: 'Withdrawn' },
  declined: { zh: '已登记不同意', en: 'Recorded: declined' },
});

export function IdentityCard({ view }: { readonly view: CustomerView }) {
  return (
    <div className="customer-left">
      <Facts view={view} />
      <Consents view={view} />
    </div>
  );
}

function Facts({ view }: { readonly view: CustomerView }) {
  const say = useTexts(texts);
  const inWords = useWords();
  const { card } = view;
  const age = view.ageYears === null ? undefined : say('age', { age: view.ageYears });
  const kept = view.items.find((it) => it.item === 'NP10') ?? view.items[0];
  return (
    <Card
      title={say('title')}
      extra={view.demonstration && <Chip tone="accent">{say('demo')}</Chip>}
    >
      <dl className="facts">
        <dt>{say('number')}</dt>
        <dd className="num">{card.number}</dd>
        <dt>{say('kind')}</dt>
        <dd className="num">
          {[say('person'), age].filter(Boolean).join(' · ')}{' '}
          {view.minor && <Chip tone="warn">{say('minor')}</Chip>}
        </dd>
        <dt>{say('document')}</dt>
        <dd>
          {inWords(card.documentKind)}
          <br />
          <span className="num identity-document">{card.maskedDocument}</span>
        </dd>
        <dt>{say('relation')}</dt>
        <dd>{inWords(relationWords[card.relation])}</dd>
        <dt>{say('branch')}</dt>
        <dd>{inWords(card.branch)}</dd>
        <dt>{say('state')}</dt>
        <dd>
          <Freshness view={view} />
        </dd>
        {kept && (
          <>
            <dt>{say('kept')}</dt>
            <dd>{inWords(kept.retention.until)}</dd>
          </>
        )}
      </dl>
    </Card>
  );
}

function Freshness({ view }: { readonly view: CustomerView }) {
  const say = useTexts(texts);
  const inWords = useWords();
  const states = ['fresh', 'due', 'stale'] as const;
  return (
    <ul className="identity-fresh num">
      {states.map((state) => {
        const count = view.items.filter((it) => it.freshness.state === state).length;
        return count === 0 ? null : (
          <li key={state}>
            <Dot tone={freshTones[state]} label={inWords(freshWords[state])} />
            {say('items', { count })} {inWords(freshWords[state])}
          </li>
        );
      })}
    </ul>
  );
}

const consentTones: Record<Standing['state'], Tone> = {
  given: 'good',
  refused: 'plain',
  withdrawn: 'plain',
  claimed: 'warn',
  none: 'plain',
};

function Consents({ view }: { readonly view: CustomerView }) {
  const say = useTexts(texts);
  const inWords = useWords();
  const allowance = useAllowance(operations.consent.withdraw);
  const { withdraw, refusal } = useWithdraw(view.card.customer);
  return (
    <Card title={say('consents')}>
      {refusal && <RefusalNotice refusal={refusal} />}
      {view.consents.length === 0 && <p className="mut">{say('none')}</p>}
      <ul className="consents">
        {view.consents.map((it) => (
          <li key={it.consent}>
            <span className="grow">{inWords(it.title)}</span>
            <Chip tone={consentTones[it.state]}>{inWords(consentWords[it.state])}</Chip>
            {(it.state === 'given' || it.state === 'claimed') && allowance.isOpen && (
              <Button type="link" size="small" onClick={() => void withdraw(it)}>
                {say(it.state === 'given' ? 'withdraw' : 'decline')}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </Card>
  );
}

function useWithdraw(customer: string) {
  const say = useTexts(texts);
  const inWords = useWords();
  const { modal, message } = App.useApp();
  const { run, refusal } = useAct(operations.consent.withdraw, [
    operations.customers.view,
    operations.customers.timeline,
    operations.collection.tasks,
  ]);
  /** A claim of the source was never a consent: the customer declines, and withdraws nothing. */
  const withdraw = (standing: Standing) => {
    const isGiven = standing.state === 'given';
    return modal.confirm({
      title: say(isGiven ? 'sure' : 'sureDecline', { title: inWords(standing.title) }),
      content: say('sureWords'),
      okText: say(isGiven ? 'withdraw' : 'decline'),
      cancelText: say('cancel'),
      onOk: async () => {
        const answer = await run({ customer, consent: standing.consent, channel: 'counter' });
        if (answer) void message.success(say(isGiven ? 'withdrawn' : 'declined'));
      },
    });
  };
  return { withdraw, refusal };
}
