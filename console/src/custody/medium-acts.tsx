// What may be done with a medium: hand it out, take it back, have it destroyed. Each says who the other person is, and whether the seal
// was whole.
import {
  destructionMethodWords,
  operations,
  type MediumCard,
  type RuleNote,
} from '@shouxin/contract';
import { Checkbox } from 'antd';
import { useState } from 'react';
import { onDay } from '../app/format.ts';
import { defineTexts, useTexts, useWords } from '../app/language.ts';
import { useAllowance } from '../app/permissions.ts';
import { ChoiceField, DayField, TextField } from '../storage/fields.tsx';
import { ActButton } from '../ui/act-button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { ActForm, useForm } from './act-form.tsx';
import { isKept, KeepingFields } from './keeping-fields.tsx';

const texts = defineTexts('custody/acts', {
  handOut: { zh: '出库', en: 'Hand out' },
  takeBack: { zh: '入库', en: 'Take back' },
  destroy: { zh: '销毁', en: 'Destroy' },
  notIn: { zh: '介质不在库', en: 'It is not in store' },
  notOut: { zh: '介质在库，无须入库', en: 'It is in store' },
  receiver: { zh: '领用人', en: 'Taken by' },
  receiverUnit: { zh: '领用部门', en: 'Unit' },
  reason: { zh: '用途', en: 'What for' },
  dueOn: { zh: '应还日期', en: 'Due back on' },
  outMax: { zh: '最长 {days} 天', en: 'At most {days} days' },
  intact: { zh: '封条完好，编号 {seal}', en: 'The seal is whole: {seal}' },
  from: { zh: '交回人', en: 'Brought by' },
  backLead: {
    zh: '核对原封条后换新封条入库；内容如已改写，请一并更新。',
    en: 'Check the seal it came with, then seal it anew; if something else lies on it now, say so.',
  },
  method: { zh: '销毁方式', en: 'Method' },
  place: { zh: '销毁地点', en: 'Where' },
  executor: { zh: '执行人', en: 'Done by' },
  ground: { zh: '销毁理由', en: 'Why' },
  destroyLead: {
    zh: '请安全管理员到场监销：核对标签与封条，见证销毁完成后批准。批准前介质仍为在库。',
    en: 'The security administrator has to be there: checks label and seal, and approves once it was destroyed. Until then it counts as in store.',
  },
});

interface Props {
  readonly card: MediumCard;
  readonly outMax: RuleNote;
}

type Open = 'hand-out' | 'take-back' | 'destroy';

export function MediumActs({ card, outMax }: Props) {
  const say = useTexts(texts);
  const inWords = useWords();
  const [open, setOpen] = useState<Open | null>(null);
  const { reason } = useAllowance(operations.custody.handOut);
  const closed = reason && inWords(reason);
  const isIn = card.state === 'in-store' || card.state === 'expired';
  const close = () => setOpen(null);
  return (
    <>
      <span className="row-line custody-acts">
        <ActButton
          danger
          reason={closed ?? (isIn ? undefined : say('notIn'))}
          onClick={() => setOpen('destroy')}
        >
          {say('destroy')}
        </ActButton>
        <ActButton
          reason={closed ?? (isIn && card.isSealIntact ? say('notOut') : undefined)}
          onClick={() => setOpen('take-back')}
        >
          {say('takeBack')}
        </ActButton>
        <ActButton
          type="primary"
          reason={closed ?? (isIn ? undefined : say('notIn'))}
          onClick={() => setOpen('hand-out')}
        >
          {say('handOut')}
        </ActButton>
      </span>
      <Dialog isOpen={open === 'hand-out'} title={say('handOut')} width={560} onClose={close}>
        <HandOutForm card={card} outMax={outMax} onClose={close} />
      </Dialog>
      <Dialog isOpen={open === 'take-back'} title={say('takeBack')} width={560} onClose={close}>
        <TakeBackForm card={card} onClose={close} />
      </Dialog>
      <Dialog isOpen={open === 'destroy'} title={say('destroy')} width={560} onClose={close}>
        <DestroyForm card={card} onClose={close} />
      </Dialog>
    </>
  );
}

interface FormProps {
  readonly card: MediumCard;
  readonly onClose: () => void;
}

