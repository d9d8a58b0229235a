// The way out: save and leave, or abandon for good. Esc asks too; nothing typed is lost by accident.
import { operations } from '@shouxin/contract';
import { App, Button, Modal } from 'antd';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { defineTexts, useTexts } from '../app/language.ts';
import { useAct } from '../app/queries.ts';
import { useShortcuts } from '../app/shortcuts.ts';
import { RefusalNotice } from '../ui/refusal.tsx';
import type { Draft } from './use-draft.ts';

const texts = defineTexts('collection/leave', {
  leave: { zh: '离开', en: 'Leave' },
  title: { zh: '离开本次采集？', en: 'Leave this intake?' },
  words: {
    zh: '已填写的内容会加密暂存在服务器，稍后可从「柜面采集」继续。客户不再办理时，请选「放弃采集」，草稿随即删除。',
    en: 'What was typed is kept sealed on the server, to be gone on with later. If the customer withdraws, abandon it: the draft is deleted at once.',
  },
  stay: { zh: '继续填写', en: 'Go on' },
  save: { zh: '暂存并离开', en: 'Save and leave' },
  abandon: { zh: '放弃采集', en: 'Abandon' },
  abandoned: { zh: '已放弃采集', en: 'Abandoned' },
});

const leaveWords = { zh: '离开（先问）', en: 'Leave (asks first)' };

interface Props {
  readonly intake: string;
  readonly draft: Draft;
}

export function LeaveButton({ intake, draft }: Props) {
  const say = useTexts(texts);
  const navigate = useNavigate();
  const { message } = App.useApp();
  const [isOpen, setOpen] = useState(false);
  const { run, isBusy, refusal } = useAct(operations.collection.abandon, [
    operations.collection.intakes,
    operations.desk.desk,
  ]);
  useShortcuts([{ keys: 'escape', words: leaveWords, run: () => setOpen(true) }]);
  const save = async () => {
    if (draft.isUnsaved) await draft.saveNow();
    await navigate('/collection');
  };
  const abandon = async () => {
    if (!(await run({ intake }))) return;
    void message.success(say('abandoned'));
    await navigate('/collection');
  };
  return (
    <>
      <Button onClick={() => setOpen(true)}>
        {say('leave')} <kbd aria-hidden="true">Esc</kbd>
      </Button>
      <Modal
        open={isOpen}
        title={say('title')}
        width={480}
        onCancel={() => setOpen(false)}
        footer={[
          <Button key="abandon" danger loading={isBusy} onClick={() => void abandon()}>
            {say('abandon')}
          </Button>,
          <Button key="save" onClick={() => void save()}>
            {say('save')}
          </Button>,
          <Button key="stay" type="primary" onClick={() => setOpen(false)}>
            {say('stay')}
          </Button>,
        ]}
      >
        <p>{say('words')}</p>
        {refusal && <RefusalNotice refusal={refusal} />}
      </Modal>
    </>
  );
}
