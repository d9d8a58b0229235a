// A new account, proposed: name to sign in with, person, post, unit. A security administrator reviews it; where there never was
// one, the first is made here at once and reviews from then on (decision 0017).
import { operations, type Post } from '@shouxin/contract';
import { App, Button, Input } from 'antd';
import { useState, type FormEvent } from 'react';
import { defineTexts, useTexts, useWords } from '../app/language.ts';
import { useAct, useRead } from '../app/queries.ts';
import { useShortcuts } from '../app/shortcuts.ts';
import { FormDrawer } from '../ui/form-drawer.tsx';
import { RefusalNotice } from '../ui/refusal.tsx';
import { PostFields, type PostChoice } from './post-fields.tsx';
import { accountReads, proposalReads } from './reads.ts';

const texts = defineTexts('accounts/create', {
  title: { zh: '新建账号', en: 'New account' },
  account: { zh: '账号', en: 'Account' },
  accountHint: {
    zh: '小写字母开头，2 到 32 位小写字母、数字、点或短横；以后不能修改',
    en: '2 to 32 lower-case letters, digits, dots or hyphens, a letter first; it never changes',
  },
  name: { zh: '姓名', en: 'Name' },
  go: { zh: '提交复核', en: 'Propose' },
  goFirst: { zh: '建立首个安全管理员', en: 'Create the first security administrator' },
  who: {
    zh: '由安全管理员复核。批准后初始密码由您领取，动态口令由复核人领取，分别当面交给本人。',
    en: 'A security administrator reviews it. Once approved, you take the initial password and who approved takes the authenticator; each hands theirs over in person.',
  },
  first: {
    zh: '本机构还没有安全管理员，其他账号无人复核。请先建立首个安全管理员；此事只能办理一次，并记入审计日志。',
    en: 'This institution has no security administrator yet, so nobody could review an account. Make the first one: it is done once and recorded.',
  },
  done: { zh: '已提交，等待{who}复核', en: 'Proposed; waits for: {who}' },
  doneFirst: {
    zh: '已建立，请到「初始凭据交接」领取',
    en: 'Made: take its credentials under Initial credentials',
  },
  cancel: { zh: '取消', en: 'Cancel' },
});

const submitWords = { zh: '提交复核', en: 'Propose' };
const accountPattern = /^[a-z][a-z0-9.-]{1,31}$/;

interface Props {
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

export function CreateAccountDrawer({ isOpen, onClose }: Props) {
  const say = useTexts(texts);
  return (
    <FormDrawer isOpen={isOpen} title={say('title')} width={480} onClose={onClose}>
      <CreateForm onClose={onClose} />
    </FormDrawer>
  );
}

interface Typed {
  readonly account: string;
  readonly displayName: string;
  readonly post: Post;
  readonly unit: string;
}

/** Proposes; or, while there is nobody who could review, makes the first security administrator. */
function useCreate(onDone: () => void) {
  const say = useTexts(texts);
  const inWords = useWords();
  const { message } = App.useApp();
  const list = useRead(operations.identity.listAccounts, { limit: 1 });
  const proposing = useAct(operations.identity.createAccount, proposalReads);
  const opening = useAct(operations.identity.openSecurity, [
    ...accountReads,
    operations.identity.listHandOvers,
  ]);
  const isFirst = list.answer?.needsSecurity === true;
  const create = async (it: Typed) => {
    const { post: _, ...rest } = it;
    const answer = isFirst ? await opening.run(rest) : await proposing.run(it);
    if (!answer) return;
    void message.success(
      'reviewers' in answer ? say('done', { who: inWords(answer.reviewers) }) : say('doneFirst'),
    );
    onDone();
  };
  const { isBusy, refusal } = isFirst ? opening : proposing;
  return { create, isFirst, isBusy, refusal };
}

function CreateForm({ onClose }: Omit<Props, 'isOpen'>) {
  const say = useTexts(texts);
  const [person, setPerson] = useState<PersonTyped>({ account: '', name: '' });
  const [held, setHeld] = useState<PostChoice>({ post: undefined, unit: undefined });
  const { create: send, isFirst, isBusy, refusal } = useCreate(onClose);
  const post = isFirst ? 'security' : held.post;
  const { account, name } = person;
  const isReady = accountPattern.test(account) && name.trim() !== '' && post && held.unit;
  const create = async () => {
    const { unit } = held;
    if (isReady && post && unit) await send({ account, displayName: name.trim(), post, unit });
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
      <p className={isFirst ? 'notice-line' : 'mut'}>{say(isFirst ? 'first' : 'who')}</p>
      <Person {...person} onChange={setPerson} />
      <PostFields
        value={{ ...held, post }}
        {...(isFirst && { held: ['security'] })}
        onChange={setHeld}
      />
      {refusal && <RefusalNotice refusal={refusal} />}
      <div className="dialog-foot">
        <span className="grow" />
        <Button onClick={onClose}>{say('cancel')}</Button>
        <Button type="primary" htmlType="submit" loading={isBusy} disabled={!isReady}>
          {say(isFirst ? 'goFirst' : 'go')} <kbd aria-hidden="true">Ctrl+Enter</kbd>
        </Button>
      </div>
    </form>
  );
}

interface PersonTyped {
  readonly account: string;
  readonly name: string;
}

interface PersonProps extends PersonTyped {
  readonly onChange: (typed: PersonTyped) => void;
}

function Person({ account, name, onChange }: PersonProps) {
  const say = useTexts(texts);
  const isWrong = account !== '' && !accountPattern.test(account);
  return (
    <>
      <label className="field">
        <span>{say('account')}</span>
        <Input
          value={account}
          maxLength={32}
          spellCheck={false}
          onChange={(event) => onChange({ account: event.target.value.trim().toLowerCase(), name })}
          aria-invalid={isWrong}
          status={isWrong ? 'error' : ''}
        />
        <small className={isWrong ? 'field-error' : 'mut'}>{say('accountHint')}</small>
      </label>
      <label className="field">
        <span>{say('name')}</span>
        <Input
          value={name}
          maxLength={60}
          onChange={(event) => onChange({ account, name: event.target.value })}
        />
      </label>
    </>
  );
}
