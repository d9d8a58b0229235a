// By what the log is searched: customer, person, act, purpose, decision, period. Enter searches.
import { allOperations, operations } from '@shouxin/contract';
import { Button, Input, Select } from 'antd';
import { useState, type FormEvent } from 'react';
import { useToday } from '../app/clock.ts';
import { onDay } from '../app/format.ts';
import { defineTexts, useTexts, useWords } from '../app/language.ts';
import { useRead } from '../app/queries.ts';
import { SavedFilters } from '../app/saved-filters.tsx';
import {
  boundsOf,
  cleaned,
  dayEnd,
  dayStart,
  lookAgain,
  lookFor,
  periods,
  savedFrom,
  search,
  type Period,
  type Search,
} from './search.ts';
import { decisions, duties, inDecision } from './words.ts';

const texts = defineTexts('trail/search-form', {
  label: { zh: '查询条件', en: 'Search the trail' },
  customer: { zh: '客户号', en: 'Customer no.' },
  account: { zh: '账号', en: 'Account' },
  act: { zh: '操作', en: 'Act' },
  purpose: { zh: '目的', en: 'Purpose' },
  decision: { zh: '结论', en: 'Decision' },
  period: { zh: '期间', en: 'Period' },
  any: { zh: '不限', en: 'Any' },
  today: { zh: '今天', en: 'Today' },
  week: { zh: '近 7 天', en: 'Last 7 days' },
  month: { zh: '近 30 天', en: 'Last 30 days' },
  all: { zh: '不限', en: 'Any time' },
  own: { zh: '指定日期', en: 'Chosen days' },
  from: { zh: '起', en: 'From' },
  to: { zh: '止', en: 'To' },
  find: { zh: '查询', en: 'Search' },
  clear: { zh: '清除', en: 'Clear' },
  notSaved: { zh: '客户号和账号不随筛选保存。', en: 'Customer number and account are not saved. ' },
});

/** The form holds what is typed; only a press of the button makes it the search, and a link elsewhere replaces it. */
export function SearchForm({ now }: { readonly now: Search }) {
  const say = useTexts(texts);
  const [typed, setTyped] = useState<Search>(now);
  const [seen, setSeen] = useState<Search>(now);
  if (seen !== now) {
    setSeen(now);
    setTyped(now);
  }
  const set = (filters: Search['filters']) =>
    setTyped({ ...typed, filters: { ...typed.filters, ...filters } });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    search.set({ ...typed, filters: cleaned(typed.filters), at: Date.now() });
  };
  const today = useToday();
  const { customerNumber, account } = typed.filters;
  return (
    <search aria-label={say('label')}>
      <form className="trail-form card" onSubmit={submit} autoComplete="off">
        <Field name={say('customer')}>
          <Input
            value={customerNumber ?? ''}
            maxLength={30}
            onChange={(event) =>
              set({ customerNumber: event.target.value.trim().toUpperCase(), trail: undefined })
            }
          />
        </Field>
        <Field name={say('account')}>
          <Input
            value={account ?? ''}
            maxLength={64}
            onChange={(event) => set({ account: event.target.value.trim() })}
          />
        </Field>
        <Choices typed={typed} onSet={set} />
        <PeriodField typed={typed} onChange={setTyped} />
        <div className="trail-form-foot">
          <SavedFilters
            now={savedFrom(typed)}
            onApply={(it) => lookAgain(it, today)}
            note={say('notSaved')}
          />
          <Button onClick={() => lookFor({})}>{say('clear')}</Button>
          <Button type="primary" htmlType="submit">
            {say('find')}
          </Button>
        </div>
      </form>
    </search>
  );
}

function Field({ name, children }: { readonly name: string; readonly children: React.ReactNode }) {
  return (
    <label className="field">
      <span>{name}</span>
      {children}
    </label>
  );
}

interface ChoicesProps {
  readonly typed: Search;
  readonly onSet: (filters: Search['filters']) => void;
}

function Choices({ typed, onSet }: ChoicesProps) {
  const say = useTexts(texts);
  const inWords = useWords();
  const purposes = useRead(operations.policy.purposes, { all: 'true' });
  const { act, purpose, decision } = typed.filters;
  const acts = [...allOperations, ...duties].map((it) => ({
    value: it.id,
    label: `${inWords(it.title)} ${it.id}`,
  }));
  return (
    <>
      <Field name={say('act')}>
        <Select
          allowClear
          showSearch={{ optionFilterProp: 'label' }}
          popupMatchSelectWidth={320}
          placeholder={say('any')}
          value={act}
          options={acts}
          onChange={(next) => onSet({ act: next })}
        />
      </Field>
      <Field name={say('purpose')}>
        <Select
          allowClear
          popupMatchSelectWidth={280}
          placeholder={say('any')}
          value={purpose}
          options={purposes.answer?.items.map((it) => ({
            value: it.code,
            label: `${inWords(it.name)} ${it.code}`,
          }))}
          onChange={(next) => onSet({ purpose: next })}
        />
      </Field>
      <Field name={say('decision')}>
        <Select
          allowClear
          placeholder={say('any')}
          value={decision}
          options={decisions.map((it) => ({ value: it, label: inWords(inDecision(it)) }))}
          onChange={(next) => onSet({ decision: next })}
        />
      </Field>
    </>
  );
}

interface PeriodProps {
  readonly typed: Search;
  readonly onChange: (typed: Search) => void;
}

function PeriodField({ typed, onChange }: PeriodProps) {
  const say = useTexts(texts);
  const today = useToday();
  const { filters, period } = typed;
  const choose = (next: Period) => {
    const bounds =
      next === 'own' ? { from: dayStart(today), to: dayEnd(today) } : boundsOf(next, today);
    onChange({
      ...typed,
      period: next,
      filters: { ...filters, from: undefined, to: undefined, ...bounds },
    });
  };
  const day = (instant: string | undefined, shiftMs = 0) =>
    instant ? onDay(new Date(Date.parse(instant) - shiftMs)) : '';
  return (
    <>
      <Field name={say('period')}>
        <Select<Period>
          value={period}
          onChange={choose}
          options={periods.map((it) => ({ value: it, label: say(it) }))}
        />
      </Field>
      {period === 'own' && (
        <div className="trail-days">
          <Day
            name={say('from')}
            value={day(filters.from)}
            onChange={(it) => onChange({ ...typed, filters: { ...filters, from: dayStart(it) } })}
          />
          <Day
            name={say('to')}
            value={day(filters.to, 1)}
            onChange={(it) => onChange({ ...typed, filters: { ...filters, to: dayEnd(it) } })}
          />
        </div>
      )}
    </>
  );
}

interface DayProps {
  readonly name: string;
  readonly value: string;
  readonly onChange: (day: string) => void;
}

export function Day({ name, value, onChange }: DayProps) {
  return (
    <Field name={name}>
      <input
        type="date"
        className="ant-input ant-input-outlined trail-day"
        value={value}
        max={useToday()}
        onChange={(event) => event.target.value && onChange(event.target.value)}
      />
    </Field>
  );
}
