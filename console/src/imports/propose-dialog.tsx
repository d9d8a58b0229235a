// Before a batch is proposed: how many customers it brings, what stays outside, and who decides.
import { operations, type BatchCard } from '@shouxin/contract';
import { App, Button, Modal } from 'antd';
import { defineTexts, useTexts, useWords } from '../app/language.ts';
import { useAct } from '../app/queries.ts';
import { RefusalNotice } from '../ui/refusal.tsx';
import { batchReads } from './use-batch.ts';

const texts = defineTexts('imports/propose', {
  title: { zh: '提交审批', en: 'Propose the batch' },
  brings: {
    zh: '批准后入库 {count} 条（其中 {warn} 条生成更新任务）。',
    en: '{count} records are stored once approved; {warn} of them leave a task.',
  },
  outside: {
    zh: '不通过 {reject} 条、重复 {duplicate} 条，不入库。',
    en: '{reject} rejected and {duplicate} duplicates stay outside.',
  },
  corrections: {
    zh: '需要更正的记录请先下载：批次入库或退回后源文件即删除，不能再下载。',
    en: 'Download the rejected records first if they are to be corrected: once the batch ends its file is deleted.',
  },
  who: {
    zh: '由数据责任人批准；提交人不能批准自己提交的批次。',
    en: 'A data owner decides; nobody approves what they proposed.',
  },
  go: { zh: '提交审批', en: 'Propose' },
  cancel: { zh: '取消', en: 'Cancel' },
  done: { zh: '已提交审批，可批准：{who}', en: 'Proposed. May approve: {who}' },
});

interface Props {
  readonly batch: BatchCard;
  readonly onClose: () => void;
}

export function ProposeDialog({ batch, onClose }: Props) {
  const say = useTexts(texts);
  const inWords = useWords();
  const { message } = App.useApp();
  const { run, isBusy, refusal } = useAct(operations.imports.propose, [
    ...batchReads,
    operations.approvals.mine,
  ]);
  const { accept = 0, warn = 0, reject = 0, duplicate = 0 } = batch.counts ?? {};
  const propose = async () => {
    const answer = await run({ batch: batch.batch });
    if (!answer) return;
    void message.success(say('done', { who: inWords(answer.reviewers) }));
    onClose();
  };
  return (
    <Modal open title={say('title')} width={480} footer={null} onCancel={onClose} destroyOnHidden>
      <div className="stack">
        <p>
          {say('brings', { count: accept + warn, warn })}
          <br />
          {say('outside', { reject, duplicate })}
        </p>
        {reject > 0 && <p className="mut">{say('corrections')}</p>}
        <p className="note-line">{say('who')}</p>
        {refusal && <RefusalNotice refusal={refusal} />}
        <div className="dialog-foot">
          <span className="grow" />
          <Button onClick={onClose}>{say('cancel')}</Button>
          <Button type="primary" loading={isBusy} onClick={() => void propose()}>
            {say('go')}
          </Button>
        </div>
      </div>
    </Modal>
  );
}
