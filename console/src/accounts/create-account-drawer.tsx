// A new account: name to sign in with, person, post, unit. Password and authenticator are made by the server, shown once.
import { operations } from '@shouxin/contract';
import { Button, Drawer, Input } from 'antd';
import { useState, type FormEvent } from 'react';
import { defineTexts, useTexts } from '../app/language.ts';
import { useAct } from '../app/queries.ts';
import { useShortcuts } from '../app/shortcuts.ts';
import { RefusalNotice } from '../ui/refusal.tsx';
import { PostFields, type PostChoice } from './post-fields.tsx';
import { accountReads } from './reads.ts';
import type { Secret } from './secret-once.tsx';

const texts = defineTexts('accounts/create', {
  title: { zh: '新建账号', en: 'New account' },
  account: { zh: '账号', en: 'Account' },
  accountHint: {
    zh: '小写字母开头，2 到 32 位小写字母、数字、点或短横；以后不能修改',
    en: '2 to 32 lower-case letters, digits, dots or hyphens, a letter first; it never changes',
  },
  name: { zh: '姓名', en: 'Name' },
  go: { zh: '新建账号', en: 'Create the account' },
  cancel: { zh: '取消', en: 'Cancel' },
});

const submitWords = { zh: '新建账号', en: 'Create the account' };
const accountPattern = /^[a-z][a-z0-9.-]{1,31}$/;

interface Props {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly onSecret: (secret: Secret) => void;
}

export function CreateAccountDrawer({ isOpen, onClose, onSecret }: Props) {
  const say = useTexts(texts);
  return (
    <Drawer open={isOpen} title={say('title')} size={480} onClose={onClose} destroyOnHidden>
      <CreateForm onClose={onClose} onSecret={onSecret} />
    </Drawer>
  );
}

function CreateForm({ onClose, onSecret }: Omit<Props, 'isOpen'>) {
  const say = useTexts(texts);
  const [account, setAccount] = useState('');
  const [name, setName] = useState('');
  const [held, setHeld] = useState<PostChoice>({ post: undefined, unit: undefined });
  const { run, isBusy, refusal } = useAct(operations.identity.createAccount, accountReads);
  const isWrong = account !== '' && !accountPattern.test(account);
  const isReady = account !== '' && !isWrong && name.trim() !== '' && held.post && held.unit;
  const create = async () => {
    const { post, unit } = held;
    if (!isReady || !post || !unit) return;
    const answer = await run({ account, displayName: name.trim(), post, unit });
    if (!answer) return;
    onSecret({ ...answer, isNew: true });
    onClose();
  };
  useShortcuts([{ keys: 'ctrl+enter', words: submitWords, run: () => void create() }]);
  return (
    <form
      className="stack"
      autoComplete="off"
      onSubmit={(event: FormEvent) => {
        event.preventDefault();
        void create();
      }}
    >
      <label className="field">
        <span>{say('account')}</span>
        <Input
          value={account}
          maxLength={32}
          spellCheck={false}
          onChange={(event) => setAccount(event.target.value.trim().toLowerCase())}
          aria-invalid={isWrong}
          status={isWrong ? 'error' : ''}
        />
        <small className={isWrong ? 'field-error' : 'mut'}>{say('accountHint')}</small>
      </label>
      <label className="field">
        <span>{say('name')}</span>
        <Input value={name} maxLength={60} onChange={(event) => setName(event.target.value)} />
      </label>
      <PostFields value={held} onChange={setHeld} />
      {refusal && <RefusalNotice refusal={refusal} />}
      <div className="dialog-foot">
        <span className="grow" />
        <Button onClick={onClose}>{say('cancel')}</Button>
        <Button type="primary" htmlType="submit" loading={isBusy} disabled={!isReady}>
          {say('go')} <kbd aria-hidden="true">Ctrl+Enter</kbd>
        </Button>
      </div>
    </form>
  );
}
