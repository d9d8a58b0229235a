// Shown when a page breaks or an address leads nowhere. Says what is safe and what to do; never a stack.
import { Button } from 'antd';
import { useEffect } from 'react';
import { useNavigate } from 'react-router';
import { Empty } from '../ui/empty.tsx';
import { Page } from '../ui/page.tsx';
import { defineTexts, useTexts } from './language.ts';

const texts = defineTexts('app/fault', {
  nowhere: { zh: '没有这个页面', en: 'No such page' },
  nowhereHint: {
    zh: '地址可能有误，或当前岗位没有此页面。',
    en: 'The address may be wrong, or the page is not open to your post.',
  },
  broken: { zh: '页面出错', en: 'This page failed' },
  brokenHint: {
    zh: '已提交的内容不受影响。请返回工作台重试，仍不行请告诉管理员您刚才的操作。',
    en: 'What was submitted is safe. Go back to the desk and try again; if it fails again, tell your administrator what you did.',
  },
  desk: { zh: '返回工作台', en: 'Back to the desk' },
});

export function NowherePage() {
  const say = useTexts(texts);
  return (
    <Page title={say('nowhere')}>
      <Empty title={say('nowhere')} hint={say('nowhereHint')} action={<ToDesk />} />
    </Page>
  );
}

export function FaultPage() {
  const say = useTexts(texts);
  useEffect(() => {
    document.title = say('broken');
  }, [say]);
  return (
    <main className="page" id="main">
      <h1>{say('broken')}</h1>
      <Empty title={say('broken')} hint={say('brokenHint')} action={<ToDesk />} />
    </main>
  );
}

function ToDesk() {
  const say = useTexts(texts);
  const navigate = useNavigate();
  return <Button onClick={() => void navigate('/desk')}>{say('desk')}</Button>;
}
