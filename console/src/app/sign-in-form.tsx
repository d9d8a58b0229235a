// Signing in: account, password and one-time code together; then, only when the server asks, the other session or the
// first-sign-in password. What was typed stays until it is accepted.
import { operations, type Me } from '@shouxin/contract';
import type { RefusedCall } from '@shouxin/client';
import { Button, Input } from 'antd';
import { useEffect, useRef, useState, type FormEvent, type ReactNode } from 'react';
import { RefusalNotice } from '../ui/refusal.tsx';
import { atMinute } from './format.ts';
import { defineTexts, useTexts } from './language.ts';
import { NewPassword } from './new-password.tsx';
import { passwordRule } from './password-rule.ts';
import { useAct } from './queries.ts';
import { OneTimeCode } from './step-up-dialog.tsx';

const texts = defineTexts('app/sign-in', {
  account: { zh: '账号', en: 'Account' },
  password: { zh: '密码', en: 'Password' },
  code: { zh: '动态口令', en: 'One-time code' },
  go: { zh: '登录', en: 'Sign in' },
  first: {
    zh: '须设置自己的新密码，请在下方填写。',
    en: 'Set your own new password below.',
  },
  other: { zh: '该账号已在别处登录', en: 'This account is signed in elsewhere' },
  otherSince: { zh: '登录时间 {at}', en: 'since {at}' },
  otherTerminal: { zh: '终端 {terminal}', en: 'terminal {terminal}' },
  otherHint: {
    zh: '不是您本人？请立即联系系统管理员。是您本人，可结束那边的登录并在此登录；那边未保存的内容会丢失。',
    en: 'Not you? Tell the system administrator at once. If it is you, you may end that session and sign in here; what is unsaved there is lost.',
  },
  endOther: { zh: '结束别处登录并在此登录', en: 'End the other session and sign in here' },
});

interface Props {
  /** Fixed when the same person signs in again over a page. */
  readonly account?: string;
  readonly onEntered: (me: Me) => void;
  readonly beside?: ReactNode;
}

type Stage = 'plain' | 'other' | 'first';

interface Typed {
  readonly account: string;
  readonly password: string;
  readonly totp: string;
  readonly fresh: { readonly first: string; readonly again: string };
}

export function SignInForm({ account, onEntered, beside }: Props) {
  const say = useTexts(texts);
  const [typed, setTyped] = useState<Typed>({
    account: account ?? '',
    password: '',
    totp: '',
    fresh: { first: '', again: '' },
  });
  const [stage, setStage] = useState<Stage>('plain');
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => focusOn(form.current, account === undefined ? 'account' : 'password'), [account]);
  useEffect(() => {
    if (stage === 'first') focusOn(form.current, 'fresh');
  }, [stage]);
  const { run, isBusy, refusal } = useAct(operations.identity.signIn, [], (refused) => {
    const next = stageAfter(refused.code, stage);
    setStage(next);
    // The server keeps no code that it did not accept: only a wrong or used one is typed again.
    if (next === stage) setTyped((now) => ({ ...now, totp: '' }));
    if (next === stage) focusOn(form.current, 'totp');
  });
  const isMissing = isIncomplete(typed, stage);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (isMissing) return;
    const me = await run({
      account: typed.account.trim(),
      password: typed.password,
      totp: typed.totp,
      endOther: stage === 'other',
      terminal: terminalName(),
      ...(stage === 'first' && { newPassword: typed.fresh.first }),
    });
    if (me) onEntered(me);
  };

  return (
    <form ref={form} className="stack sign-in-form" onSubmit={(event) => void submit(event)}>
      <SignInRefusal refusal={refusal} />
      <Fields
        typed={typed}
        onType={setTyped}
        stage={stage}
        isFixed={account !== undefined}
        minChars={refusal?.more.facts?.['minChars']}
      />
      <Button type="primary" htmlType="submit" block loading={isBusy} disabled={isMissing}>
        {stage === 'other' ? say('endOther') : say('go')}
      </Button>
      {beside}
    </form>
  );
}

function stageAfter(code: string, now: Stage): Stage {
  if (code === 'identity.other-session') return 'other';
  return code === 'identity.password-change-required' ? 'first' : now;
}

function isIncomplete({ account, password, totp, fresh }: Typed, stage: Stage): boolean {
  const isFreshMissing = stage === 'first' && (fresh.first === '' || fresh.first !== fresh.again);
  return account.trim() === '' || password === '' || totp.length !== 6 || isFreshMissing;
}

function focusOn(form: HTMLFormElement | null, name: string): void {
  const field = form?.elements.namedItem(name);
  if (field instanceof HTMLElement) field.focus();
}

interface FieldsProps {
  readonly typed: Typed;
  readonly onType: (typed: Typed) => void;
  readonly stage: Stage;
  readonly isFixed: boolean;
  readonly minChars: string | number | boolean | undefined;
}

function Fields({ typed, onType, stage, isFixed, minChars }: FieldsProps) {
  const say = useTexts(texts);
  return (
    <>
      <label className="field">
        <span>{say('account')}</span>
        <Input
          name="account"
          value={typed.account}
          disabled={isFixed}
          onChange={(event) => onType({ ...typed, account: event.target.value })}
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          maxLength={64}
        />
      </label>
      <label className="field">
        <span>{say('password')}</span>
        <Input.Password
          name="password"
          value={typed.password}
          onChange={(event) => onType({ ...typed, password: event.target.value })}
          autoComplete="current-password"
          maxLength={200}
        />
      </label>
      {stage === 'first' && (
        <NewPassword
          value={typed.fresh}
          onChange={(fresh) => onType({ ...typed, fresh })}
          minChars={Number(minChars ?? passwordRule.min)}
        />
      )}
      <label className="field">
        <span>{say('code')}</span>
        <OneTimeCode value={typed.totp} onChange={(totp) => onType({ ...typed, totp })} />
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
