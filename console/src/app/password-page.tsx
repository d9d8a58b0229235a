// Changing one's own password.
import { operations } from '@shouxin/contract';
import { App, Button, Input } from 'antd';
import { useState, type FormEvent } from 'react';
import { useNavigate } from 'react-router';
import { Card, Page } from '../ui/page.tsx';
import { RefusalNotice } from '../ui/refusal.tsx';
import { defineTexts, useTexts } from './language.ts';
import { useAct } from './queries.ts';
import { NewPassword } from './new-password.tsx';

const texts = defineTexts('app/password', {
  title: { zh: '修改密码', en: 'Change password' },
  lead: { zh: '修改后请用新密码登录。', en: 'Sign in with the new password from then on.' },
  now: { zh: '当前密码', en: 'Current password' },
  done: { zh: '密码已修改', en: 'Password changed' },
});

export function PasswordPage() {
  const say = useTexts(texts);
  const navigate = useNavigate();
  const { message } = App.useApp();
  const { run, isBusy, refusal } = useAct(operations.identity.changePassword);
  const [password, setPassword] = useState('');
  const [fresh, setFresh] = useState({ first: '', again: '' });
  const isMissing = password === '' || fresh.first === '' || fresh.first !== fresh.again;
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (isMissing || !(await run({ password, newPassword: fresh.first }))) return;
    void message.success(say('done'));
    await navigate('/desk');
  };
  return (
    <Page title={say('title')} lead={say('lead')}>
      <Card title={say('title')} className="narrow">
        <form className="stack" onSubmit={(event) => void submit(event)}>
          {refusal && <RefusalNotice refusal={refusal} />}
          <label className="field">
            <span>{say('now')}</span>
            <Input.Password
              value={password}
              onChange={(event) => setPassword(event.target.value)}
              autoComplete="current-password"
            />
          </label>
          <NewPassword value={fresh} onChange={setFresh} />
          <div className="dialog-foot">
            <Button type="primary" htmlType="submit" loading={isBusy} disabled={isMissing}>
              {say('title')}
            </Button>
          </div>
        </form>
      </Card>
    </Page>
  );
}
