// Small fields that the forms of storage share: a choice from a closed set, a day, a line of text.
import type { Words } from '@shouxin/contract';
import { Input, Select } from 'antd';
import { useId } from 'react';
import { useWords } from '../app/language.ts';

interface ChoiceProps<V extends string> {
  readonly label: string;
  readonly value: V | undefined;
  readonly choices: Readonly<Record<V, Words>>;
  readonly onChange: (value: V) => void;
}

export function ChoiceField<V extends string>({ label, value, choices, onChange }: ChoiceProps<V>) {
  const inWords = useWords();
  const id = useId();
  const entries = Object.entries<Words>(choices);
  return (
    <label className="field" htmlFor={id}>
      <span>{label}</span>
      <Select<V>
        id={id}
        value={value}
        onChange={onChange}
        showSearch={{ optionFilterProp: 'label' }}
        options={entries.map(([key, words]) => ({ value: key as V, label: inWords(words) }))}
      />
    </label>
  );
}

interface TextProps {
  readonly label: string;
  readonly value: string;
  readonly max: number;
  readonly hint?: string;
  readonly isWide?: boolean;
  readonly onChange: (value: string) => void;
}

export function TextField({ label, value, max, hint, isWide = false, onChange }: TextProps) {
  return (
    <label className={isWide ? 'field storage-wide' : 'field'}>
      <span>{label}</span>
      <Input value={value} maxLength={max} onChange={(event) => onChange(event.target.value)} />
      {hint && <small className="mut">{hint}</small>}
    </label>
  );
}

interface DayProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

export function DayField({ label, value, onChange }: DayProps) {
  return (
    <label className="field">
      <span>{label}</span>
      <Input
        type="date"
        className="num"
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
    </label>
  );
}
