// What is to be destroyed: the number of the customer, everything or one retention class, and why. What follows is said before;
// nothing has happened until the data protection officer approves.
import type { RefusedCall } from '@shouxin/client';
import { Button, Input, Select } from 'antd';
import { useState, type FormEvent } from 'react';
import { defineTexts, useTexts, useWords } from '../app/language.ts';
import { RefusalNotice } from '../ui/refusal.tsx';
import { everything, separable } from './words.ts';

const texts = defineTexts('shredding/propose', {
  what: {
    zh: '批准后立即执行，不可撤销：信息移出系统，密钥销毁，备份中的副本同样不可恢复。',
    en: 'Carried out as soon as it is approved and never undone: the information leaves the system, its keys are destroyed, and copies in backups cannot be restored either.',
  },
  number: { zh: '客户编号', en: 'Customer number' },
  class: { zh: '范围', en: 'What' },
  classHint: {
    zh: '反洗钱身份资料的密钥承载整份档案，只能随全部信息一并销毁。',
    en: 'The key of AML identity data carries the whole record: it goes with everything or not at all.',
  },
  ground: { zh: '依据', en: 'Ground' },
  groundExample: {
    zh: '例如：保存期限届满，无继续保存必要',
    en: 'For example: the retention period has ended and nothing requires it to be kept',
  },
  go: { zh: '提交复核', en: 'Propose' },
  cancel: { zh: '取消', en: 'Cancel' },
});

export interface Proposing {
  readonly number: string;
  readonly class?: string;
  readonly ground: string;
}

interface Props {
  readonly isBusy: boolean;
  readonly refusal: RefusedCall | undefined;
  readonly onPropose: (input: Proposing) => Promise<void>;
  readonly onClose: () => void;
}

const all = '';

export function ProposeForm({ isBusy, refusal, onPropose, onClose }: Props) {
  const say = useTexts(texts);
  const inWords = useWords();
  const [number, setNumber] = useState('');
  const [only, setOnly] = useState(all);
  const [ground, setGround] = useState('');
  const isReady = number.trim() !== '' && ground.trim().length >= 2;
  const propose = (event: FormEvent) => {
    event.preventDefault();
    if (!isReady) return;
    const input = { number: number.trim(), ground: ground.trim() };
    void onPropose(only === all ? input : { ...input, class: only });
  };
  const choices = [
    { value: all, label: inWords(everything) },
    ...separable.map(({ code, name }) => ({ value: code, label: inWords(name) })),
  ];
  return (
    <form className="stack" autoComplete="off" onSubmit={propose}>
      <p>{say('what')}</p>
      <label className="field">
        <span>{say('number')}</span>
        <Input
          value={number}
          maxLength={30}
          placeholder="C-7K2M-91QF"
          onChange={(event) => setNumber(event.target.value)}
        />
      </label>
      <label className="field">
        <span>{say('class')}</span>
        <Select aria-label={say('class')} value={only} options={choices} onChange={setOnly} />
        <small className="mut">{say('classHint')}</small>
      </label>
      <label className="field">
        <span>{say('ground')}</span>
        <Input.TextArea
          rows={3}
          maxLength={200}
          value={ground}
          placeholder={say('groundExample')}
          onChange={(event) => setGround(event.target.value)}
        />
      </label>
      {refusal && <RefusalNotice refusal={refusal} />}
      <div className="dialog-foot">
        <span className="grow" />
        <Button onClick={onClose}>{say('cancel')}</Button>
        <Button danger type="primary" htmlType="submit" loading={isBusy} disabled={!isReady}>
          {say('go')}
        </Button>
      </div>
    </form>
  );
}
