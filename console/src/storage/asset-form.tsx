// An asset as it is registered, or changed: proposed here, decided by the data protection officer. Only places in China are offered;
// where the system itself keeps something, the place is taken from the list of uses and not typed.
import {
  assetKindWords,
  dataClasses,
  encryptionWords,
  operationFormWords,
  operations,
  provinces,
  type AssetCard,
  type SentTo,
} from '@shouxin/contract';
import { App, Button, Checkbox } from 'antd';
import { useId, useState, type FormEvent } from 'react';
import { UnitSelect } from '../accounts/post-fields.tsx';
import { defineTexts, useTexts, useWords } from '../app/language.ts';
import { useAct } from '../app/queries.ts';
import { FormDrawer } from '../ui/form-drawer.tsx';
import { RefusalNotice } from '../ui/refusal.tsx';
import { ChoiceField, TextField } from './fields.tsx';
import { LocatorField } from './locator-field.tsx';
import { proposalReads } from './words.ts';

const texts = defineTexts('storage/asset-form', {
  title: { zh: '登记存储资产', en: 'Register a storage asset' },
  change: { zh: '变更存储资产', en: 'Change a storage asset' },
  name: { zh: '名称', en: 'Name' },
  kind: { zh: '类型', en: 'Kind' },
  province: { zh: '所在地（境内）', en: 'Province (in China)' },
  site: { zh: '机房或场所', en: 'Site' },
  form: { zh: '运营形式', en: 'Operated' },
  level: { zh: '等保级别', en: 'Level of protection (等保)' },
  encryption: { zh: '静态加密', en: 'Encryption at rest' },
  unit: { zh: '责任部门', en: 'Unit in charge' },
  account: { zh: '负责人账号', en: 'Account of the person in charge' },
  optional: { zh: '可不填', en: 'May be left empty' },
  standard: { zh: '符合的标准', en: 'Standard met' },
  standardHint: { zh: '如 GB/T 22239-2019 第三级', en: 'For example GB/T 22239-2019 level 3' },
  classes: { zh: '允许存放的数据类别', en: 'Classes of data allowed' },
  again: {
    zh: '地点、类型、运营形式、等保、加密、类别或系统中的位置有变，须重新评估。',
    en: 'A change of site, kind, operation, level, encryption, classes or place in the system asks for another assessment.',
  },
  go: { zh: '提交复核', en: 'Propose' },
  cancel: { zh: '取消', en: 'Cancel' },
  done: { zh: '已提交，等待{who}复核', en: 'Proposed; waits for: {who}' },
});

type Terms = SentTo<typeof operations.storage.register>;

const levels = Object.fromEntries(
  [1, 2, 3, 4].map((it) => [String(it), { zh: String(it), en: String(it) }]),
);
const empty: Partial<Terms> = { form: 'local', mlpsLevel: 3, classes: ['C1'] };

function termsOf(card: AssetCard): Partial<Terms> {
  const { kind, name, site, form, mlpsLevel, encryption, standard, classes } = card;
  return {
    kind,
    name,
    site,
    form,
    mlpsLevel,
    encryption,
    standard,
    classes,
    province: card.provinceCode,
    unit: card.unit.id,
    ...(card.account && { account: card.account }),
    ...(card.locator && { locator: card.locator }),
  };
}

interface Props {
  readonly isOpen: boolean;
  /** Absent: a new one. */
  readonly card?: AssetCard;
  readonly onClose: () => void;
}

export function AssetDrawer({ isOpen, card, onClose }: Props) {
  const say = useTexts(texts);
  return (
    <FormDrawer isOpen={isOpen} title={say(card ? 'change' : 'title')} onClose={onClose}>
      <AssetForm {...(card && { card })} onClose={onClose} />
    </FormDrawer>
  );
}

function usePropose(card: AssetCard | undefined, onDone: () => void) {
  const say = useTexts(texts);
  const inWords = useWords();
  const { message } = App.useApp();
  const registering = useAct(operations.storage.register, proposalReads);
  const changing = useAct(operations.storage.change, proposalReads);
  const { isBusy, refusal } = card ? changing : registering;
  const send = async (terms: Terms) => {
    const answer = card
      ? await changing.run({ ...terms, asset: card.asset })
      : await registering.run(terms);
    if (!answer) return;
    void message.success(say('done', { who: inWords(answer.reviewers) }));
    onDone();
  };
  return { send, isBusy, refusal };
}

