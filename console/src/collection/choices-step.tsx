// The customer's choices: apart, unticked, each on its own, and none a condition of anything (PIPL 16; R2.3.5).
import type { ConsentItem } from '@shouxin/contract';
import { Button } from 'antd';
import { useState } from 'react';
import { defineTexts, useLanguage, useTexts } from '../app/language.ts';
import { useShortcuts } from '../app/shortcuts.ts';
import { Card } from '../ui/page.tsx';
import { ChoiceList } from './choice-list.tsx';
import { openCustomerWindow, useCustomerScene, type Scene } from './customer-channel.ts';
import { CustomerScreen } from './customer-screen.tsx';

const texts = defineTexts('collection/choices', {
  title: { zh: '客户选择', en: 'The customer’s choices' },
  screen: { zh: '转到客户屏', en: 'Customer screen' },
  window: { zh: '打开客户窗口', en: 'Second window' },
  none: { zh: '本清单没有需要客户选择的事项', en: 'This list has nothing to choose' },
  go: { zh: '下一步', en: 'Next' },
});

const goWords = { zh: '下一步', en: 'Next' };

interface Props {
  readonly consents: readonly ConsentItem[];
  readonly given: ReadonlySet<string>;
  readonly onGive: (consent: string, given: boolean) => void;
  readonly onDone: () => void;
}

export function ChoicesStep({ consents, given, onGive, onDone }: Props) {
  const say = useTexts(texts);
  const [isOnScreen, setOnScreen] = useState(false);
  useShortcuts([{ keys: 'ctrl+enter', words: goWords, run: onDone }]);
  const language = useLanguage();
  const scene: Scene = {
    at: 'choices',
    language,
    consents: [...consents],
    given: [...given],
  };
  useCustomerScene(scene, (it) => {
    const isOffered = it.did === 'give' && consents.some((row) => row.consent === it.consent);
    if (isOffered) onGive(it.consent, it.given);
  });
  const list = <ChoiceList consents={consents} given={given} language={language} onGive={onGive} />;
  return (
    <div className="stack intake-width">
      <Card
        title={say('title')}
        className="intake-card"
        extra={
          <span className="row-line">
            <Button size="small" onClick={() => setOnScreen(true)}>
              {say('screen')}
            </Button>
            <Button size="small" onClick={openCustomerWindow}>
              {say('window')}
            </Button>
          </span>
        }
      >
        {consents.length === 0 ? <p className="mut">{say('none')}</p> : list}
      </Card>
      <div className="intake-foot">
        <span className="grow" />
        <Button type="primary" onClick={onDone}>
          {say('go')} <kbd aria-hidden="true">Ctrl+Enter</kbd>
        </Button>
      </div>
      {isOnScreen && (
        <CustomerScreen label={say('title')} onClose={() => setOnScreen(false)}>
          <h2>{say('title')}</h2>
          {list}
        </CustomerScreen>
      )}
    </div>
  );
}
