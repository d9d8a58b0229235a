// A new password to hand over, and on request a new authenticator; the person is signed out and changes it at next sign-in.
import { operations } from '@shouxin/contract';
import { Button, Checkbox } from 'antd';
import { useState, type FormEvent } from 'react';
import { defineTexts, useTexts } from '../app/language.ts';
import { useAct } from '../app/queries.ts';
import { RefusalNotice } from '../ui/refusal.tsx';
import type { AccountProps } from './account-drawer.tsx';
import { accountReads } from './reads.ts';

const texts = defineTexts('accounts/reset', {
  what: {
    zh: '生成一次性密码，解除锁定，并让此人退出登录；下次登录须修改密码。',
    en: 'Makes a one-time password, unlocks the account and signs the person out; they change it at the next sign-in.',
  },
  totp: { zh: '同时更换动态口令（手机丢失或更换时）', en: 'Also replace the authenticator' },
  go: { zh: '重置密码', en: 'Reset password' },
  cancel: { zh: '取消', en: 'Cancel' },
});

interface Props extends AccountProps {
  readonly onDone: () => void;
}

export function ResetForm({ account, onChange, onSecret, onDone }: Props) {
  const say = useTexts(texts);
  const [totp, setTotp] = useState(false);
  const { run, isBusy, refusal } = useAct(operations.identity.resetPassword, accountReads);
  const reset = async (event: FormEvent) => {
    event.preventDefault();
    const answer = await run({ account: account.id, totp });
    if (!answer) return;
    onChange(answer.account);
    onSecret({ ...answer, isNew: false });
    onDone();
  };
  return (
    <form className="accounts-form stack" onSubmit={(event) => void reset(event)}>
      <p>{say('what')}</p>
      <Checkbox checked={totp} onChange={(event) => setTotp(event.target.checked)}>
        {say('totp')}
      </Checkbox>
      {refusal && <RefusalNotice refusal={refusal} />}
      <div className="dialog-foot">
        <span className="grow" />
        <Button onClick={onDone}>{say('cancel')}</Button>
        <Button type="primary" htmlType="submit" loading={isBusy}>
          {say('go')}
        </Button>
      </div>
    </form>
  );
}
