// Who I am, how the console looks, help, password, sign out.
import { UserOutlined } from '@ant-design/icons';
import { Button, Checkbox, Popover, Radio } from 'antd';
import { postTitles, type Me } from '@shouxin/contract';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { defineTexts, useTexts, useWords } from './language.ts';
import { contrast, look, type Look } from './preferences.ts';
import { session, signOut } from './session.ts';
import { helpOpen } from './shortcuts.ts';
import { useStore } from './store.ts';

const texts = defineTexts('app/account-menu', {
  account: { zh: '账号菜单', en: 'Account menu' },
  look: { zh: '外观', en: 'Appearance' },
  system: { zh: '跟随系统', en: 'System' },
  light: { zh: '浅色', en: 'Light' },
  dark: { zh: '深色', en: 'Dark' },
  contrast: { zh: '高对比度', en: 'High contrast' },
  password: { zh: '修改密码', en: 'Change password' },
  help: { zh: '键盘快捷键', en: 'Keyboard shortcuts' },
  leave: { zh: '退出登录', en: 'Sign out' },
});

const looks: readonly Look[] = ['system', 'light', 'dark'];

export function AccountMenu() {
  const say = useTexts(texts);
  const me = useStore(session);
  const [isOpen, setOpen] = useState(false);
  if (!me) return null;
  return (
    <Popover
      open={isOpen}
      onOpenChange={setOpen}
      trigger="click"
      placement="bottomRight"
      content={<Content me={me} onClose={() => setOpen(false)} />}
    >
      <Button
        type="text"
        icon={<UserOutlined />}
        aria-label={`${me.displayName} ${say('account')}`}
        aria-expanded={isOpen}
        className="top-account"
      >
        <span>{me.displayName}</span>
      </Button>
    </Popover>
  );
}

function Content({ me, onClose }: { readonly me: Me; readonly onClose: () => void }) {
  const say = useTexts(texts);
  const inWords = useWords();
  const navigate = useNavigate();
  const chosen = useStore(look);
  const isHigh = useStore(contrast) === 'high';
  const act = (what: () => void) => () => {
    onClose();
    what();
  };
  return (
    <section className="account-menu" aria-label={say('account')}>
      <p>
        <b>{me.displayName}</b>
        <span className="mut">
          {inWords(postTitles[me.post])} · {inWords(me.unit.name)}
        </span>
      </p>
      <fieldset className="plain-set">
        <legend>{say('look')}</legend>
        <Radio.Group
          size="small"
          value={chosen}
          onChange={(event) => look.set(looks.find((it) => it === event.target.value) ?? 'system')}
          options={looks.map((it) => ({ value: it, label: say(it) }))}
        />
        <Checkbox
          checked={isHigh}
          onChange={(event) => contrast.set(event.target.checked ? 'high' : 'system')}
        >
          {say('contrast')}
        </Checkbox>
      </fieldset>
      <Button type="text" block onClick={act(() => helpOpen.set(true))}>
        {say('help')} <kbd aria-hidden="true">?</kbd>
      </Button>
      <Button type="text" block onClick={act(() => void navigate('/me/password'))}>
        {say('password')}
      </Button>
      <Button type="text" block onClick={act(() => void signOut())}>
        {say('leave')}
      </Button>
    </section>
  );
}
