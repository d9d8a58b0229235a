// One over-collection case beside the list: what is known of it, and the conclusion that closes it. Never what it held.
import { operations, type OutputOf } from '@shouxin/contract';
import { App, Button, Drawer, Input } from 'antd';
import { useState, type FormEvent } from 'react';
import { atMinute } from '../app/format.ts';
import { defineTexts, useTexts, useWords } from '../app/language.ts';
import { useAct } from '../app/queries.ts';
import { channelWords } from '../items/names.ts';
import { Chip } from '../ui/chip.tsx';
import { RefusalNotice } from '../ui/refusal.tsx';

const texts = defineTexts('collection/case', {
  item: { zh: '信息项', en: 'Item' },
  channel: { zh: '渠道', en: 'Channel' },
  source: { zh: '来源', en: 'Source' },
  by: { zh: '提交人', en: 'By' },
  unit: { zh: '机构', en: 'Unit' },
  count: { zh: '次数', en: 'Times' },
  at: { zh: '登记时间', en: 'Recorded' },
  state: { zh: '状态', en: 'State' },
  open: { zh: '待核查', en: 'Open' },
  closed: { zh: '已办结', en: 'Closed' },
  conclusion: { zh: '核查结论', en: 'Conclusion' },
  sealed: { zh: '已加密留存，供审计查阅', en: 'Kept sealed, for the auditor' },
  conclusionHint: {
    zh: '写明原因与整改，例如：源系统字段已停用，支行已清理旧表单。请勿写入个人信息。',
    en: 'Cause and remedy, for example: the field was retired in the source system. Write nothing personal.',
  },
  close: { zh: '办结', en: 'Close the case' },
  done: { zh: '已办结', en: 'Closed' },
  cancel: { zh: '取消', en: 'Cancel' },
});

export type Case = OutputOf<typeof operations.collection.overCollection>['items'][number];

export function CaseState({ of }: { readonly of: Case }) {
  const say = useTexts(texts);
  return <Chip tone={of.state === 'open' ? 'warn' : 'plain'}>{say(of.state)}</Chip>;
}

interface DrawerProps {
  readonly opened: Case | null;
  readonly onClose: () => void;
}

export function CaseDrawer({ opened, onClose }: DrawerProps) {
  const inWords = useWords();
  return (
    <Drawer
      open={opened !== null}
      title={opened ? inWords(opened.label) : ''}
      size={480}
      onClose={onClose}
      destroyOnHidden
    >
      {opened && <CaseDetail it={opened} onClose={onClose} />}
    </Drawer>
  );
}

function CaseDetail({ it, onClose }: { readonly it: Case; readonly onClose: () => void }) {
  const say = useTexts(texts);
  const inWords = useWords();
  const channel = channelWords[it.channel];
  const facts: readonly (readonly [string, React.ReactNode])[] = [
    [say('state'), <CaseState key="state" of={it} />],
    [say('item'), `${inWords(it.label)} ${it.item}`],
    [say('channel'), channel ? inWords(channel) : it.channel],
    [say('source'), it.source],
    [say('by'), [it.by, it.unit && inWords(it.unit)].filter(Boolean).join(' · ') || '—'],
    [say('count'), it.count],
    [say('at'), atMinute(it.at)],
  ];
  return (
    <div className="stack">
      <dl className="facts">
        {facts.map(([name, value]) => (
          <div key={name} className="facts-pair">
            <dt>{name}</dt>
            <dd className="num">{value}</dd>
          </div>
        ))}
      </dl>
      {it.state === 'open' ? (
        <CloseForm it={it} onClose={onClose} />
      ) : (
        <p>
          <b>{say('conclusion')}</b>
          <br />
          {it.conclusion ?? <span className="mut">{say('sealed')}</span>}
        </p>
      )}
    </div>
  );
}

function CloseForm({ it, onClose }: { readonly it: Case; readonly onClose: () => void }) {
  const say = useTexts(texts);
  const { message } = App.useApp();
  const [conclusion, setConclusion] = useState('');
  const { run, isBusy, refusal } = useAct(operations.collection.closeOverCollection, [
    operations.collection.overCollection,
    operations.desk.desk,
  ]);
  const close = async (event: FormEvent) => {
    event.preventDefault();
    if (!(await run({ case: it.case, conclusion: conclusion.trim() }))) return;
    void message.success(say('done'));
    onClose();
  };
  return (
    <form className="stack" onSubmit={(event) => void close(event)}>
      <label className="field">
        <span>{say('conclusion')}</span>
        <Input.TextArea
          value={conclusion}
          onChange={(event) => setConclusion(event.target.value)}
          rows={4}
          maxLength={500}
        />
        <small className="mut">{say('conclusionHint')}</small>
      </label>
      {refusal && <RefusalNotice refusal={refusal} />}
      <div className="dialog-foot">
        <span className="grow" />
        <Button onClick={onClose}>{say('cancel')}</Button>
        <Button
          type="primary"
          htmlType="submit"
          loading={isBusy}
          disabled={conclusion.trim().length < 2}
        >
          {say('close')}
        </Button>
      </div>
    </form>
  );
}
