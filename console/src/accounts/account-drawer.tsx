// One account and what may be done to it. Nothing may be done to one's own, and the drawer says so.
import { operations, postTitles, type Account } from '@shouxin/contract';
import { App, Drawer } from 'antd';
import { useState } from 'react';
import { atMinute } from '../app/format.ts';
import { defineTexts, useTexts, useWords } from '../app/language.ts';
import { useAct } from '../app/queries.ts';
import { session } from '../app/session.ts';
import { useStore } from '../app/store.ts';
import { ActButton } from '../ui/act-button.tsx';
import { RefusalNotice } from '../ui/refusal.tsx';
import { accountReads } from './reads.ts';
import { State } from './account-state.tsx';
import { PostForm } from './post-form.tsx';
import { ResetForm } from './reset-form.tsx';

const texts = defineTexts('accounts/drawer', {
  account: { zh: '账号', en: 'Account' },
  post: { zh: '岗位', en: 'Post' },
  state: { zh: '状态', en: 'State' },
  lastSignIn: { zh: '上次登录', en: 'Last sign-in' },
  never: { zh: '从未登录', en: 'Never' },
  own: {
    zh: '不能操作本人账号，请由另一名系统管理员办理',
    en: 'Never one’s own account: ask another system administrator',
  },
  notLocked: { zh: '账号没有锁定', en: 'The account is not locked' },
  isDisabled: { zh: '账号已停用，请先启用', en: 'The account is disabled: enable it first' },
  unlock: { zh: '解锁', en: 'Unlock' },
  reset: { zh: '重置密码', en: 'Reset password' },
  setPost: { zh: '调整岗位', en: 'Change post' },
  disable: { zh: '停用', en: 'Disable' },
  enable: { zh: '启用', en: 'Enable' },
  unlocked: { zh: '已解锁', en: 'Unlocked' },
  disabled: { zh: '已停用', en: 'Disabled' },
  enabled: { zh: '已启用', en: 'Enabled' },
  disableTitle: { zh: '停用 {name}？', en: 'Disable {name}?' },
  disableWhat: {
    zh: '此人会立即退出登录，且不能再登录，直到重新启用。',
    en: 'This person is signed out at once and cannot sign in until enabled again.',
  },
  cancel: { zh: '取消', en: 'Cancel' },
});

export interface AccountProps {
  readonly account: Account;
  readonly onChange: (account: Account) => void;
}

interface DrawerProps extends Omit<AccountProps, 'account'> {
  readonly account: Account | null;
  readonly onClose: () => void;
}

export function AccountDrawer({ account, onClose, ...rest }: DrawerProps) {
  return (
    <Drawer
      open={account !== null}
      title={account?.displayName ?? ''}
      size={480}
      onClose={onClose}
      destroyOnHidden
    >
      {account && <Detail key={account.id} account={account} {...rest} />}
    </Drawer>
  );
}

function Detail(props: AccountProps) {
  const [form, setForm] = useState<'reset' | 'post' | null>(null);
  const done = () => setForm(null);
  return (
    <div className="stack">
      <Facts account={props.account} />
      <Acts {...props} onForm={setForm} />
      {form === 'reset' && <ResetForm account={props.account} onDone={done} />}
      {form === 'post' && <PostForm account={props.account} onDone={done} />}
    </div>
  );
}

function Facts({ account }: Pick<AccountProps, 'account'>) {
  const say = useTexts(texts);
  const inWords = useWords();
  return (
    <dl className="facts num">
      <dt>{say('account')}</dt>
      <dd>{account.account}</dd>
      <dt>{say('post')}</dt>
      <dd>
        {account.posts.map(({ post, unit }) => (
          <div key={`${post}/${unit.id}`}>
            {inWords(postTitles[post])} <span className="mut">{inWords(unit.name)}</span>
          </div>
        ))}
      </dd>
      <dt>{say('state')}</dt>
      <dd>
        <State account={account} />
      </dd>
      <dt>{say('lastSignIn')}</dt>
      <dd>{account.lastSignInAt ? atMinute(account.lastSignInAt) : say('never')}</dd>
    </dl>
  );
}

interface ActsProps extends AccountProps {
  readonly onForm: (form: 'reset' | 'post') => void;
}

function Acts({ account, onChange, onForm }: ActsProps) {
  const say = useTexts(texts);
  const own = useStore(session)?.account === account.account ? say('own') : undefined;
  const { unlock, setState, toggle } = useStateActs(account, onChange);
  const refusal = unlock.refusal ?? setState.refusal;
  const isOff = account.state === 'disabled';
  const notLocked = account.state === 'locked' ? undefined : say('notLocked');
  const off = own ?? (isOff ? say('isDisabled') : undefined);
  return (
    <>
      <div className="row-line">
        <ActButton
          reason={own ?? notLocked}
          loading={unlock.isBusy}
          onClick={() => void unlock.act()}
        >
          {say('unlock')}
        </ActButton>
        <ActButton reason={off} onClick={() => onForm('reset')}>
          {say('reset')}
        </ActButton>
        <ActButton reason={off} onClick={() => onForm('post')}>
          {say('setPost')}
        </ActButton>
        <ActButton reason={own} danger={!isOff} loading={setState.isBusy} onClick={toggle}>
          {say(isOff ? 'enable' : 'disable')}
        </ActButton>
      </div>
      {refusal && <RefusalNotice refusal={refusal} />}
    </>
  );
}

function useStateActs(account: Account, onChange: (account: Account) => void) {
  const say = useTexts(texts);
  const { message, modal } = App.useApp();
  const unlock = useAct(operations.identity.unlock, accountReads);
  const setState = useAct(operations.identity.setState, accountReads);
  const after = (answer: Account | undefined, done: string) => {
    if (!answer) return;
    onChange(answer);
    void message.success(done);
  };
  const change = async (state: 'active' | 'disabled') =>
    after(
      await setState.run({ account: account.id, state }),
      say(state === 'active' ? 'enabled' : 'disabled'),
    );
  const toggle = () => {
    if (account.state === 'disabled') return void change('active');
    modal.confirm({
      title: say('disableTitle', { name: account.displayName }),
      content: say('disableWhat'),
      okText: say('disable'),
      okButtonProps: { danger: true },
      cancelText: say('cancel'),
      onOk: () => change('disabled'),
    });
    return undefined;
  };
  const act = async () => after(await unlock.run({ account: account.id }), say('unlocked'));
  return { unlock: { ...unlock, act }, setState, toggle };
}
