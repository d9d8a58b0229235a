// Another post or unit for an account: the rights change at once, so the person signs in again.
import { operations } from '@shouxin/contract';
import { App, Button } from 'antd';
import { useState, type FormEvent } from 'react';
import { defineTexts, useTexts } from '../app/language.ts';
import { useAct } from '../app/queries.ts';
import { RefusalNotice } from '../ui/refusal.tsx';
import type { AccountProps } from './account-drawer.tsx';
import { PostFields, type PostChoice } from './post-fields.tsx';
import { accountReads } from './reads.ts';

const texts = defineTexts('accounts/post', {
  what: {
    zh: '新岗位立即生效，原岗位同时终止；此人须重新登录。',
    en: 'The new post takes effect at once and ends the old one; the person signs in again.',
  },
  go: { zh: '调整岗位', en: 'Change post' },
  cancel: { zh: '取消', en: 'Cancel' },
  done: { zh: '岗位已调整', en: 'Post changed' },
});

interface Props extends AccountProps {
  readonly onDone: () => void;
}

export function PostForm({ account, onChange, onDone }: Props) {
  const say = useTexts(texts);
  const { message } = App.useApp();
  const [held] = account.posts;
  const [value, setValue] = useState<PostChoice>({ post: held?.post, unit: held?.unit.id });
  const { run, isBusy, refusal } = useAct(operations.identity.setPost, accountReads);
  const isSame = value.post === held?.post && value.unit === held?.unit.id;
  const change = async (event: FormEvent) => {
    event.preventDefault();
    const { post, unit } = value;
    if (!post || !unit) return;
    const answer = await run({ account: account.id, post, unit });
    if (!answer) return;
    onChange(answer);
    void message.success(say('done'));
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
