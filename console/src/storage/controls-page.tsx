// Control cards (R3.0 技术与管理并重): left what is measured as the page opens, right who answers for it, by which procedure, until when.
import { operations, type ControlCard } from '@shouxin/contract';
import { App, Button } from 'antd';
import { useId, useState, type FormEvent } from 'react';
import { UnitSelect } from '../accounts/post-fields.tsx';
import { atMinute, onDay } from '../app/format.ts';
import { defineTexts, useTexts, useWords } from '../app/language.ts';
import { useAllowance } from '../app/permissions.ts';
import { useAct, useRead } from '../app/queries.ts';
import { clauseTones } from '../governance/words.ts';
import { ActButton } from '../ui/act-button.tsx';
import { Chip } from '../ui/chip.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Waiting } from '../ui/empty.tsx';
import { Card, Page } from '../ui/page.tsx';
import { RefusalNotice } from '../ui/refusal.tsx';
import { DayField, TextField } from './fields.tsx';

const texts = defineTexts('storage/controls', {
  title: { zh: '存储控制', en: 'Storage controls' },
  lead: {
    zh: '每项控制左侧是系统实测，右侧是管理记录，两者齐备才算落实。',
    en: 'Each control has what the system measures on the left and its management on the right; it takes both.',
  },
  loading: { zh: '正在读取', en: 'Loading' },
  technical: { zh: '技术检查', en: 'Technical check' },
  checkedAt: { zh: '检测于 {at}', en: 'Checked {at}' },
  management: { zh: '管理记录', en: 'Management record' },
  unit: { zh: '责任部门', en: 'Unit in charge' },
  procedure: { zh: '依据的制度', en: 'Procedure' },
  reviewedOn: { zh: '检查日期', en: 'Reviewed on' },
  nextReviewOn: { zh: '下次检查', en: 'Next review' },
  by: { zh: '登记人', en: 'Recorded by' },
  none: { zh: '没有管理记录，此项控制尚未落实', en: 'No record: this control is not in force' },
  overdue: { zh: '已逾期', en: 'Overdue' },
  record: { zh: '登记管理措施', en: 'Record the management' },
  save: { zh: '保存', en: 'Save' },
  cancel: { zh: '取消', en: 'Cancel' },
  done: { zh: '已登记', en: 'Recorded' },
});

export function ControlsPage() {
  const say = useTexts(texts);
  const { answer, refusal, again } = useRead(operations.storage.controls, {});
  return (
    <Page title={say('title')} lead={say('lead')}>
      {refusal && <RefusalNotice refusal={refusal} onAgain={again} />}
      {!answer && !refusal && <Waiting label={say('loading')} rows={8} />}
      <div className="stack">
        {answer?.items.map((it) => (
          <Control key={it.control} it={it} />
        ))}
      </div>
    </Page>
  );
}

interface Props {
  readonly it: ControlCard;
}

function Control({ it }: Props) {
  const say = useTexts(texts);
  const inWords = useWords();
  const [isOpen, setOpen] = useState(false);
  const { reason } = useAllowance(operations.storage.recordControl);
  return (
    <Card
      title={
        <>
          {inWords(it.title)} <span className="mut">{it.clause}</span>
        </>
      }
      id={`storage-${it.control}`}
      extra={
        <ActButton size="small" reason={reason && inWords(reason)} onClick={() => setOpen(true)}>
          {say('record')}
        </ActButton>
      }
    >
      <div className="storage-card">
        <Technical it={it} />
        <Management it={it} />
      </div>
      <Dialog isOpen={isOpen} title={inWords(it.title)} width={480} onClose={() => setOpen(false)}>
        <RecordForm it={it} onClose={() => setOpen(false)} />
      </Dialog>
    </Card>
  );
}

function Technical({ it: { technical } }: Props) {
  const say = useTexts(texts);
  const inWords = useWords();
  return (
    <div>
      <h3>{say('technical')}</h3>
      <p>
        <Chip tone={clauseTones[technical.state]}>{inWords(technical.words)}</Chip>
      </p>
      <dl className="facts num">
        {technical.measured.map(({ label, value }) => (
          <div key={label.en} className="facts-pair">
            <dt>{inWords(label)}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <p className="mut num storage-checked">
        {say('checkedAt', { at: atMinute(technical.checkedAt) })}
      </p>
    </div>
  );
}

function Management({ it: { management } }: Props) {
  const say = useTexts(texts);
  const inWords = useWords();
  if (!management) {
    return (
      <div>
        <h3>{say('management')}</h3>
        <Chip tone="bad">{say('none')}</Chip>
      </div>
    );
  }
  const facts: readonly (readonly [string, React.ReactNode])[] = [
    [say('unit'), inWords(management.unit.name)],
    [say('procedure'), management.procedure],
    [say('reviewedOn'), management.reviewedOn],
    [
      say('nextReviewOn'),
      <span key="next">
        {management.nextReviewOn} {management.isOverdue && <Chip tone="bad">{say('overdue')}</Chip>}
      </span>,
    ],
    [say('by'), `${management.by} ${onDay(management.at)}`],
  ];
  return (
    <div>
      <h3>{say('management')}</h3>
      <dl className="facts num">
        {facts.map(([name, value]) => (
          <div key={name} className="facts-pair">
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

function RecordForm({ it, onClose }: Props & { readonly onClose: () => void }) {
  const say = useTexts(texts);
  const id = useId();
  const { message } = App.useApp();
  const { run, isBusy, refusal } = useAct(operations.storage.recordControl, [
    operations.storage.controls,
  ]);
  const [unit, setUnit] = useState(it.management?.unit.id);
  const [procedure, setProcedure] = useState(it.management?.procedure ?? '');
  const [reviewedOn, setReviewedOn] = useState(() => onDay(new Date()));
  const [nextReviewOn, setNextReviewOn] = useState(() =>
    onDay(new Date(Date.now() + 365 * 86_400_000)),
  );
  const save = async (event: FormEvent) => {
    event.preventDefault();
    if (!unit) return;
    if (!(await run({ control: it.control, unit, procedure, reviewedOn, nextReviewOn }))) return;
    void message.success(say('done'));
    onClose();
  };
  return (
    <form className="stack" onSubmit={(event) => void save(event)}>
      <label className="field" htmlFor={id}>
        <span>{say('unit')}</span>
        <UnitSelect id={id} value={unit} onChange={setUnit} />
      </label>
      <TextField label={say('procedure')} value={procedure} max={200} onChange={setProcedure} />
      <div className="storage-form">
        <DayField label={say('reviewedOn')} value={reviewedOn} onChange={setReviewedOn} />
        <DayField label={say('nextReviewOn')} value={nextReviewOn} onChange={setNextReviewOn} />
      </div>
      {refusal && (
        <RefusalNotice
          refusal={refusal}
          nameOf={(item) => say(item === 'reviewedOn' ? 'reviewedOn' : 'nextReviewOn')}
        />
      )}
      <div className="dialog-foot">
        <span className="grow" />
        <Button onClick={onClose}>{say('cancel')}</Button>
        <Button
          type="primary"
          htmlType="submit"
          loading={isBusy}
          disabled={!unit || procedure.trim().length < 2}
        >
          {say('save')}
        </Button>
      </div>
    </form>
  );
}
