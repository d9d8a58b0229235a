// One stock-take: the site from where media lie, then a result for each of them. Until each has one nothing can be recorded.
import { operations, stockResults, type CopyPlace, type OutputOf } from '@shouxin/contract';
import { Radio, Select } from 'antd';
import { useId } from 'react';
import { defineTexts, useTexts, useWords } from '../app/language.ts';
import { useRead } from '../app/queries.ts';
import { TextField } from '../storage/fields.tsx';
import { Empty } from '../ui/empty.tsx';
import { ActForm, useForm } from './act-form.tsx';
import { foundWords } from './words.ts';

const texts = defineTexts('custody/stock-form', {
  site: { zh: '保管地点', en: 'Site' },
  witness: { zh: '监盘人', en: 'Counted with' },
  lead: { zh: '逐件核对标签与封条。', en: 'Check label and seal of each.' },
  seal: { zh: '封条 {seal}，保管人 {who}', en: 'seal {seal}, kept by {who}' },
  none: { zh: '该处没有在库介质', en: 'No medium is in store there' },
});

type Found = (typeof stockResults)[number];

interface Value {
  readonly place: Pick<CopyPlace, 'provinceCode' | 'site'> | undefined;
  readonly witness: string;
  readonly found: Readonly<Record<string, Found>>;
}

export function StockForm({ onClose }: { readonly onClose: () => void }) {
  const say = useTexts(texts);
  const start: Value = { place: undefined, witness: '', found: {} };
  const form = useForm(operations.custody.takeStock, start, onClose);
  const { value, set } = form;
  const { place, witness, found } = value;
  const where = whereOf(place);
  const items = useToCount(where);
  const seen = seenOf(items, found);
  const isWhole = seen.length > 0 && seen.length === items.length;
  return (
    <ActForm
      {...form}
      isReady={isWhole && witness.trim().length >= 2}
      lead={say('lead')}
      onSend={() => void form.send({ ...where, witness, seen })}
      onClose={onClose}
    >
      <SiteField value={place} onChange={(next) => set({ place: next, found: {} })} />
      <TextField
        label={say('witness')}
        value={witness}
        max={40}
        onChange={(next) => set({ witness: next })}
      />
      {place && items.length === 0 && <Empty title={say('none')} />}
      {items.map((it) => (
        <fieldset key={it.medium} className="plain-set custody-wide custody-count">
          <legend className="num">{it.label}</legend>
          <span className="mut num">{say('seal', { seal: it.seal, who: it.custodian })}</span>
          <Results
            value={found[it.medium]}
            onChange={(result) => set({ found: { ...found, [it.medium]: result } })}
          />
        </fieldset>
      ))}
    </ActForm>
  );
}

function whereOf(place: Value['place']) {
  return { province: place?.provinceCode ?? '', site: place?.site ?? '' };
}

const none: Items = [];

type Items = OutputOf<typeof operations.custody.toCount>['items'];

function useToCount(where: { readonly province: string; readonly site: string }) {
  const isChosen = where.site !== '';
  return useRead(operations.custody.toCount, where, { enabled: isChosen }).answer?.items ?? none;
}

function seenOf(items: Items, found: Value['found']): { medium: string; found: Found }[] {
  return items.flatMap(({ medium }) => {
    const result = found[medium];
    return result ? [{ medium, found: result }] : [];
  });
}

interface ResultsProps {
  readonly value: Found | undefined;
  readonly onChange: (found: Found) => void;
}

function Results({ value, onChange }: ResultsProps) {
  const inWords = useWords();
  return (
    <Radio.Group
      value={value}
      onChange={(event) =>
        onChange(stockResults.find((it) => it === event.target.value) ?? 'missing')
      }
      options={stockResults.map((it) => ({ value: it, label: inWords(foundWords[it]) }))}
    />
  );
}

interface SiteProps {
  readonly value: Value['place'];
  readonly onChange: (place: NonNullable<Value['place']>) => void;
}

/** Sites where copies lie, from the map. */
function SiteField({ value, onChange }: SiteProps) {
  const say = useTexts(texts);
  const inWords = useWords();
  const id = useId();
  const { answer } = useRead(operations.custody.copies, {});
  const places = (answer?.places ?? []).filter((it) =>
    it.items.some((one) => one.to.startsWith('/custody')),
  );
  const keyOf = (it: NonNullable<Value['place']>) => `${it.provinceCode}/${it.site}`;
  return (
    <label className="field" htmlFor={id}>
      <span>{say('site')}</span>
      <Select
        id={id}
        value={value && keyOf(value)}
        loading={!answer}
        showSearch={{ optionFilterProp: 'label' }}
        onChange={(key) => {
          const found = places.find((it) => keyOf(it) === key);
          if (found) onChange(found);
        }}
        options={places.map((it) => ({
          value: keyOf(it),
          label: `${inWords(it.province)} ${it.site}`,
        }))}
      />
    </label>
  );
}
