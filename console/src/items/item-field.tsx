// One item of a form: label, control by the dictionary's format, and under it what is wrong and how to mend it.
import { findItem, type Finding, type ItemInput } from '@shouxin/contract/items';
import { useId } from 'react';
import { defineTexts, useTexts, useWords } from '../app/language.ts';
import { Chip } from '../ui/chip.tsx';
import { itemName } from './names.ts';
import { AddressControl, CodedControl, PartList, PeriodControl } from './part-controls.tsx';
import { CodeControl, TextControl, type ControlProps } from './text-controls.tsx';
import { textIn } from './values.ts';
import './items.css';

const texts = defineTexts('items/item-field', {
  required: { zh: '必填', en: 'required' },
  dual: { zh: '须复核', en: 'reviewed' },
  choose: { zh: '请选择', en: 'Choose' },
});

export interface ItemFieldProps {
  readonly item: string;
  readonly input: ItemInput | undefined;
  readonly onChange: (input: ItemInput) => void;
  readonly onLeave?: () => void;
  readonly onPasteLine?: (line: string) => boolean;
  readonly findings: readonly Finding[];
  readonly isRequired: boolean;
  readonly isDualCheck?: boolean;
  readonly only?: readonly string[] | undefined;
  /** Why it is asked: one line under the label. */
  readonly hint?: string | undefined;
}

export function ItemField(props: ItemFieldProps) {
  const say = useTexts(texts);
  const inWords = useWords();
  const id = useId();
  const name = inWords(itemName(props.item));
  const isInvalid = props.findings.some((it) => it.severity === 'reject');
  const messages = `${id}-messages`;
  return (
    <div className="item-field">
      <div className="item-label">
        <label htmlFor={id}>
          {name}
          {props.isRequired && (
            <i className="item-required" title={say('required')}>
              *<span className="sr-only">{say('required')}</span>
            </i>
          )}
        </label>
        {props.isDualCheck && <Chip tone="outline">{say('dual')}</Chip>}
      </div>
      <div className="item-body">
        <ItemControl
          {...props}
          control={{
            id,
            label: name,
            isInvalid,
            isRequired: props.isRequired,
            describedBy: props.findings.length > 0 ? messages : undefined,
          }}
        />
        {props.hint && <p className="item-hint">{props.hint}</p>}
        <div id={messages} className="item-messages" aria-live="polite">
          {props.findings.map((it) => (
            <p key={`${it.part ?? ''}${it.code}`} className={`item-${it.severity}`}>
              {inWords(it.message)}
            </p>
          ))}
        </div>
      </div>
    </div>
  );
}

interface Control extends ItemFieldProps {
  readonly control: Pick<ControlProps, 'id' | 'label' | 'isInvalid' | 'isRequired' | 'describedBy'>;
}

const byFormat: Record<string, 'address' | 'period' | 'coded' | 'parts'> = {
  address: 'address',
  period: 'period',
  'code-or-text': 'coded',
  purpose: 'coded',
  tax: 'parts',
  guardian: 'parts',
  agent: 'parts',
  parts: 'parts',
};

function ItemControl(props: Control) {
  const { item, input, onChange, onLeave, onPasteLine, only, control } = props;
  const row = findItem(item);
  const kind = byFormat[row?.format ?? ''];
  const common = { ...control, ...(onLeave && { onLeave }), ...(onPasteLine && { onPasteLine }) };
  if (!kind) return <OneText {...common} item={item} value={textIn(input)} onChange={onChange} />;
  const value = typeof input === 'object' ? input : {};
  return (
    <Parts kind={kind} {...common} item={item} only={only} value={value} onChange={onChange} />
  );
}

function OneText({ item, ...props }: ControlProps & { readonly item: string }) {
  const say = useTexts(texts);
  const row = findItem(item);
  if (row?.table) return <CodeControl {...props} table={row.table} placeholder={say('choose')} />;
  return <TextControl {...props} format={row?.format ?? 'text'} max={row?.length.max || 200} />;
}

type PartsKind = 'address' | 'period' | 'coded' | 'parts';

function Parts({ kind, ...props }: { readonly kind: PartsKind } & Parameters<typeof PartList>[0]) {
  switch (kind) {
    case 'address':
      return <AddressControl {...props} />;
    case 'period':
      return <PeriodControl {...props} />;
    case 'coded':
      return <CodedControl {...props} />;
    case 'parts':
      return <PartList {...props} />;
  }
}
