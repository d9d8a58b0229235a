// What is checked at the end, before business goes on.
import { planBounds } from '@shouxin/contract';
import { Button, Input } from 'antd';
import { defineTexts, useTexts } from '../app/language.ts';
import type { PartProps } from './head-part.tsx';
import { changed, emptyCheck } from './writing.ts';

const texts = defineTexts('plans/checks', {
  one: { zh: '核验 {number}', en: 'Check {number}' },
  add: { zh: '添加核验', en: 'Add a check' },
  remove: { zh: '删除', en: 'Remove' },
});

export function ChecksPart({ writing, onChange }: PartProps) {
  const say = useTexts(texts);
  const { checks } = writing;
  const set = (next: typeof checks) => onChange({ ...writing, checks: next });
  return (
    <div className="stack">
      {checks.map((it, at) => (
        <div key={it.key} className="plan-check">
          <Input
            aria-label={say('one', { number: at + 1 })}
            value={it.text}
            maxLength={300}
            onChange={(event) => set(changed(checks, at, { text: event.target.value }))}
          />
          <Button
            aria-label={`${say('remove')} ${say('one', { number: at + 1 })}`}
            disabled={checks.length === 1}
            onClick={() => set(checks.toSpliced(at, 1))}
          >
            {say('remove')}
          </Button>
        </div>
      ))}
      <Button
        className="plan-add"
        disabled={checks.length >= planBounds.checks}
        onClick={() => set([...checks, emptyCheck()])}
      >
        {say('add')}
      </Button>
    </div>
  );
}
