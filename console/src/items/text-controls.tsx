// Controls of one text: plain input and code table. Enter moves on to the next field; leaving a field checks it.
import type { Language } from '@shouxin/contract';
import { codeTableOf, labelKey, type CodeTable } from '@shouxin/contract/items';
import { Input, Select } from 'antd';
import { useMemo, type ClipboardEvent, type KeyboardEvent } from 'react';
import { useLanguage } from '../app/language.ts';

/** What every control of a value is given. */
export interface ControlProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly onLeave?: () => void;
  /** Asked first; true when it took the pasted line apart. */
  readonly onPasteLine?: (line: string) => boolean;
  readonly label: string;
  readonly id?: string;
  readonly describedBy?: string | undefined;
  readonly isInvalid?: boolean;
  readonly isRequired?: boolean;
  readonly placeholder?: string | undefined;
}

const numeric = new Set(['mobile', 'document-number', 'date', 'date-or-long', 'amount', 'tin']);

export function TextControl(
  props: ControlProps & { readonly format: string; readonly max: number },
) {
  const isNumeric = numeric.has(props.format);
  return (
    <Input
      id={props.id ?? ''}
      value={props.value}
      className={isNumeric ? 'num' : ''}
      maxLength={props.max}
      placeholder={props.placeholder ?? ''}
      status={props.isInvalid ? 'error' : ''}
      autoComplete="off"
      spellCheck={false}
      aria-label={props.label}
      aria-invalid={props.isInvalid ?? false}
      aria-required={props.isRequired ?? false}
      aria-describedby={props.describedBy}
      onChange={(event) => props.onChange(event.target.value)}
      onBlur={props.onLeave}
      onKeyDown={moveOn}
      onPaste={(event) => takeApart(event, props.onPasteLine)}
    />
  );
}

function takeApart(
  event: ClipboardEvent<HTMLInputElement>,
  onPasteLine: ControlProps['onPasteLine'],
): void {
  if (onPasteLine?.(event.clipboardData.getData('text/plain'))) event.preventDefault();
}

/** Enter goes to the next field, as on the institution's other systems; Ctrl+Enter belongs to the page. */
export function moveOn(event: KeyboardEvent<HTMLElement>): void {
  if (event.key !== 'Enter' || event.ctrlKey || event.metaKey || event.nativeEvent.isComposing)
    return;
  event.preventDefault();
  const form = event.currentTarget.closest('form');
  const fields = Array.from(
    form?.querySelectorAll<HTMLElement>(
      'input:not([type=hidden]):not([tabindex="-1"]),textarea,button[type=submit]',
    ) ?? [],
  );
  const at = fields.findIndex(
    (it) => it === event.currentTarget || event.currentTarget.contains(it),
  );
  fields[at + 1]?.focus();
}

export function CodeControl({ table, ...props }: ControlProps & { readonly table: string }) {
  const language = useLanguage();
  const options = useMemo(() => optionsOf(codeTableOf(table), language), [table, language]);
  const isMany = table === 'country';
  const common = {
    id: props.id ?? '',
    options,
    className: 'item-select',
    status: props.isInvalid ? ('error' as const) : ('' as const),
    placeholder: props.placeholder ?? '',
    showSearch: { filterOption: (typed: string, option?: Option) => fits(typed, option) },
    onBlur: props.onLeave,
    'aria-label': props.label,
    'aria-invalid': props.isInvalid ?? false,
    'aria-required': props.isRequired ?? false,
    'aria-describedby': props.describedBy,
  };
  if (isMany) {
    const chosen = props.value === '' ? [] : props.value.split(',');
    return (
      <Select<string[], Option>
        {...common}
        mode="multiple"
        value={chosen}
        maxCount={3}
        onChange={(codes) => props.onChange(codes.join(','))}
      />
    );
  }
  return (
    <Select<string, Option>
      {...common}
      allowClear
      value={props.value === '' ? null : props.value}
      onChange={(code: string | undefined) => props.onChange(code ?? '')}
    />
  );
}

interface Option {
  readonly value: string;
  readonly label: string;
  readonly words: string;
}

/** China first in the table of countries; everything else in the order of the standard. */
function optionsOf(table: CodeTable, language: Language): Option[] {
  const rows = table.rows.filter((row) => row.validTo === null);
  const options = rows.map((row) => ({
    value: row.code,
    label: row.label[language],
    words: [row.code, row.label.zh, row.label.en, ...row.synonyms].map(labelKey).join(' '),
  }));
  return options.toSorted((a, b) => Number(b.value === 'CHN') - Number(a.value === 'CHN'));
}

function fits(typed: string, option: Option | undefined): boolean {
  return option?.words.includes(labelKey(typed)) ?? false;
}
