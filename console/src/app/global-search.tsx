// Find a customer from anywhere: kind and value, sent in a body, and the field clears itself.
import { SearchOutlined } from '@ant-design/icons';
import { Button, Input, Select, type InputRef } from 'antd';
import { useRef, useState, type FormEvent, type Ref } from 'react';
import { useNavigate } from 'react-router';
import { defineTexts, useTexts } from './language.ts';
import { statePurpose } from './purpose.ts';
import { lastSearch, searchKinds, termCharsMax, termsOf, type SearchKind } from './search-terms.ts';
import { useShortcuts } from './shortcuts.ts';

export const searchTexts = defineTexts('app/search', {
  label: { zh: '查找客户', en: 'Find a customer' },
  labelHere: { zh: '在本页查找客户', en: 'Find a customer on this page' },
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

interface Typed {
  readonly by: SearchKind;
  readonly value: string;
  readonly birthDate: string;
}

export function GlobalSearch({ isLarge = false }: { readonly isLarge?: boolean }) {
  const say = useTexts(searchTexts);
  const navigate = useNavigate();
  const field = useRef<InputRef>(null);
  const [typed, setTyped] = useState<Typed>({ by: 'document', value: '', birthDate: '' });
  const focus = () => field.current?.focus({ cursor: 'all' });
  useShortcuts([{ keys: '/', words: keyWords, run: focus, isOff: isLarge }]);

  const find = async (event: FormEvent) => {
    event.preventDefault();
    const terms = termsOf(typed.by, typed.value, typed.birthDate);
    if (!terms || !(await statePurpose())) return;
    setTyped({ by: typed.by, value: '', birthDate: '' });
    lastSearch.set({ terms, at: Date.now() });
    await navigate('/customers');
  };

  return (
    <search
      className={isLarge ? 'search-large' : 'search-top'}
      aria-label={say(isLarge ? 'labelHere' : 'label')}
    >
      <form className="search" onSubmit={(event) => void find(event)} autoComplete="off">
        <Fields typed={typed} onType={setTyped} field={field} hasHint={!isLarge} />
        <Button
          htmlType="submit"
          type={isLarge ? 'primary' : 'text'}
          icon={<SearchOutlined />}
          aria-label={say('find')}
        >
          {isLarge ? say('find') : null}
        </Button>
      </form>
    </search>
  );
}

interface FieldsProps {
  readonly typed: Typed;
  readonly onType: (typed: Typed) => void;
  readonly field: Ref<InputRef>;
  readonly hasHint: boolean;
}

function Fields({ typed, onType, field, hasHint }: FieldsProps) {
  const say = useTexts(searchTexts);
  return (
    <>
      <Select<SearchKind>
        value={typed.by}
        onChange={(by) => onType({ ...typed, by })}
        aria-label={say('kind')}
        popupMatchSelectWidth={false}
        options={searchKinds.map((kind) => ({ value: kind, label: say(kind) }))}
      />
      <Input
        ref={field}
        name="find-value"
        value={typed.value}
        onChange={(event) => onType({ ...typed, value: event.target.value })}
        placeholder={say('label')}
        aria-label={`${say('label')}: ${say(typed.by)}`}
        maxLength={termCharsMax[typed.by]}
        spellCheck={false}
        autoComplete="off"
        suffix={hasHint ? <kbd aria-hidden="true">/</kbd> : null}
      />
      {typed.by === 'name-birth' && (
        <input
          type="date"
          className="native-date"
          aria-label={say('birth')}
          value={typed.birthDate}
          onChange={(event) => onType({ ...typed, birthDate: event.target.value })}
        />
      )}
    </>
  );
}
