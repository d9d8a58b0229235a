// Undoing an applied batch, proposed to the data owner: what it removes is said before the reason is asked for.
import { operations, type BatchCard } from '@shouxin/contract';
import { rule } from '@shouxin/contract/items';
import { App, Button, Input, Modal } from 'antd';
import { useState, type FormEvent } from 'react';
import { defineTexts, useTexts, useWords } from '../app/language.ts';
import { useAct } from '../app/queries.ts';
import { RefusalNotice } from '../ui/refusal.tsx';
import { batchReads } from './use-batch.ts';

const texts = defineTexts('imports/undo', {
  title: { zh: '提交撤销', en: 'Propose to undo the batch' },
  what: {
    zh: '数据责任人批准后，将删除由本批次导入的 {count} 位客户及其更新任务，不能恢复；需要时重新导入。',
    en: 'Once a data owner approves, the {count} customers of this batch and their tasks are deleted for good; import again if needed.',
  },
  limits: {
    zh: '入库 {days} 天内、客户都还没有被查看、变更或办理业务时可以撤销。',
    en: 'Possible within {days} days, while nobody has looked at, changed or served one of its customers.',
  },
  reason: { zh: '撤销原因', en: 'Reason' },
  hint: { zh: '例如：源系统导出条件有误', en: 'For example: the export had the wrong filter' },
  go: { zh: '提交撤销', en: 'Propose' },
  cancel: { zh: '取消', en: 'Cancel' },
  done: { zh: '已提交，等待{who}批准', en: 'Proposed; waits for: {who}' },
});

interface Props {
  readonly batch: BatchCard;
  readonly onClose: () => void;
}

export function UndoDialog({ batch, onClose }: Props) {
  const say = useTexts(texts);
  const inWords = useWords();
  const { message } = App.useApp();
  const [reason, setReason] = useState('');
  const { run, isBusy, refusal } = useAct(operations.imports.undo, [
    ...batchReads,
    operations.approvals.mine,
  ]);
  const undo = async (event: FormEvent) => {
    event.preventDefault();
    const answer = await run({ batch: batch.batch, reason: reason.trim() });
    if (!answer) return;
    void message.success(say('done', { who: inWords(answer.reviewers) }));
    onClose();
  };
  return (
    <Modal open title={say('title')} width={480} footer={null} onCancel={onClose} destroyOnHidden>
      <form className="stack" onSubmit={(event) => void undo(event)}>
        <p>{say('what', { count: batch.applied.toLocaleString('en-US') })}</p>
        <p className="mut">{say('limits', { days: rule('import.undo.window_days') })}</p>
        <label className="field">
          <span>{say('reason')}</span>
          <Input.TextArea
            value={reason}
            onChange={(event) => setReason(event.target.value)}
            rows={3}
            maxLength={500}
            placeholder={say('hint')}
          />
        </label>
        {refusal && <RefusalNotice refusal={refusal} />}
        <div className="dialog-foot">
          <span className="grow" />
          <Button onClick={onClose}>{say('cancel')}</Button>
          <Button
            type="primary"
            danger
            htmlType="submit"
            loading={isBusy}
            disabled={reason.trim().length < 2}
          >
            {say('go')}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
