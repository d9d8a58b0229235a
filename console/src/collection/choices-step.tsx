// The customer's choices: apart, unticked, each on its own, and none a condition of anything (PIPL 16; R2.3.5).
import type { ConsentItem, Language } from '@shouxin/contract';
import { Button, Checkbox } from 'antd';
import { useState } from 'react';
import { defineTexts, useLanguage, useList, useTexts } from '../app/language.ts';
import { useShortcuts } from '../app/shortcuts.ts';
import { itemName } from '../items/names.ts';
import { Card } from '../ui/page.tsx';
import { CustomerScreen } from './customer-screen.tsx';

const texts = defineTexts('collection/choices', {
  title: { zh: '客户选择', en: 'The customer’s choices' },
  lead: {
    zh: '请客户自己逐项选择。可以全都不选，不影响开户和使用账户；选了以后也可随时撤回。',
    en: 'The customer chooses, one by one. All may be left open: the account does not depend on it, and any can be withdrawn later.',
  },
  screen: { zh: '转到客户屏', en: 'Customer screen' },
  about: { zh: '涉及：{items}', en: 'Concerns: {items}' },
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
  const list = <Choices consents={consents} given={given} onGive={onGive} />;
  return (
    <div className="stack intake-width">
      <Card
        title={say('title')}
        className="intake-card"
        extra={
          <Button size="small" onClick={() => setOnScreen(true)}>
            {say('screen')}
          </Button>
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

function Choices({ consents, given, onGive }: Omit<Props, 'onDone'>) {
  const say = useTexts(texts);
  const language: Language = useLanguage();
  const inList = useList();
  return (
    <div className="stack customer-choices">
      <p>{say('lead')}</p>
      {consents.map((it) => (
        <Checkbox
          key={it.consent}
          checked={given.has(it.consent)}
          onChange={(event) => onGive(it.consent, event.target.checked)}
        >
          <b>{it.title[language]}</b>
          <span>{it.description[language]}</span>
          {it.items.length > 0 && (
            <span>{say('about', { items: inList(it.items.map(itemName)) })}</span>
          )}
        </Checkbox>
      ))}
    </div>
  );
}
