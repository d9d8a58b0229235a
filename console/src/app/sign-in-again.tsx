// The session ended while a page was open: the page is hidden, not lost; the same person signs in over it and goes on.
import { Button, Modal } from 'antd';
import { signInAgain } from './call.ts';
import { defineTexts, useTexts } from './language.ts';
import { enter, session, signOut } from './session.ts';
import { SignInForm } from './sign-in-form.tsx';
import { useStore } from './store.ts';

const texts = defineTexts('app/sign-in-again', {
  title: { zh: '登录已失效，请重新登录', en: 'Your session has ended: sign in again' },
  words: {
    zh: '本页已锁定，已填写的内容仍在。',
    en: 'This page is locked; what you typed is still here.',
  },
  leave: { zh: '换账号登录', en: 'Sign in as someone else' },
});

async function leave(): Promise<void> {
  await signOut();
  signInAgain.answer(undefined);
}

export function SignInAgainDialog() {
  const say = useTexts(texts);
  const isOpen = useStore(signInAgain.open);
  const account = session.get()?.account;
  return (
    <Modal
      open={isOpen && account !== undefined}
      title={say('title')}
      width={400}
      footer={null}
      closable={false}
      keyboard={false}
      mask={{ closable: false }}
      destroyOnHidden
    >
      <div className="stack">
        <p className="mut">{say('words')}</p>
        <SignInForm
          account={account ?? ''}
          onEntered={(me) => {
            enter(me);
            signInAgain.answer(true);
          }}
          beside={
            <Button type="text" block onClick={() => void leave()}>
              {say('leave')}
            </Button>
          }
        />
      </div>
    </Modal>
  );
}