const isSaid = (...texts: readonly string[]) => texts.every((it) => it.trim().length >= 2);
const weekMs = 7 * 86_400_000;

const emptyHandOut = () => ({
  receiver: '',
  receiverUnit: '',
  reason: '',
  dueOn: onDay(new Date(Date.now() + weekMs)),
  isSealIntact: true,
});

function HandOutForm({ card, outMax, onClose }: FormProps & Pick<Props, 'outMax'>) {
  const say = useTexts(texts);
  const form = useForm(operations.custody.handOut, emptyHandOut, onClose);
  const { value, set } = form;
  return (
    <ActForm
      {...form}
      isReady={isSaid(value.receiver, value.receiverUnit, value.reason) && value.dueOn !== ''}
      lead={say('outMax', { days: outMax.value })}
      onSend={() => void form.send({ ...value, medium: card.medium })}
      onClose={onClose}
    >
      <TextField
        label={say('receiver')}
        value={value.receiver}
        max={40}
        onChange={(receiver) => set({ receiver })}
      />
      <TextField
        label={say('receiverUnit')}
        value={value.receiverUnit}
        max={60}
        onChange={(receiverUnit) => set({ receiverUnit })}
      />
      <TextField
        label={say('reason')}
        value={value.reason}
        max={200}
        onChange={(reason) => set({ reason })}
      />
      <DayField label={say('dueOn')} value={value.dueOn} onChange={(dueOn) => set({ dueOn })} />
      <SealBox card={card} isIntact={value.isSealIntact} onChange={set} />
    </ActForm>
  );
}

interface SealProps {
  readonly card: MediumCard;
  readonly isIntact: boolean;
  readonly onChange: (more: { isSealIntact: boolean }) => void;
}

function SealBox({ card, isIntact, onChange }: SealProps) {
  const say = useTexts(texts);
  return (
    <Checkbox
      className="custody-wide"
      checked={isIntact}
      onChange={(event) => onChange({ isSealIntact: event.target.checked })}
    >
      {say('intact', { seal: card.seal })}
    </Checkbox>
  );
}

function TakeBackForm({ card, onClose }: FormProps) {
  const say = useTexts(texts);
  const { custodian, provinceCode, site, content, expiresOn } = card;
  const start = {
    from: card.receiver ?? '',
    isSealIntact: true,
    seal: '',
    custodian,
    province: provinceCode,
    site,
    content,
    expiresOn,
  };
  const form = useForm(operations.custody.takeBack, start, onClose);
  const { value, set } = form;
  return (
    <ActForm
      {...form}
      isReady={isKept(value) && isSaid(value.from)}
      lead={say('backLead')}
      onSend={() => void form.send({ ...value, medium: card.medium })}
      onClose={onClose}
    >
      <TextField
        label={say('from')}
        value={value.from}
        max={40}
        onChange={(from) => set({ from })}
      />
      <SealBox card={card} isIntact={value.isSealIntact} onChange={set} />
      <KeepingFields value={value} isBack onChange={set} />
    </ActForm>
  );
}

function DestroyForm({ card, onClose }: FormProps) {
  const say = useTexts(texts);
  const start = { method: 'shred' as const, place: '', executor: '', ground: '' };
  const form = useForm<
    typeof operations.custody.destroy,
    Omit<typeof start, 'method'> & { method: keyof typeof destructionMethodWords }
  >(operations.custody.destroy, start, onClose);
  const { value, set } = form;
  return (
    <ActForm
      {...form}
      isProposal
      isReady={isSaid(value.place, value.executor, value.ground)}
      lead={say('destroyLead')}
      onSend={() => void form.send({ ...value, medium: card.medium })}
      onClose={onClose}
    >
      <ChoiceField
        label={say('method')}
        value={value.method}
        choices={destructionMethodWords}
        onChange={(method) => set({ method })}
      />
      <TextField
        label={say('executor')}
        value={value.executor}
        max={40}
        onChange={(executor) => set({ executor })}
      />
      <TextField
        label={say('place')}
        value={value.place}
        max={100}
        onChange={(place) => set({ place })}
      />
      <TextField
        label={say('ground')}
        value={value.ground}
        max={200}
        onChange={(ground) => set({ ground })}
      />
    </ActForm>
  );
}