function isWhole(it: Partial<Terms>): it is Terms {
  const { kind, name, province, site, encryption, unit, standard, classes } = it;
  const texts = [name, site, standard].every((text) => (text?.trim().length ?? 0) >= 2);
  return Boolean(kind && province && encryption && unit && texts && classes?.length);
}

function AssetForm({ card, onClose }: Omit<Props, 'isOpen'>) {
  const say = useTexts(texts);
  const [terms, setTerms] = useState<Partial<Terms>>(() => (card ? termsOf(card) : empty));
  const { send, isBusy, refusal } = usePropose(card, onClose);
  const set = (more: Partial<Terms>) => setTerms((before) => ({ ...before, ...more }));
  const propose = (event: FormEvent) => {
    event.preventDefault();
    const { account, locator, ...rest } = terms;
    const named = { ...rest, ...(account && { account }), ...(locator && { locator }) };
    if (isWhole(named)) void send(named);
  };
  return (
    <form className="stack" autoComplete="off" onSubmit={propose}>
      {card && <p className="note-line">{say('again')}</p>}
      <div className="storage-form">
        <What terms={terms} onChange={set} />
        <Whose terms={terms} onChange={set} />
      </div>
      {refusal && <RefusalNotice refusal={refusal} />}
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

interface PartProps {
  readonly terms: Partial<Terms>;
  readonly onChange: (terms: Partial<Terms>) => void;
}

function What({ terms, onChange }: PartProps) {
  const say = useTexts(texts);
  return (
    <>
      <TextField
        label={say('name')}
        value={terms.name ?? ''}
        max={60}
        isWide
        onChange={(name) => onChange({ name })}
      />
      <ChoiceField
        label={say('kind')}
        value={terms.kind}
        choices={assetKindWords}
        onChange={(kind) => onChange({ kind })}
      />
      <ChoiceField
        label={say('form')}
        value={terms.form}
        choices={operationFormWords}
        onChange={(form) => onChange({ form })}
      />
      <ChoiceField
        label={say('province')}
        value={terms.province}
        choices={Object.fromEntries(provinces)}
        onChange={(province) => onChange({ province })}
      />
      <TextField
        label={say('site')}
        value={terms.site ?? ''}
        max={100}
        onChange={(site) => onChange({ site })}
      />
      <ChoiceField
        label={say('level')}
        value={String(terms.mlpsLevel)}
        choices={levels}
        onChange={(level) => onChange({ mlpsLevel: Number(level) })}
      />
      <ChoiceField
        label={say('encryption')}
        value={terms.encryption}
        choices={encryptionWords}
        onChange={(encryption) => onChange({ encryption })}
      />
    </>
  );
}

function Whose({ terms, onChange }: PartProps) {
  const say = useTexts(texts);
  const id = useId();
  return (
    <>
      <label className="field" htmlFor={id}>
        <span>{say('unit')}</span>
        <UnitSelect id={id} value={terms.unit} onChange={(unit) => onChange({ unit })} />
      </label>
      <TextField
        label={say('account')}
        value={terms.account ?? ''}
        max={32}
        hint={say('optional')}
        onChange={(account) => onChange({ account })}
      />
      <TextField
        label={say('standard')}
        value={terms.standard ?? ''}
        max={200}
        hint={say('standardHint')}
        isWide
        onChange={(standard) => onChange({ standard })}
      />
      <fieldset className="plain-set">
        <legend>{say('classes')}</legend>
        <Checkbox.Group
          value={terms.classes ?? []}
          options={[...dataClasses]}
          onChange={(classes) =>
            onChange({ classes: dataClasses.filter((it) => classes.includes(it)) })
          }
        />
      </fieldset>
      <LocatorField value={terms.locator ?? ''} onChange={(locator) => onChange({ locator })} />
    </>
  );
}
