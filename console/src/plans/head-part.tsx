// What the plan is for: name, scenario, data, scope, when it is started, and the two targets.
import { dataSets, planScenarios, planScenarioWords } from '@shouxin/contract';
import { Checkbox, Input, InputNumber, Select } from 'antd';
import { useId } from 'react';
import { defineTexts, useTexts, useWords } from '../app/language.ts';
import type { Writing } from './writing.ts';

const texts = defineTexts('plans/head', {
  name: { zh: '预案名称', en: 'Name' },
  scenario: { zh: '适用场景', en: 'Scenario' },
  data: { zh: '恢复的数据', en: 'Data that comes back' },
  scope: { zh: '恢复范围', en: 'Scope: what comes back and what does not' },
  activation: { zh: '启动条件', en: 'Started when, and by whom' },
  rto: { zh: '恢复时间目标 RTO（分钟）', en: 'Recovery time target, RTO (minutes)' },
  rpo: { zh: '恢复点目标 RPO（分钟）', en: 'Recovery point target, RPO (minutes)' },
  note: { zh: '修订说明（写给复核人）', en: 'What this version is for (the reviewer reads it)' },
});

export interface PartProps {
  readonly writing: Writing;
  readonly onChange: (writing: Writing) => void;
}

export function HeadPart({ writing, onChange }: PartProps) {
  const set = (more: Partial<Writing>) => onChange({ ...writing, ...more });
  return (
    <div className="plan-grid">
      <Names writing={writing} set={set} />
      <Targets writing={writing} set={set} />
      <Data writing={writing} set={set} />
      <LongText name="scope" max={500} writing={writing} set={set} />
      <LongText name="activation" max={500} writing={writing} set={set} />
      <LongText name="note" max={300} writing={writing} set={set} />
    </div>
  );
}

interface FieldProps {
  readonly writing: Writing;
  readonly set: (more: Partial<Writing>) => void;
}

function Names({ writing, set }: FieldProps) {
  const say = useTexts(texts);
  const inWords = useWords();
  const id = useId();
  return (
    <>
      <label className="field">
        <span>{say('name')}</span>
        <Input
          value={writing.name}
          maxLength={60}
          onChange={(event) => set({ name: event.target.value })}
        />
      </label>
      <label className="field" htmlFor={id}>
        <span>{say('scenario')}</span>
        <Select
          id={id}
          value={writing.scenario}
          onChange={(scenario) => set({ scenario })}
          showSearch={{ optionFilterProp: 'label' }}
          options={planScenarios.map((it) => ({
            value: it,
            label: inWords(planScenarioWords[it]),
          }))}
        />
      </label>
    </>
  );
}

function Targets({ writing, set }: FieldProps) {
  const say = useTexts(texts);
  return (
    <>
      <label className="field">
        <span>{say('rto')}</span>
        <InputNumber
          min={1}
          max={43_200}
          precision={0}
          value={writing.rtoMinutes}
          onChange={(rtoMinutes) => set({ rtoMinutes: rtoMinutes ?? 1 })}
        />
      </label>
      <label className="field">
        <span>{say('rpo')}</span>
        <InputNumber
          min={0}
          max={43_200}
          precision={0}
          value={writing.rpoMinutes}
          onChange={(rpoMinutes) => set({ rpoMinutes: rpoMinutes ?? 0 })}
        />
      </label>
    </>
  );
}

function Data({ writing, set }: FieldProps) {
  const say = useTexts(texts);
  const inWords = useWords();
  return (
    <fieldset className="plain-set plan-wide">
      <legend>{say('data')}</legend>
      <Checkbox.Group
        value={[...writing.dataSets]}
        options={dataSets.map((it) => ({ value: it.code, label: inWords(it.name) }))}
        onChange={(chosen) =>
          set({ dataSets: dataSets.map((it) => it.code).filter((it) => chosen.includes(it)) })
        }
      />
    </fieldset>
  );
}

interface LongProps extends FieldProps {
  readonly name: 'scope' | 'activation' | 'note';
  readonly max: number;
}

function LongText({ name, max, writing, set }: LongProps) {
  const say = useTexts(texts);
  return (
    <label className="field plan-wide">
      <span>{say(name)}</span>
      <Input.TextArea
        autoSize={{ minRows: 2, maxRows: 6 }}
        maxLength={max}
        value={writing[name]}
        onChange={(event) => set({ [name]: event.target.value })}
      />
    </label>
  );
}
