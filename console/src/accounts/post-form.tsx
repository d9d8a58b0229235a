// Another post or unit for an account, proposed: when it is approved the rights change at once, so the person signs in again.
import { operations } from '@shouxin/contract';
import { App, Button } from 'antd';
import { useState, type FormEvent } from 'react';
import { defineTexts, useTexts, useWords } from '../app/language.ts';
import { useAct } from '../app/queries.ts';
import { RefusalNotice } from '../ui/refusal.tsx';
import type { AccountProps } from './account-drawer.tsx';
import { PostFields, type PostChoice } from './post-fields.tsx';
import { proposalReads } from './reads.ts';

const texts = defineTexts('accounts/post', {
  what: {
    zh: '由安全管理员复核。批准后新岗位立即生效，原岗位同时终止；此人须重新登录。',
    en: 'A security administrator reviews it. Once approved, the new post ends the old one at once; the person signs in again.',
  },
  go: { zh: '提交复核', en: 'Propose' },
  cancel: { zh: '取消', en: 'Cancel' },
  done: { zh: '已提交，等待{who}复核', en: 'Proposed; waits for: {who}' },
});

interface Props extends Pick<AccountProps, 'account'> {
  readonly onDone: () => void;
}

export function PostForm({ account, onDone }: Props) {
  const say = useTexts(texts);
  const inWords = useWords();
  const { message } = App.useApp();
  const [held] = account.posts;
  const [value, setValue] = useState<PostChoice>({ post: held?.post, unit: held?.unit.id });
  const { run, isBusy, refusal } = useAct(operations.identity.setPost, proposalReads);
  const isSame = value.post === held?.post && value.unit === held?.unit.id;
  const change = async (event: FormEvent) => {
    event.preventDefault();
    const { post, unit } = value;
    if (!post || !unit) return;
    const answer = await run({ account: account.id, post, unit });
    if (!answer) return;
    void message.success(say('done', { who: inWords(answer.reviewers) }));
    onDone();
  };
  return (
    <form className="accounts-form stack" onSubmit={(event) => void change(event)}>
      <p>{say('what')}</p>
      <PostFields held={account.posts.map((it) => it.post)} value={value} onChange={setValue} />
      {refusal && <RefusalNotice refusal={refusal} />}
      <div className="dialog-foot">
        <span className="grow" />
        <Button onClick={onDone}>{say('cancel')}</Button>
        <Button type="primary" htmlType="submit" loading={isBusy} disabled={isSame}>
          {say('go')}
        </Button>
      </div>
    </form>
  );
}
