// A new password to hand over, and on request a new authenticator, proposed: when it is approved the person is signed out, and
// changes the password at the next sign-in.
import { operations } from '@shouxin/contract';
import { App, Button, Checkbox } from 'antd';
import { useState, type FormEvent } from 'react';
import { defineTexts, useTexts, useWords } from '../app/language.ts';
import { useAct } from '../app/queries.ts';
import { RefusalNotice } from '../ui/refusal.tsx';
import type { AccountProps } from './account-drawer.tsx';
import { proposalReads } from './reads.ts';

const texts = defineTexts('accounts/reset', {
  what: {
    zh: '由安全管理员复核。批准后原密码作废、解除锁定，并让此人退出登录；初始密码由您领取，动态口令由复核人领取。',
    en: 'A security administrator reviews it. Once approved, the old password is void, the account is unlocked and signed out; you take the initial password, who approved takes the authenticator.',
  },
  totp: { zh: '同时更换动态口令（手机丢失或更换时）', en: 'Also replace the authenticator' },
  go: { zh: '提交复核', en: 'Propose' },
  cancel: { zh: '取消', en: 'Cancel' },
  done: { zh: '已提交，等待{who}复核', en: 'Proposed; waits for: {who}' },
});

interface Props extends Pick<AccountProps, 'account'> {
  readonly onDone: () => void;
}

export function ResetForm({ account, onDone }: Props) {
  const say = useTexts(texts);
  const inWords = useWords();
  const { message } = App.useApp();
  const [totp, setTotp] = useState(false);
  const { run, isBusy, refusal } = useAct(operations.identity.resetPassword, proposalReads);
  const reset = async (event: FormEvent) => {
    event.preventDefault();
    const answer = await run({ account: account.id, totp });
    if (!answer) return;
    void message.success(say('done', { who: inWords(answer.reviewers) }));
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
