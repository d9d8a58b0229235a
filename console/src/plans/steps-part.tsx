// The steps in order: what, who, how long, and how it is known to be done. A step moves with its fields and keeps the focus, by buttons
// or by Alt and an arrow from wherever one is in it.
import { planBounds } from '@shouxin/contract';
import { Button, Input, InputNumber, Select } from 'antd';
import { useEffect, useId, useRef, type KeyboardEvent } from 'react';
import { defineTexts, useTexts } from '../app/language.ts';
import { ActButton } from '../ui/act-button.tsx';
import type { PartProps } from './head-part.tsx';
import { changed, emptyStep, moved, type Step, type Writing } from './writing.ts';

const texts = defineTexts('plans/steps', {
  one: { zh: '步骤 {number}', en: 'Step {number}' },
  what: { zh: '操作', en: 'What' },
  role: { zh: '执行角色', en: 'Who' },
  minutes: { zh: '用时（分钟）', en: 'Minutes' },
  verify: { zh: '如何确认完成', en: 'Verified by' },
  up: { zh: '上移', en: 'Up' },
  down: { zh: '下移', en: 'Down' },
  first: { zh: '已是第一步', en: 'This is the first step' },
  last: { zh: '已是最后一步', en: 'This is the last step' },
  add: { zh: '在末尾添加步骤', en: 'Add a step at the end' },
  after: { zh: '在后面插入', en: 'Insert after' },
  remove: { zh: '删除', en: 'Remove' },
});

/** Moving a field in the page takes its focus away; it is given back. */
function useKeptFocus(): () => void {
  const kept = useRef<HTMLElement | null>(null);
  useEffect(() => {
    kept.current?.focus();
    kept.current = null;
  });
  return () => {
    kept.current = document.activeElement instanceof HTMLElement ? document.activeElement : null;
  };
}

export function StepsPart({ writing, onChange }: PartProps) {
  const say = useTexts(texts);
  const { steps } = writing;
  const keepFocus = useKeptFocus();
  const set = (next: readonly Step[]) => onChange({ ...writing, steps: next });
  const isFull = steps.length >= planBounds.steps;
  const move = (at: number, by: -1 | 1) => {
    keepFocus();
    set(moved(steps, at, by));
  };
  const onKeyDown = (event: KeyboardEvent, at: number) => {
    if (!event.altKey || (event.key !== 'ArrowUp' && event.key !== 'ArrowDown')) return;
    event.preventDefault();
    event.stopPropagation();
    move(at, event.key === 'ArrowUp' ? -1 : 1);
  };
  return (
    <div className="stack">
      {steps.map((it, at) => (
        <fieldset
          key={it.key}
          className="plain-set plan-step"
          onKeyDownCapture={(event) => onKeyDown(event, at)}
        >
          <legend>{say('one', { number: at + 1 })}</legend>
          <Fields it={it} writing={writing} onChange={(more) => set(changed(steps, at, more))} />
          <Acts
            number={at + 1}
            count={steps.length}
            isFull={isFull}
            onMove={(by) => move(at, by)}
            onInsert={() => set(steps.toSpliced(at + 1, 0, emptyStep()))}
            onRemove={() => set(steps.toSpliced(at, 1))}
          />
        </fieldset>
      ))}
      <Button className="plan-add" disabled={isFull} onClick={() => set([...steps, emptyStep()])}>
        {say('add')}
      </Button>
    </div>
  );
}

interface FieldsProps {
  readonly it: Step;
  readonly writing: Writing;
  readonly onChange: (more: Partial<Step>) => void;
}

function Fields({ it, writing, onChange }: FieldsProps) {
  const say = useTexts(texts);
  const id = useId();
  const roles = [...new Set(writing.roles.map(({ role }) => role.trim()))].filter(Boolean);
  return (
    <div className="plan-step-fields">
      <LongText
        label={say('what')}
        max={400}
        value={it.what}
        onChange={(what) => onChange({ what })}
      />
      <LongText
        label={say('verify')}
        max={300}
        value={it.verify}
        onChange={(verify) => onChange({ verify })}
      />
      <label className="field" htmlFor={id}>
        <span>{say('role')}</span>
        <Select
          id={id}
          value={it.role || undefined}
          onChange={(role) => onChange({ role })}
          showSearch={{ optionFilterProp: 'label' }}
          options={roles.map((role) => ({ value: role, label: role }))}
        />
      </label>
      <label className="field">
        <span>{say('minutes')}</span>
        <InputNumber
          min={1}
          max={43_200}
          precision={0}
          value={it.minutes}
          onChange={(minutes) => onChange({ minutes: minutes ?? 1 })}
        />
      </label>
    </div>
  );
}

interface LongProps {
  readonly label: string;
  readonly max: number;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

function LongText({ label, max, value, onChange }: LongProps) {
  return (
    <label className="field">
      <span>{label}</span>
      <Input.TextArea
        autoSize={{ minRows: 1, maxRows: 5 }}
        maxLength={max}
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
    </label>
  );
}

interface ActsProps {
  readonly number: number;
  readonly count: number;
  readonly isFull: boolean;
  readonly onMove: (by: -1 | 1) => void;
  readonly onInsert: () => void;
  readonly onRemove: () => void;
}

function Acts({ number, count, isFull, onMove, onInsert, onRemove }: ActsProps) {
  const say = useTexts(texts);
  const named = (act: string) => `${act} ${say('one', { number })}`;
  return (
    <div className="row-line plan-step-acts">
      <ActButton
        size="small"
        aria-label={named(say('up'))}
        reason={number === 1 ? say('first') : undefined}
        onClick={() => onMove(-1)}
      >
        {say('up')}
      </ActButton>
      <ActButton
        size="small"
        aria-label={named(say('down'))}
        reason={number === count ? say('last') : undefined}
        onClick={() => onMove(1)}
      >
        {say('down')}
      </ActButton>
      <Button size="small" disabled={isFull} aria-label={named(say('after'))} onClick={onInsert}>
        {say('after')}
      </Button>
      <Button
        size="small"
        disabled={count === 1}
        aria-label={named(say('remove'))}
        onClick={onRemove}
      >
        {say('remove')}
      </Button>
    </div>
  );
}
