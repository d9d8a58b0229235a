// The conclusion on a possible duplicate: one of two, each with what follows from it, and final.
import { operations, type DuplicateConclusion, type TaskMember } from '@shouxin/contract';
import { App, Button, Radio } from 'antd';
import { useState, type FormEvent } from 'react';
import { defineTexts, useTexts, useWords } from '../app/language.ts';
import { useAct } from '../app/queries.ts';
import { Dialog } from '../ui/dialog.tsx';
import { RefusalNotice } from '../ui/refusal.tsx';
import { conclusionWords } from './task-words.ts';

const texts = defineTexts('collection/conclude', {
  conclude: { zh: '登记结论', en: 'Conclude' },
  title: { zh: '疑似重复核对结论', en: 'Conclusion on a possible duplicate' },
  about: {
    zh: '在册客户 {number} 与文件第 {record} 条',
    en: 'Customer {number} and record {record}',
  },
  final: { zh: '结论登记后不能修改，并记入审计日志。', en: 'A conclusion is final and recorded.' },
  cancel: { zh: '取消', en: 'Cancel' },
  done: { zh: '已登记结论', en: 'Concluded' },
});

const conclusions: readonly DuplicateConclusion[] = ['same', 'different'];

interface Props {
  readonly task: string;
  readonly member: TaskMember;
}

export function ConcludeButton(props: Props) {
  const say = useTexts(texts);
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button size="small" onClick={() => setOpen(true)}>
        {say('conclude')}
      </Button>
      <Dialog isOpen={isOpen} title={say('title')} width={520} onClose={() => setOpen(false)}>
        <ConcludeForm {...props} onClose={() => setOpen(false)} />
      </Dialog>
    </>
  );
}

function ConcludeForm({ task, member, onClose }: Props & { readonly onClose: () => void }) {
  const say = useTexts(texts);
  const inWords = useWords();
  const { message } = App.useApp();
  const [conclusion, setConclusion] = useState<DuplicateConclusion>();
  const { run, isBusy, refusal } = useAct(operations.collection.concludeDuplicate, [
    operations.collection.taskMembers,
    operations.collection.tasks,
    operations.desk.desk,
  ]);
  const { customer, number } = member.card;
  const conclude = async (event: FormEvent) => {
    event.preventDefault();
    if (!conclusion || !(await run({ task, customer, conclusion }))) return;
    void message.success(say('done'));
    onClose();
  };
  return (
    <form className="stack" onSubmit={(event) => void conclude(event)}>
      <p className="num">{say('about', { number, record: member.record ?? '—' })}</p>
      <Radio.Group
        className="task-conclusions"
        aria-label={say('title')}
        value={conclusion}
        onChange={(event) => setConclusion(event.target.value as DuplicateConclusion)}
      >
        {conclusions.map((it) => (
          <Radio key={it} value={it}>
            {inWords(conclusionWords[it].name)}
            <span className="mut task-then">{inWords(conclusionWords[it].next)}</span>
          </Radio>
        ))}
      </Radio.Group>
      <p className="mut">{say('final')}</p>
      {refusal && <RefusalNotice refusal={refusal} />}
      <div className="dialog-foot">
        <span className="grow" />
        <Button onClick={onClose}>{say('cancel')}</Button>
        <Button type="primary" htmlType="submit" loading={isBusy} disabled={!conclusion}>
          {say('conclude')}
        </Button>
      </div>
    </form>
  );
}
