// The door: which institution, whether it is a demonstration, and the form. Nothing else loads before.
import { Button } from 'antd';
import { useEffect } from 'react';
import { DemonstrationLine, useIsDemonstration } from './demonstration-line.tsx';
import { defineTexts, useTexts } from './language.ts';
import { Mark } from './mark.tsx';
import { language } from './preferences.ts';
import { enter } from './session.ts';
import { SignInForm } from './sign-in-form.tsx';

const texts = defineTexts('app/sign-in-page', {
  title: { zh: '登录', en: 'Sign in' },
  product: { zh: '守信', en: 'Shouxin' },
  lead: { zh: '客户信息管理', en: 'Customer information management' },
  language: { zh: 'English', en: '中文' },
  traced: {
    zh: '每次登录与操作均记入审计日志。账号仅限本人使用。',
    en: 'Every sign-in and every act is recorded. An account is for its holder alone.',
  },
});

export function SignInPage() {
  const say = useTexts(texts);
  const isDemonstration = useIsDemonstration();
  useEffect(() => {
    document.title = `${say('title')} · ${say('product')}`;
  }, [say]);
  return (
    <main className="door" id="main">
      <div className="door-card">
        <div className="door-head">
          <Mark />
          <h1>{say('product')}</h1>
          <span>{say('lead')}</span>
        </div>
        {isDemonstration && <DemonstrationLine />}
        <SignInForm onEntered={enter} />
        <p className="door-foot">{say('traced')}</p>
      </div>
      <Button
        type="text"
        size="small"
        lang={language.get() === 'zh' ? 'en' : 'zh-CN'}
        onClick={() => language.set(language.get() === 'zh' ? 'en' : 'zh')}
      >
        {say('language')}
      </Button>
    </main>
  );
}
