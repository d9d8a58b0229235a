// Export of a period: every entry of these days with the proof that none is missing between the first and the last.
import { exportFileName, operations } from '@shouxin/contract';
import { App, Button, Modal } from 'antd';
import { useState, type FormEvent } from 'react';
import { useToday } from '../app/clock.ts';
import { defineTexts, useTexts, useWords } from '../app/language.ts';
import { useAllowance } from '../app/permissions.ts';
import { useAct } from '../app/queries.ts';
import { ActButton } from '../ui/act-button.tsx';
import { RefusalNotice } from '../ui/refusal.tsx';
import { save } from '../ui/save-file.ts';
import { Day } from './search-form.tsx';
import { dayEnd, dayStart } from './search.ts';
import { VerifySteps } from './verify-steps.tsx';

const texts = defineTexts('trail/export', {
  title: { zh: '导出期间日志', en: 'Export a period' },
  what: {
    zh: '导出所选日期的全部记录，附带证明：任何一条被改动或缺少都能离线查出。文件不含客户资料明文。',
    en: 'Every entry of these days, with proof that none was altered and none is missing. The file holds no value of a customer.',
  },
  from: { zh: '起', en: 'From' },
  to: { zh: '止', en: 'To' },
  wrong: { zh: '止日不能早于起日', en: 'The last day is before the first' },
  go: { zh: '导出', en: 'Export' },
  cancel: { zh: '取消', en: 'Cancel' },
  done: { zh: '已导出', en: 'Exported' },
});

export function ExportDialog({ onClose }: { readonly onClose: () => void }) {
  const say = useTexts(texts);
  const inWords = useWords();
  const { message } = App.useApp();
  const today = useToday();
  const [from, setFrom] = useState(today);
  const [to, setTo] = useState(today);
  const { reason } = useAllowance(operations.audit.export);
  const { run, isBusy, refusal } = useAct(operations.audit.export);
  const isWrong = to < from;
  const take = async (event: FormEvent) => {
    event.preventDefault();
    const file = await run({ from: dayStart(from), to: dayEnd(to) });
    if (!file) return;
    await save(file);
    void message.success(say('done'));
    onClose();
  };
  return (
    <Modal open title={say('title')} width={560} footer={null} onCancel={onClose} destroyOnHidden>
      <form className="stack" onSubmit={(event) => void take(event)}>
        <p>{say('what')}</p>
        <div className="trail-days">
          <Day name={say('from')} value={from} onChange={setFrom} />
          <Day name={say('to')} value={to} onChange={setTo} />
        </div>
        {isWrong && <p className="field-error">{say('wrong')}</p>}
        <VerifySteps file={exportFileName({ from, to })} />
        {refusal && <RefusalNotice refusal={refusal} />}
        <div className="dialog-foot">
          <span className="grow" />
          <Button onClick={onClose}>{say('cancel')}</Button>
          <ActButton
            type="primary"
            htmlType="submit"
            loading={isBusy}
            reason={(reason && inWords(reason)) ?? (isWrong ? say('wrong') : undefined)}
          >
            {say('go')}
          </ActButton>
        </div>
      </form>
    </Modal>
  );
}
