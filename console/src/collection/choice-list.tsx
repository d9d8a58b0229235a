// The choices as the customer reads them, on the teller's page, on the page turned round, and in the customer's own window.
import type { ConsentItem, Language, Words } from '@shouxin/contract';
import { Checkbox } from 'antd';
import { itemName } from '../items/names.ts';

const lead: Words = {
  zh: '请客户自己逐项选择。可以全都不选，不影响开户和使用账户；选了以后也可随时撤回。',
  en: 'The customer chooses, one by one. All may be left open: the account does not depend on it, and any can be withdrawn later.',
};
const leadToCustomer: Words = {
  zh: '请您逐项选择。可以全都不选，不影响开户和使用账户；选了以后也可随时撤回。',
  en: 'Please choose, one by one. You may leave all open: your account does not depend on it, and you can withdraw any later.',
};

interface Props {
  readonly consents: readonly ConsentItem[];
  readonly given: ReadonlySet<string>;
  readonly language: Language;
  readonly isToCustomer?: boolean;
  readonly onGive: (consent: string, given: boolean) => void;
}

export function ChoiceList({ consents, given, language, isToCustomer, onGive }: Props) {
  return (
    <div className="stack customer-choices" lang={language === 'zh' ? 'zh-CN' : 'en'}>
      <p>{(isToCustomer ? leadToCustomer : lead)[language]}</p>
      {consents.map((it) => (
        <Checkbox
          key={it.consent}
          checked={given.has(it.consent)}
          onChange={(event) => onGive(it.consent, event.target.checked)}
        >
          <b>{it.title[language]}</b>
          <span>{it.description[language]}</span>
          {it.items.length > 0 && <span>{about(it.items, language)}</span>}
        </Checkbox>
      ))}
    </div>
  );
}

function about(items: readonly string[], language: Language): string {
  const names = items.map((it) => itemName(it)[language]);
  return language === 'zh' ? `涉及：${names.join('、')}` : `Concerns: ${names.join(', ')}`;
}
