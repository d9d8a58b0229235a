// Asks for the purpose: only what is open to this post, what it means, and the business reference where one is needed.
import { operations, type Purpose, type PurposeCard } from '@shouxin/contract';
import { Button, Input, Radio } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { Dialog } from '../ui/dialog.tsx';
import { RefusalNotice } from '../ui/refusal.tsx';
import { defineTexts, useTexts, useWords } from './language.ts';
import { choosePurpose, purposeForMinutes, purposeInForce, putInForce } from './purpose.ts';
import { useRead } from './queries.ts';
import { useStore } from './store.ts';

const texts = defineTexts('app/purpose-dialog', {
  title: { zh: '选择办理目的', en: 'State the purpose' },
  intro: {
    zh: '为什么要用客户信息？每次查找、查看都会连同目的记入审计日志，{minutes} 分钟内有效；刷新页面后须重新选择。',
    en: 'Why is customer information needed? Every search and view is recorded with its purpose. It holds for {minutes} minutes and ends when the page is reloaded.',
  },
  reference: { zh: '业务编号', en: 'Business reference' },
  referenceNeeded: { zh: '必填，例如工单号', en: 'Required, for example a ticket number' },
  referenceOptional: { zh: '可不填', en: 'Optional' },
  choose: { zh: '开始办理', en: 'Start' },
  stop: { zh: '结束当前业务', en: 'End this business' },
  cancel: { zh: '取消', en: 'Cancel' },
  loading: { zh: '正在读取…', en: 'Loading…' },
});

export function PurposeDialog() {
  const isOpen = useStore(choosePurpose.open);
  const say = useTexts(texts);
  return (
    <Dialog
      isOpen={isOpen}
      title={say('title')}
      width={520}
      onClose={() => choosePurpose.answer(undefined)}
    >
      <PurposeForm />
    </Dialog>
  );
}

function PurposeForm() {
  const { answer, refusal } = useRead(operations.policy.purposes, {});
  const say = useTexts(texts);
  if (refusal) return <RefusalNotice refusal={refusal} />;
  if (!answer) return <p className="mut">{say('loading')}</p>;
  return <Choice cards={answer.items} before={purposeInForce.get()?.purpose} />;
}

interface FormProps {
  readonly cards: readonly PurposeCard[];
  readonly before: Purpose | undefined;
}

function Choice({ cards, before }: FormProps) {
  const say = useTexts(texts);
  const [code, setCode] = useState(before?.code ?? cards[0]?.code);
  const [reference, setReference] = useState(before?.reference ?? '');
  const card = cards.find((it) => it.code === code);
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => form.current?.querySelector<HTMLElement>('input:checked')?.focus(), []);
  const isMissing = !card || (card.referenceRequired && reference.trim() === '');
  return (
    <form
      ref={form}
      className="stack"
      autoComplete="off"
      onSubmit={(event) => {
        event.preventDefault();
        if (!isMissing) choosePurpose.answer(putInForce(card, reference.trim() || undefined));
      }}
    >
      <p className="mut">{say('intro', { minutes: purposeForMinutes })}</p>
      <PurposeChoice cards={cards} code={code} onChoose={setCode} />
      <Reference card={card} value={reference} onChange={setReference} />
      <Foot isMissing={isMissing} mayStop={before !== undefined} />
    </form>
  );
}

interface ReferenceProps {
  readonly card: PurposeCard | undefined;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

function Reference({ card, value, onChange }: ReferenceProps) {
  const say = useTexts(texts);
  const isNeeded = card?.referenceRequired ?? false;
  return (
    <label className="field">
      <span>{say('reference')}</span>
      <Input
        value={value}
        onChange={(event) => onChange(event.target.value)}
        maxLength={120}
        placeholder={say(isNeeded ? 'referenceNeeded' : 'referenceOptional')}
        aria-required={isNeeded}
      />
    </label>
  );
}

function Foot({ isMissing, mayStop }: { readonly isMissing: boolean; readonly mayStop: boolean }) {
  const say = useTexts(texts);
  return (
    <div className="dialog-foot">
      {mayStop && (
        <Button
          type="text"
          danger
          onClick={() => {
            purposeInForce.set(null);
            choosePurpose.answer(undefined);
          }}
        >
          {say('stop')}
        </Button>
      )}
      <span className="grow" />
      <Button onClick={() => choosePurpose.answer(undefined)}>{say('cancel')}</Button>
      <Button type="primary" htmlType="submit" disabled={isMissing}>
        {say('choose')}
      </Button>
    </div>
  );
}

interface ChoiceProps {
  readonly cards: readonly PurposeCard[];
  readonly code: string | undefined;
  readonly onChoose: (code: string) => void;
}

function PurposeChoice({ cards, code, onChoose }: ChoiceProps) {
  const inWords = useWords();
  const say = useTexts(texts);
  return (
    <Radio.Group
      className="choices"
      aria-label={say('title')}
      value={code}
      onChange={(event) => onChoose(String(event.target.value))}
    >
      {cards.map((card) => (
        <Radio key={card.code} value={card.code} className="choice">
          <b>{inWords(card.name)}</b>
          <span>{inWords(card.description)}</span>
        </Radio>
      ))}
    </Radio.Group>
  );
}
