// Find a customer from anywhere: kind and value, sent in a body, and the field clears itself.
import { SearchOutlined } from '@ant-design/icons';
import { Button, Input, Select, type InputRef } from 'antd';
import { useRef, useState, type FormEvent } from 'react';
import { useNavigate } from 'react-router';
import { defineTexts, useTexts } from './language.ts';
import { statePurpose } from './purpose.ts';
import { lastSearch, searchKinds, termsOf, type SearchKind } from './search-terms.ts';
import { useShortcuts } from './shortcuts.ts';

export const searchTexts = defineTexts('app/search', {
  label: { zh: '查找客户', en: 'Find a customer' },
  kind: { zh: '按什么查找', en: 'Find by' },
  find: { zh: '查找', en: 'Find' },
  birth: { zh: '出生日期', en: 'Date of birth' },
  document: { zh: '证件号码', en: 'Document no.' },
  mobile: { zh: '手机号码', en: 'Mobile' },
  number: { zh: '客户号', en: 'Customer no.' },
  'name-birth': { zh: '姓名＋生日', en: 'Name + birth' },
  'name-branch': { zh: '本网点姓名', en: 'Name, my branch' },
});

const keyWords = { zh: '查找客户', en: 'Find a customer' };

export function GlobalSearch({ isLarge = false }: { readonly isLarge?: boolean }) {
  const say = useTexts(searchTexts);
  const navigate = useNavigate();
  const field = useRef<InputRef>(null);
  const [by, setBy] = useState<SearchKind>('document');
  const [value, setValue] = useState('');
  const [birthDate, setBirthDate] = useState('');
  useShortcuts([
    {
      keys: '/',
      words: keyWords,
      run: () => field.current?.focus({ cursor: 'all' }),
      isOff: isLarge,
    },
  ]);

  const find = async (event: FormEvent) => {
    event.preventDefault();
    const terms = termsOf(by, value, birthDate);
    if (!terms || !(await statePurpose())) return;
    setValue('');
    setBirthDate('');
    lastSearch.set({ terms, at: Date.now() });
    await navigate('/customers');
  };

  return (
    <form
      className={isLarge ? 'search search-large' : 'search'}
      role="search"
      aria-label={say('label')}
      onSubmit={(event) => void find(event)}
      autoComplete="off"
    >
      <Select<SearchKind>
        value={by}
        onChange={setBy}
        aria-label={say('kind')}
        popupMatchSelectWidth={false}
        options={searchKinds.map((kind) => ({ value: kind, label: say(kind) }))}
      />
      <Input
        ref={field}
        name="find-value"
        value={value}
        onChange={(event) => setValue(event.target.value)}
        placeholder={say('label')}
        aria-label={`${say('label')}: ${say(by)}`}
        maxLength={60}
        spellCheck={false}
        autoComplete="off"
        suffix={isLarge ? null : <kbd aria-hidden="true">/</kbd>}
      />
      {by === 'name-birth' && (
        <input
          type="date"
          className="native-date"
          aria-label={say('birth')}
          value={birthDate}
          onChange={(event) => setBirthDate(event.target.value)}
        />
      )}
      <Button
        htmlType="submit"
        type={isLarge ? 'primary' : 'text'}
        icon={<SearchOutlined />}
        aria-label={say('find')}
      >
        {isLarge ? say('find') : null}
      </Button>
    </form>
  );
}
