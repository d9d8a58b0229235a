// The frame of each form of custody: fields in two columns, what was refused, one button. What was typed stays when it is refused.
import type { RefusedCall } from '@shouxin/client';
import type { Operation, SentTo } from '@shouxin/contract';
import { App, Button } from 'antd';
import { useState, type FormEvent, type ReactNode } from 'react';
import { defineTexts, useTexts, useWords } from '../app/language.ts';
import { useAct } from '../app/queries.ts';
import { RefusalNotice } from '../ui/refusal.tsx';
import { custodyReads } from './words.ts';

const texts = defineTexts('custody/form', {
  save: { zh: '登记', en: 'Record' },
  propose: { zh: '提交复核', en: 'Propose' },
  cancel: { zh: '取消', en: 'Cancel' },
  done: { zh: '已登记', en: 'Recorded' },
  proposed: { zh: '已提交，等待{who}复核', en: 'Proposed; waits for: {who}' },
  dueOn: { zh: '应还日期', en: 'Due back on' },
  expiresOn: { zh: '保管期至', en: 'Expires on' },
  province: { zh: '所在地', en: 'Province' },
  label: { zh: '标签', en: 'Label' },
});

/** An answer may name who reviews: then nothing has happened yet. */
function reviewersOf(answer: unknown): { zh: string; en: string } | undefined {
  const has = typeof answer === 'object' && answer !== null && 'reviewers' in answer;
  return has ? (answer.reviewers as { zh: string; en: string }) : undefined;
}

/** `start`: what it begins with, or how that is made when it is opened. */
export function useForm<T extends Operation, V extends object>(
  operation: T,
  start: V | (() => V),
  onClose: () => void,
) {
  const say = useTexts(texts);
  const inWords = useWords();
  const { message } = App.useApp();
  const [value, setValue] = useState<V>(start);
  const { run, isBusy, refusal } = useAct(operation, custodyReads);
  const send = async (input: SentTo<T>) => {
    const answer = await run(input);
    if (!answer) return;
    const who = reviewersOf(answer);
    void message.success(who ? say('proposed', { who: inWords(who) }) : say('done'));
    onClose();
  };
  // Two fields may be filled before anything is drawn again.
  const set = (more: Partial<V>) => setValue((before) => ({ ...before, ...more }));
  return { value, set, send, isBusy, refusal };
}

interface Props {
  readonly isBusy: boolean;
  readonly isReady: boolean;
  readonly refusal: RefusedCall | undefined;
  /** It waits for another person. */
  readonly isProposal?: boolean;
  readonly lead?: string;
  readonly onSend: () => void;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

const named = ['dueOn', 'expiresOn', 'province', 'label'] as const;

export function ActForm(props: Props) {
  const { isBusy, isReady, refusal, isProposal = false, lead, onSend, onClose, children } = props;
  const say = useTexts(texts);
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (isReady) onSend();
  };
  const nameOf = (item: string) => {
    const key = named.find((it) => it === item);
    return key ? say(key) : item;
  };
  return (
    <form className="stack" autoComplete="off" onSubmit={send}>
      {lead && <p className="mut">{lead}</p>}
      <div className="custody-form">{children}</div>
      {refusal && <RefusalNotice refusal={refusal} nameOf={nameOf} />}
      <div className="dialog-foot">
        <span className="grow" />
        <Button onClick={onClose}>{say('cancel')}</Button>
        <Button type="primary" htmlType="submit" loading={isBusy} disabled={!isReady}>
          {say(isProposal ? 'propose' : 'save')}
        </Button>
      </div>
    </form>
  );
}
