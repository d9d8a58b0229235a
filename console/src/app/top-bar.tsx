// Top bar: where I am, find a customer, the purpose in force, what waits, language, look, account.
import { GlobalOutlined, MenuOutlined, UserOutlined } from '@ant-design/icons';
import { Button, Dropdown, type MenuProps } from 'antd';
import { postTitles } from '@shouxin/contract';
import { Link, useNavigate } from 'react-router';
import { GlobalSearch } from './global-search.tsx';
import { defineTexts, useTexts, useWords } from './language.ts';
import { Mark } from './mark.tsx';
import { contrast, language, look, type Look } from './preferences.ts';
import { useHas } from './permissions.ts';
import { PurposeChip } from './purpose-chip.tsx';
import { session, signOut } from './session.ts';
import { helpOpen } from './shortcuts.ts';
import { useStore } from './store.ts';

const texts = defineTexts('app/top-bar', {
  open: { zh: '打开导航', en: 'Open navigation' },
  home: { zh: '守信', en: 'Shouxin' },
  waiting: { zh: '待办', en: 'Waiting' },
  language: { zh: 'English', en: '中文' },
  account: { zh: '账号菜单', en: 'Account menu' },
  look: { zh: '外观', en: 'Appearance' },
  system: { zh: '跟随系统', en: 'Same as system' },
  light: { zh: '浅色', en: 'Light' },
  dark: { zh: '深色', en: 'Dark' },
  contrast: { zh: '高对比度', en: 'High contrast' },
  password: { zh: '修改密码', en: 'Change password' },
  help: { zh: '键盘快捷键', en: 'Keyboard shortcuts' },
  leave: { zh: '退出登录', en: 'Sign out' },
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
        icon={<GlobalOutlined />}
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

function AccountMenu() {
  const say = useTexts(texts);
  const inWords = useWords();
  const navigate = useNavigate();
  const me = useStore(session);
  const chosen = useStore(look);
  const isHigh = useStore(contrast) === 'high';
  if (!me) return null;
  const looks: readonly Look[] = ['system', 'light', 'dark'];
  const items: MenuProps['items'] = [
    {
      type: 'group',
      label: `${me.displayName} · ${inWords(postTitles[me.post])} · ${inWords(me.unit.name)}`,
    },
    {
      key: 'look',
      label: say('look'),
      children: [
        ...looks.map((it) => ({
          key: `look:${it}`,
          label: `${it === chosen ? '● ' : '○ '}${say(it)}`,
        })),
        { type: 'divider' as const },
        { key: 'contrast', label: `${isHigh ? '☑ ' : '☐ '}${say('contrast')}` },
      ],
    },
    { key: 'help', label: say('help'), extra: '?' },
    { key: 'password', label: say('password') },
    { type: 'divider' },
    { key: 'leave', label: say('leave') },
  ];
  const act: Record<string, () => void> = {
    help: () => helpOpen.set(true),
    password: () => void navigate('/me/password'),
    leave: () => void signOut(),
    contrast: () => contrast.set(isHigh ? 'system' : 'high'),
  };
  const onClick: MenuProps['onClick'] = ({ key }) => {
    const wanted = looks.find((it) => key === `look:${it}`);
    if (wanted) look.set(wanted);
    else act[key]?.();
  };
  return (
    <Dropdown menu={{ items, onClick }} trigger={['click']} placement="bottomRight">
      <Button
        type="text"
        icon={<UserOutlined />}
        aria-label={`${me.displayName} ${say('account')}`}
        className="top-account"
      >
        <span>{me.displayName}</span>
      </Button>
    </Dropdown>
  );
}
