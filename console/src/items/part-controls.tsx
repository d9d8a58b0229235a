// Controls of values made of parts: address, period, a code with words, tax statement, guardian and agent.
import { findItem, findRegion, longTerm, type DictionaryPart } from '@shouxin/contract/items';
import { Checkbox } from 'antd';
import { defineTexts, useTexts, useWords } from '../app/language.ts';
import { CodeControl, TextControl, type ControlProps } from './text-controls.tsx';
import { partIn, withPart } from './values.ts';

const texts = defineTexts('items/parts', {
  region: {
    zh: '省市区县，或粘贴完整地址',
    en: 'Province, city, district; or paste the whole address',
  },
  detail: { zh: '街道、门牌、楼栋房号', en: 'Street, number, flat' },
  from: { zh: '起 2020-01-02', en: 'From 2020-01-02' },
  to: { zh: '止 2040-01-02', en: 'To 2040-01-02' },
  long: { zh: '长期', en: 'Long-term' },
  words: { zh: '补充说明', en: 'In words' },
  choose: { zh: '请选择', en: 'Choose' },
});

export interface PartsProps extends Omit<ControlProps, 'value' | 'onChange'> {
  readonly item: string;
  readonly value: Readonly<Record<string, string>>;
  readonly onChange: (value: Record<string, string>) => void;
}

/** Region and detail apart; a whole address typed or pasted into either is taken apart when the field is left. */
export function AddressControl({ value, onChange, onLeave, item, label, ...rest }: PartsProps) {
  const say = useTexts(texts);
  const settle = () => {
    const whole = `${partIn(value, 'region')}${partIn(value, 'detail')}`;
    const found = findRegion(whole);
    if (found) onChange({ region: found.name, regionCode: found.code, detail: found.rest });
    onLeave?.();
  };
  return (
    <span className="item-parts item-address">
      <TextControl
        {...rest}
        label={`${label}: ${say('region')}`}
        format="region"
        max={60}
        placeholder={say('region')}
        value={partIn(value, 'region')}
        onChange={(text) => onChange({ region: text, detail: partIn(value, 'detail') })}
        onLeave={settle}
      />
      <TextControl
        {...rest}
        id={`${rest.id ?? item}-detail`}
        label={`${label}: ${say('detail')}`}
        format="address-detail"
        max={120}
        placeholder={say('detail')}
        value={partIn(value, 'detail')}
        onChange={(text) => onChange(withPart(value, 'detail', text))}
        onLeave={settle}
      />
    </span>
  );
}

export function PeriodControl({ value, onChange, onLeave, item, label, ...rest }: PartsProps) {
  const say = useTexts(texts);
  const to = partIn(value, 'to');
  const isLong = to === longTerm;
  return (
    <span className="item-parts item-period">
      <TextControl
        {...rest}
        label={`${label}: ${say('from')}`}
        format="date"
        max={20}
        placeholder={say('from')}
        value={partIn(value, 'from')}
        onChange={(text) => onChange(withPart(value, 'from', text))}
        onLeave={onLeave}
      />
      <TextControl
        {...rest}
        id={`${rest.id ?? item}-to`}
        label={`${label}: ${say('to')}`}
        format="date-or-long"
        max={20}
        placeholder={say('to')}
        value={isLong ? say('long') : to}
        onChange={(text) => onChange(withPart(value, 'to', text))}
        onLeave={onLeave}
      />
      <Checkbox
        checked={isLong}
        onChange={(event) => onChange(withPart(value, 'to', event.target.checked ? longTerm : ''))}
      >
        {say('long')}
      </Checkbox>
    </span>
  );
}

/** Occupation and purpose: a code, and words beside it where the code asks for them or the customer says more. */
export function CodedControl({ value, onChange, onLeave, item, label, ...rest }: PartsProps) {
  const say = useTexts(texts);
  const row = findItem(item);
  const main = item === 'RK16' ? 'purpose' : 'code';
  return (
    <span className="item-parts">
      <CodeControl
        {...rest}
        label={label}
        table={row?.table ?? ''}
        placeholder={say('choose')}
        value={partIn(value, main)}
        onChange={(code) => onChange(withPart(value, main, code))}
        onLeave={onLeave}
      />
      <TextControl
        {...rest}
        id={`${rest.id ?? item}-text`}
        label={`${label}: ${say('words')}`}
        format="text"
        max={60}
        placeholder={say('words')}
        value={partIn(value, 'text')}
        onChange={(text) => onChange(withPart(value, 'text', text))}
        onLeave={onLeave}
      />
    </span>
  );
}

/** Every collectable part of the dictionary, one control each: tax statement, guardian, agent, income band. */
export function PartList({
  value,
  onChange,
  onLeave,
  item,
  label,
  only,
  ...rest
}: PartsProps & { readonly only?: readonly string[] | undefined }) {
  const inWords = useWords();
  const all = findItem(item)?.parts ?? [];
  const isDomestic = item === 'NP24' && ['', '1'].includes(partIn(value, 'status'));
  const parts = all.filter(
    (part) => (only?.includes(part.id) ?? true) && (!isDomestic || part.id === 'status'),
  );
  return (
    <span className="item-parts">
      {parts.map((part, at) => (
        <PartControl
          key={part.id}
          {...rest}
          part={part}
          id={at === 0 ? rest.id : `${rest.id ?? item}-${part.id}`}
          label={`${label}: ${inWords(part.name)}`}
          placeholder={inWords(part.name)}
          value={partIn(value, part.id)}
          onChange={(text) => onChange(withPart(value, part.id, text))}
          onLeave={onLeave}
        />
      ))}
    </span>
  );
}

function PartControl({ part, ...rest }: ControlProps & { readonly part: DictionaryPart }) {
  if (part.table) return <CodeControl {...rest} table={part.table} />;
  return <TextControl {...rest} format={part.format} max={part.length.max || 60} />;
}
