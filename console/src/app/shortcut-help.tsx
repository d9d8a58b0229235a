// `?`: the keys that are live on this page, read from the same list that runs them, and the switch for single keys.
import { Modal, Switch } from 'antd';
import { defineTexts, useTexts, useWords } from './language.ts';
import { helpOpen, liveShortcuts, shortcutsOn, useShortcuts } from './shortcuts.ts';
import { useStore } from './store.ts';

const texts = defineTexts('app/shortcut-help', {
  title: { zh: '键盘快捷键', en: 'Keyboard shortcuts' },
  switch: { zh: '启用单键快捷键', en: 'Single-key shortcuts on' },
});

const words = { zh: '显示本页快捷键', en: 'Show the keys of this page' };

export function ShortcutHelp() {
  const say = useTexts(texts);
  const inWords = useWords();
  const isOpen = useStore(helpOpen);
  const isOn = useStore(shortcutsOn);
  const layers = useStore(liveShortcuts);
  useShortcuts([{ keys: '?', words, run: () => helpOpen.set(true) }]);
  const byKeys = new Map(layers.flat().map((it) => [it.keys, it.words]));
  return (
    <Modal
      open={isOpen}
      title={say('title')}
      footer={null}
      width={560}
      onCancel={() => helpOpen.set(false)}
    >
      <dl className="shortcut-list">
        {Array.from(byKeys, ([keys, what]) => (
          <div key={keys}>
            <dt>
              {keys.split(' ').map((key) => (
                <kbd key={key}>{nameOf(key)}</kbd>
              ))}
            </dt>
            <dd>{inWords(what)}</dd>
          </div>
        ))}
      </dl>
      <label className="inline-choice">
        <Switch size="small" checked={isOn} onChange={(on) => shortcutsOn.set(on)} />
        {say('switch')}
      </label>
    </Modal>
  );
}

function nameOf(key: string): string {
  if (key === 'enter') return 'Enter';
  if (key === 'escape') return 'Esc';
  return key === 'ctrl+enter' ? 'Ctrl+Enter' : key;
}
