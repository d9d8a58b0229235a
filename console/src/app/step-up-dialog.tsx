// A fresh one-time code, asked for in place when an act needs it; the act then goes on by itself.
import { operations } from '@shouxin/contract';
import { Button, Input } from 'antd';
import { useState, type FormEvent } from 'react';
import { Dialog } from '../ui/dialog.tsx';
import { RefusalNotice } from '../ui/refusal.tsx';
import { stepUp } from './call.ts';
import { defineTexts, useTexts } from './language.ts';
import { useAct } from './queries.ts';
import { session } from './session.ts';
import { useStore } from './store.ts';

const texts = defineTexts('app/step-up', {
  title: { zh: '再次认证', en: 'Step up' },
  intro: {
    zh: '这一步需要新的动态口令。已用过的口令不能再用，如刚刚登录请等待下一个。',
    en: 'This step needs a fresh one-time code. A used code is not accepted again: if you have just signed in, wait for the next.',
  },
  code: { zh: '动态口令', en: 'One-time code' },
  go: { zh: '确认', en: 'Confirm' },
  cancel: { zh: '取消', en: 'Cancel' },
});

export function StepUpDialog() {
  const say = useTexts(texts);
  const isOpen = useStore(stepUp.open);
  return (
    <Dialog
      isOpen={isOpen}
      title={say('title')}
      width={400}
      onClose={() => stepUp.answer(undefined)}
    >
      <StepUpForm />
    </Dialog>
  );
}

function StepUpForm() {
  const say = useTexts(texts);
  const [totp, setTotp] = useState('');
  const { run, isBusy, refusal } = useAct(operations.identity.stepUp);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const answer = await run({ totp });
    const me = session.get();
    if (!answer || !me) return setTotp('');
    const { steppedUpUntil } = answer;
    session.set({ ...me, session: { ...me.session, steppedUpUntil } });
    stepUp.answer(true);
    return undefined;
  };
  return (
    <form className="stack" onSubmit={(event) => void submit(event)} autoComplete="off">
      <p className="mut">{say('intro')}</p>
      {refusal && <RefusalNotice refusal={refusal} />}
      <label className="field">
        <span>{say('code')}</span>
        <OneTimeCode value={totp} onChange={setTotp} />
      </label>
      <div className="dialog-foot">
        <span className="grow" />
        <Button onClick={() => stepUp.answer(undefined)}>{say('cancel')}</Button>
        <Button type="primary" htmlType="submit" loading={isBusy} disabled={totp.length !== 6}>
          {say('go')}
        </Button>
      </div>
    </form>
  );
}

interface CodeProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
}

/** Six digits; spaces of a copied code are dropped. */
export function OneTimeCode({ value, onChange }: CodeProps) {
  return (
    <Input
      className="num one-time-code"
      value={value}
      onChange={(event) => onChange(event.target.value.replaceAll(/\D/g, '').slice(0, 6))}
      name="totp"
      inputMode="numeric"
      autoComplete="one-time-code"
      placeholder="000000"
    />
  );
}
