// Where the running system keeps something, chosen from what it says of itself: a typed place could miss the real one.
import { operations } from '@shouxin/contract';
import { Select } from 'antd';
import { useId } from 'react';
import { defineTexts, useTexts } from '../app/language.ts';
import { useRead } from '../app/queries.ts';

const texts = defineTexts('storage/locator', {
  locator: { zh: '系统中的位置', en: 'Place in the running system' },
  outside: { zh: '不属于本系统', en: 'Not part of this system' },
});

interface Props {
  readonly value: string;
  readonly onChange: (locator: string) => void;
}

export function LocatorField({ value, onChange }: Props) {
  const say = useTexts(texts);
  const id = useId();
  const { answer } = useRead(operations.storage.uses, {});
  const known = [value, ...(answer?.items ?? []).map((it) => it.locator)];
  const places = [...new Set(known.filter((it) => it !== ''))];
  return (
    <label className="field" htmlFor={id}>
      <span>{say('locator')}</span>
      <Select<string>
        id={id}
        value={value}
        onChange={onChange}
        options={[
          { value: '', label: say('outside') },
          ...places.map((it) => ({ value: it, label: it })),
        ]}
      />
    </label>
  );
}
