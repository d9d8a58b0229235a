// Signing in: account, password and one-time code together; then, only when the server asks, the other session or the
// first-sign-in password. What was typed stays until it is accepted; the one-time code is cleared, because it is used.
import { operations, type Me } from '@shouxin/contract';
import { RefusedCall } from '@shouxin/client';
import { Button, Input, type InputRef } from 'antd';
import { useEffect, useRef, useState, type FormEvent, type ReactNode } from 'react';
import { RefusalNotice } from '../ui/refusal.tsx';
import { atMinute } from './format.ts';
import { defineTexts, useTexts } from './language.ts';
import { useAct } from './queries.ts';
import { OneTimeCode } from './step-up-dialog.tsx';

const texts = defineTexts('app/sign-in', {
  account: { zh: '账号', en: 'Account' },
  password: { zh: '密码', en: 'Password' },
  code: { zh: '动态口令', en: 'One-time code' },
  go: { zh: '登录', en: 'Sign in' },
  newPassword: { zh: '新密码', en: 'New password' },
  repeat: { zh: '再输一次新密码', en: 'New password again' },
  differs: { zh: '两次输入的新密码不一致', en: 'The two new passwords differ' },
  rule: {
    zh: '至少 12 个字符，不含账号名；长一些、好记的句子即可。',
    en: 'At least 12 characters, without the account name; a long sentence you remember will do.',
  },
  first: {
    zh: '首次登录须设置自己的密码。请在下方填写，并输入新的动态口令。',
    en: 'Set your own password at first sign-in: fill it in below, with a new one-time code.',
  },
  other: { zh: '该账号已在别处登录', en: 'This account is signed in elsewhere' },
  otherSince: { zh: '登录时间 {at}', en: 'since {at}' },
  otherTerminal: { zh: '终端 {terminal}', en: 'terminal {terminal}' },
  otherHint: {
    zh: '不是您本人？请立即联系系统管理员。是您本人，可结束那边的登录并在此登录；那边未保存的内容会丢失。输入新的动态口令后继续。',
    en: 'Not you? Tell the system administrator at once. If it is you, you may end that session and sign in here; what is unsaved there is lost. Enter a new one-time code to go on.',
  },
  endOther: { zh: '结束别处登录并在此登录', en: 'End the other session and sign in here' },
});

interface Props {
  /** Fixed when the same person signs in again over a page. */
  readonly account?: string;
  readonly onEntered: (me: Me) => void;
  readonly beside?: ReactNode;
}

export function SignInForm({ account: fixed, onEntered, beside }: Props) {
  const say = useTexts(texts);
  const { run, isBusy, refusal } = useAct(operations.identity.signIn);
  const [account, setAccount] = useState(fixed ?? '');
  const [password, setPassword] = useState('');
  const [totp, setTotp] = useState('');
  const [fresh, setFresh] = useState({ first: '', again: '' });
  const [stage, setStage] = useState<'plain' | 'other' | 'first'>('plain');
  const first = useRef<InputRef>(null);
  const code = useRef<InputRef>(null);
  useEffect(() => first.current?.focus(), []);
  useEffect(() => {
    if (!refusal) return;
    setTotp('');
    if (refusal.code === 'identity.other-session') setStage('other');
    if (refusal.code === 'identity.password-change-required') setStage('first');
    code.current?.focus();
  }, [refusal]);
  const isFirst = stage === 'first';
  const isDifferent = isFirst && fresh.again !== '' && fresh.first !== fresh.again;
  const isMissing =
    account === '' ||
    password === '' ||
    totp.length !== 6 ||
    (isFirst && (fresh.first === '' || fresh.first !== fresh.again));

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (isMissing) return;
    const me = await run({
      account: account.trim(),
      password,
      totp,
      endOther: stage === 'other',
      terminal: terminalName(),
      ...(isFirst && { newPassword: fresh.first }),
    });
    if (me) onEntered(me);
  };

  return (
    <form className="stack sign-in-form" onSubmit={(event) => void submit(event)}>
      <SignInRefusal refusal={refusal} />
      <label className="field">
        <span>{say('account')}</span>
        <Input
          ref={fixed ? null : first}
          value={account}
          disabled={fixed !== undefined}
          onChange={(event) => setAccount(event.target.value)}
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          maxLength={64}
        />
      </label>
      <label className="field">
        <span>{say('password')}</span>
        <Input.Password
          ref={fixed ? first : null}
          value={password}
          onChange={(event) => setPassword(event.target.value)}
          autoComplete="current-password"
          maxLength={200}
        />
      </label>
      {isFirst && <NewPassword value={fresh} onChange={setFresh} isDifferent={isDifferent} />}
      <label className="field">
        <span>{say('code')}</span>
        <OneTimeCode value={totp} onChange={setTotp} inputRef={code} />
      </label>
      <Button type="primary" htmlType="submit" block loading={isBusy} disabled={isMissing}>
        {stage === 'other' ? say('endOther') : say('go')}
      </Button>
      {beside}
    </form>
  );
}

interface NewPasswordProps {
  readonly value: { first: string; again: string };
  readonly onChange: (value: { first: string; again: string }) => void;
  readonly isDifferent: boolean;
}

export function NewPassword({ value, onChange, isDifferent }: NewPasswordProps) {
  const say = useTexts(texts);
  return (
    <>
      <label className="field">
        <span>{say('newPassword')}</span>
        <Input.Password
          value={value.first}
          onChange={(event) => onChange({ ...value, first: event.target.value })}
          autoComplete="new-password"
          maxLength={200}
        />
        <small className="mut">{say('rule')}</small>
      </label>
      <label className="field">
        <span>{say('repeat')}</span>
        <Input.Password
          value={value.again}
          onChange={(event) => onChange({ ...value, again: event.target.value })}
          autoComplete="new-password"
          maxLength={200}
          status={isDifferent ? 'error' : ''}
          aria-invalid={isDifferent}
        />
        {isDifferent && <small className="field-error">{say('differs')}</small>}
      </label>
    </>
  );
}

function SignInRefusal({ refusal }: { readonly refusal: RefusedCall | undefined }) {
  const say = useTexts(texts);
  if (!refusal) return null;
  if (refusal.code === 'identity.password-change-required') {
    return <p className="notice-line">{say('first')}</p>;
  }
  if (refusal.code !== 'identity.other-session') return <RefusalNotice refusal={refusal} />;
  const { since, terminal } = refusal.more.facts ?? {};
  return (
    <div className="notice-line" role="alert">
      <b>{say('other')}</b>
      <p className="num">
        {[
          since !== undefined && say('otherSince', { at: atMinute(String(since)) }),
          terminal !== undefined &&
            terminal !== '' &&
            say('otherTerminal', { terminal: String(terminal) }),
        ]
          .filter((it) => it !== false)
          .join(' · ')}
      </p>
      <p>{say('otherHint')}</p>
    </div>
  );
}

/** A coarse name of this screen for the trail and for the other session's notice; nothing that follows a person. */
function terminalName(): string {
  const system = /Windows|Macintosh|Android|iPhone|iPad|Linux/.exec(navigator.userAgent)?.[0];
  return `console/${(system ?? 'other').toLowerCase()}`;
}
