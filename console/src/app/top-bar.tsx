// Top bar: where I am, find a customer, the purpose in force, what waits, language, look, account.
import { GlobalOutlined, MenuOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { Link } from 'react-router';
import { AccountMenu } from './account-menu.tsx';
import { GlobalSearch } from './global-search.tsx';
import { defineTexts, useTexts, useWords } from './language.ts';
import { Mark } from './mark.tsx';
import { language } from './preferences.ts';
import { useHas } from './permissions.ts';
import { PurposeChip } from './purpose-chip.tsx';
import { session } from './session.ts';
import { useStore } from './store.ts';

const texts = defineTexts('app/top-bar', {
  open: { zh: '打开导航', en: 'Open navigation' },
  home: { zh: '守信', en: 'Shouxin' },
  waiting: { zh: '待办', en: 'Waiting' },
  language: { zh: 'English', en: '中文' },
});

interface Props {
  readonly waiting: string;
  readonly onOpenNav: () => void;
}

export function TopBar({ waiting, onOpenNav }: Props) {
  const say = useTexts(texts);
  const has = useHas();
  const isFinder = has('customers.find');
  return (
    <header className="top">
      <Button
        className="top-menu"
        type="text"
        icon={<MenuOutlined />}
        aria-label={say('open')}
        onClick={onOpenNav}
      />
      <Link to="/desk" className="logo">
        <Mark />
        <span>{say('home')}</span>
      </Link>
      <Place />
      {isFinder && <GlobalSearch />}
      {(isFinder || has('intake.capture')) && <PurposeChip />}
      <span className="top-gap" />
      <Link to="/desk" className="top-waiting">
        {say('waiting')} <b className={waiting === '0' ? 'num none' : 'num'}>{waiting || '–'}</b>
      </Link>
      <Button
        type="text"
        className="top-language"
        icon={<GlobalOutlined aria-hidden />}
        lang={language.get() === 'zh' ? 'en' : 'zh-CN'}
        onClick={() => language.set(language.get() === 'zh' ? 'en' : 'zh')}
      >
        {say('language')}
      </Button>
      <AccountMenu />
    </header>
  );
}

function Place() {
  const inWords = useWords();
  const me = useStore(session);
  if (!me) return null;
  return (
    <span className="top-place" title={inWords(me.institution)}>
      <b>{inWords(me.institution)}</b>
      {me.unit.parent !== null && <span>{inWords(me.unit.name)}</span>}
    </span>
  );
}
