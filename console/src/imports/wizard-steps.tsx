// Where a batch stands on its way in. The steps are facts of the batch on the server, not of this page.
import { defineTexts, useTexts } from '../app/language.ts';
import type { BatchState } from './words.ts';

const texts = defineTexts('imports/steps', {
  label: { zh: '导入步骤', en: 'Steps of the import' },
  file: { zh: '选择文件', en: 'File' },
  columns: { zh: '核对列', en: 'Columns' },
  check: { zh: '试运行', en: 'Dry run' },
  result: { zh: '查看结果', en: 'Result' },
  approval: { zh: '审批入库', en: 'Approval' },
  done: { zh: '已完成', en: 'done' },
  narrow: { zh: '第 {at} 步，共 {of} 步：{name}', en: 'Step {at} of {of}: {name}' },
});

const steps = ['file', 'columns', 'check', 'result', 'approval'] as const;
export type WizardStep = (typeof steps)[number];

const stepOf: Record<BatchState, WizardStep | 'end'> = {
  uploaded: 'columns',
  mapped: 'columns',
  checking: 'check',
  checked: 'result',
  failed: 'check',
  proposed: 'approval',
  applying: 'approval',
  rejected: 'approval',
  applied: 'end',
  undoing: 'end',
  undone: 'end',
  expired: 'columns',
};

export function WizardSteps({ state }: { readonly state: BatchState | 'new' }) {
  const say = useTexts(texts);
  const step = state === 'new' ? 'file' : stepOf[state];
  const at = step === 'end' ? steps.length : steps.indexOf(step);
  return (
    <ol className="imports-steps" aria-label={say('label')}>
      {steps.map((it, index) => (
        <li
          key={it}
          className={classOf(index, at)}
          aria-current={index === at ? 'step' : undefined}
        >
          <span className="imports-step-mark num" aria-hidden="true">
            {index < at ? '✓' : index + 1}
          </span>
          {say(it)}
          {index < at && <span className="sr-only">{say('done')}</span>}
        </li>
      ))}
    </ol>
  );
}

function classOf(index: number, at: number): string {
  if (index === at) return 'now';
  return index < at ? 'done' : 'ahead';
}
