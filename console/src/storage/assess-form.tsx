// A security assessment of an asset, with its findings and how each will be mended (R3.1.2). Kept sealed once approved.
import { assessmentResultWords, operations, severityWords, type SentTo } from '@shouxin/contract';
import { App, Button, Input, InputNumber } from 'antd';
import { useState, type FormEvent } from 'react';
import { onDay } from '../app/format.ts';
import { defineTexts, useTexts, useWords } from '../app/language.ts';
import { useAct } from '../app/queries.ts';
import { FormDrawer } from '../ui/form-drawer.tsx';
import { RefusalNotice } from '../ui/refusal.tsx';
import { ChoiceField, DayField, TextField } from './fields.tsx';
import { proposalReads } from './words.ts';

const texts = defineTexts('storage/assess', {
  title: { zh: '登记安全评估', en: 'Record a security assessment' },
  assessedOn: { zh: '评估日期', en: 'Assessed on' },
  assessor: { zh: '评估方', en: 'Assessed by' },
  assessorHint: { zh: '部门或机构名称', en: 'A department or a firm' },
  result: { zh: '结论', en: 'Result' },
  score: { zh: '得分（0–100）', en: 'Score (0–100)' },
  finding: { zh: '问题 {number}', en: 'Finding {number}' },
  severity: { zh: '风险', en: 'Severity' },
  text: { zh: '问题', en: 'What was found' },
  remediation: { zh: '整改措施', en: 'Remedy' },
  dueOn: { zh: '整改期限', en: 'Due on' },
  add: { zh: '添加问题', en: 'Add a finding' },
  remove: { zh: '删除问题 {number}', en: 'Remove finding {number}' },
  go: { zh: '提交复核', en: 'Propose' },
  cancel: { zh: '取消', en: 'Cancel' },
  done: { zh: '已提交，等待{who}复核', en: 'Proposed; waits for: {who}' },
});

type Terms = SentTo<typeof operations.storage.assess>;
type Finding = Terms['findings'][number];

interface Props {
  readonly isOpen: boolean;
  readonly asset: string;
  readonly onClose: () => void;
}

export function AssessDrawer({ isOpen, asset, onClose }: Props) {
  const say = useTexts(texts);
  return (
    <FormDrawer isOpen={isOpen} title={say('title')} onClose={onClose}>
      <AssessForm asset={asset} onClose={onClose} />
    </FormDrawer>
  );
}

function isWhole({ assessor, findings }: Terms): boolean {
  const texts = [assessor, ...findings.flatMap((it) => [it.text, it.remediation])];
  return texts.every((it) => it.trim().length >= 2);
}

function AssessForm({ asset, onClose }: Omit<Props, 'isOpen'>) {
  const say = useTexts(texts);
  const inWords = useWords();
  const { message } = App.useApp();
  const { run, isBusy, refusal } = useAct(operations.storage.assess, proposalReads);
  const [terms, setTerms] = useState<Terms>(() => ({
    asset,
    assessedOn: onDay(new Date()),
    assessor: '',
    result: 'passed',
    score: 90,
    findings: [],
  }));
  const set = (more: Partial<Terms>) => setTerms((before) => ({ ...before, ...more }));
  const propose = async (event: FormEvent) => {
    event.preventDefault();
    const answer = await run(terms);
    if (!answer) return;
    void message.success(say('done', { who: inWords(answer.reviewers) }));
    onClose();
  };
  return (
    <form className="stack" autoComplete="off" onSubmit={(event) => void propose(event)}>
      <Head terms={terms} onChange={set} />
      <Findings findings={terms.findings} onChange={(findings) => set({ findings })} />
      {refusal && <RefusalNotice refusal={refusal} nameOf={(item) => nameIn(say, item)} />}
      <div className="dialog-foot">
        <span className="grow" />
        <Button onClick={onClose}>{say('cancel')}</Button>
        <Button type="primary" htmlType="submit" loading={isBusy} disabled={!isWhole(terms)}>
          {say('go')}
        </Button>
      </div>
    </form>
  );
}

function nameIn(say: (key: 'assessedOn' | 'result' | 'text') => string, item: string): string {
  if (item === 'assessedOn' || item === 'result') return say(item);
  return say('text');
}

interface HeadProps {
  readonly terms: Terms;
  readonly onChange: (more: Partial<Terms>) => void;
}

function Head({ terms, onChange }: HeadProps) {
  const say = useTexts(texts);
  return (
    <div className="storage-form">
      <DayField
        label={say('assessedOn')}
        value={terms.assessedOn}
        onChange={(assessedOn) => onChange({ assessedOn })}
      />
      <TextField
        label={say('assessor')}
        value={terms.assessor}
        max={100}
        hint={say('assessorHint')}
        onChange={(assessor) => onChange({ assessor })}
      />
      <ChoiceField
        label={say('result')}
        value={terms.result}
        choices={assessmentResultWords}
        onChange={(result) => onChange({ result })}
      />
      <label className="field">
        <span>{say('score')}</span>
        <InputNumber
          min={0}
          max={100}
          precision={0}
          value={terms.score}
          onChange={(score) => onChange({ score: score ?? 0 })}
        />
      </label>
    </div>
  );
}

const monthMs = 30 * 86_400_000;

function emptyFinding(): Finding {
  const dueOn = onDay(new Date(Date.now() + monthMs));
  return { severity: 'medium', text: '', remediation: '', dueOn };
}

interface FindingsProps {
  readonly findings: readonly Finding[];
  readonly onChange: (findings: Finding[]) => void;
}

function Findings({ findings, onChange }: FindingsProps) {
  const say = useTexts(texts);
  const set = (at: number, more: Partial<Finding>) =>
    onChange(findings.map((it, place) => (place === at ? { ...it, ...more } : it)));
  return (
    <>
      {findings.map((it, place) => (
        <fieldset key={place} className="storage-finding plain-set stack">
          <legend>{say('finding', { number: place + 1 })}</legend>
          <OneFinding it={it} onChange={(more) => set(place, more)} />
          <Button
            size="small"
            onClick={() => onChange(findings.filter((_, other) => other !== place))}
          >
            {say('remove', { number: place + 1 })}
          </Button>
        </fieldset>
      ))}
      <Button
        disabled={findings.length >= 30}
        onClick={() => onChange([...findings, emptyFinding()])}
      >
        {say('add')}
      </Button>
    </>
  );
}

interface OneProps {
  readonly it: Finding;
  readonly onChange: (more: Partial<Finding>) => void;
}

function OneFinding({ it, onChange }: OneProps) {
  const say = useTexts(texts);
  return (
    <>
      <label className="field">
        <span>{say('text')}</span>
        <Input.TextArea
          rows={2}
          maxLength={500}
          value={it.text}
          onChange={(event) => onChange({ text: event.target.value })}
        />
      </label>
      <label className="field">
        <span>{say('remediation')}</span>
        <Input.TextArea
          rows={2}
          maxLength={500}
          value={it.remediation}
          onChange={(event) => onChange({ remediation: event.target.value })}
        />
      </label>
      <div className="storage-form">
        <ChoiceField
          label={say('severity')}
          value={it.severity}
          choices={severityWords}
          onChange={(severity) => onChange({ severity })}
        />
        <DayField label={say('dueOn')} value={it.dueOn} onChange={(dueOn) => onChange({ dueOn })} />
      </div>
    </>
  );
}
