// The session's clocks: a warning one minute before the idle limit, and the page hidden, not lost, once it is over.
import { operations } from '@shouxin/contract';
import { Button, Modal } from 'antd';
import { useEffect, useRef } from 'react';
import { call, signInAgain } from './call.ts';
import { asClock } from './format.ts';
import { defineTexts, useTexts } from './language.ts';
import { useSecondsLeft } from './clock.ts';
import { enter, lastAnswerAt, session, signOut } from './session.ts';
import { useStore } from './store.ts';

const texts = defineTexts('app/idle', {
  title: { zh: '还在办理吗？', en: 'Still there?' },
  words: {
    zh: '长时间没有操作，{time} 后将锁定本页。已填写的内容不会丢失。',
    en: 'There has been no activity. This page locks in {time}; nothing you typed will be lost.',
  },
  stay: { zh: '继续办理', en: 'Stay signed in' },
  leave: { zh: '退出登录', en: 'Sign out' },
});

const warnSeconds = 60;
const stay = async () => enter(await call(operations.identity.me, {}));

export function IdleWarning() {
  const say = useTexts(texts);
  const first = useRef<HTMLButtonElement>(null);
  const me = useStore(session);
  const answeredAt = useStore(lastAnswerAt);
  const isLocked = useStore(signInAgain.open);
  const endsAt = me ? endOf(me.session, answeredAt) : null;
  const left = useSecondsLeft(endsAt);
  const isOver = endsAt !== null && left === 0;
  useEffect(() => {
    if (isOver && !isLocked) void signInAgain.ask();
  }, [isOver, isLocked]);
  return (
    <Modal
      open={me !== null && !isLocked && left > 0 && left <= warnSeconds}
      title={say('title')}
      width={400}
      closable={false}
      afterOpenChange={(open) => open && first.current?.focus()}
      footer={[
        <Button key="leave" onClick={() => void signOut()}>
          {say('leave')}
        </Button>,
        <Button key="stay" type="primary" ref={first} onClick={() => void stay()}>
          {say('stay')}
        </Button>,
      ]}
    >
      <p role="timer" className="num">
        {say('words', { time: asClock(left) })}
      </p>
    </Modal>
  );
}

interface Clocks {
  readonly since: string;
  readonly idleEndsAt: string;
  readonly absoluteEndsAt: string;
}

/** `idleEndsAt` was true when the session was read; every answer since has moved it on by the same length. */
let seen: { clocks: Clocks; idleMs: number } | null = null;
function endOf(clocks: Clocks, answeredAt: number): number {
  if (seen?.clocks !== clocks) {
    seen = { clocks, idleMs: Math.max(60_000, Date.parse(clocks.idleEndsAt) - answeredAt) };
  }
  return Math.min(answeredAt + seen.idleMs, Date.parse(clocks.absoluteEndsAt));
}
