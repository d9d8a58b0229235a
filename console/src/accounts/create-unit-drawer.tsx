// A new branch or department below an existing unit.
import { operations } from '@shouxin/contract';
import { App, Button, Input, Radio } from 'antd';
import { useState, type FormEvent } from 'react';
import { defineTexts, useTexts, useWords } from '../app/language.ts';
import { useAct } from '../app/queries.ts';
import { FormDrawer } from '../ui/form-drawer.tsx';
import { RefusalNotice } from '../ui/refusal.tsx';
import { UnitSelect } from './post-fields.tsx';
import { accountReads } from './reads.ts';
import { kindWords } from './words.ts';

const texts = defineTexts('accounts/create-unit', {
  title: { zh: '新建机构', en: 'New unit' },
  parent: { zh: '上级机构', en: 'Under' },
  kind: { zh: '类型', en: 'Kind' },
  code: { zh: '机构号', en: 'Code' },
  codeHint: {
    zh: '大写字母、数字或短横，2 到 20 位；导入时按它归属客户，以后不能修改',
    en: '2 to 20 capital letters, digits or hyphens; imports go by it and it never changes',
  },
  nameZh: { zh: '中文名称', en: 'Name in Chinese' },
  nameEn: { zh: '英文名称', en: 'Name in English' },
  go: { zh: '新建机构', en: 'Create the unit' },
  cancel: { zh: '取消', en: 'Cancel' },
  done: { zh: '机构已建立', en: 'The unit is made' },
});

const codePattern = /^[A-Z0-9][A-Z0-9-]{1,19}$/;
const blank = { parent: '', kind: 'branch' as const, code: '', zh: '', en: '' };

interface Typed {
  readonly parent: string;
  readonly kind: 'branch' | 'department';
  readonly code: string;
  readonly zh: string;
  readonly en: string;
}

interface Props {
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

export function CreateUnitDrawer({ isOpen, onClose }: Props) {
  const say = useTexts(texts);
  return (
    <FormDrawer isOpen={isOpen} title={say('title')} width={480} onClose={onClose}>
      <UnitForm onClose={onClose} />
    </FormDrawer>
  );
}

function UnitForm({ onClose }: Pick<Props, 'onClose'>) {
  const say = useTexts(texts);
  const { message } = App.useApp();
  const [typed, setTyped] = useState<Typed>(blank);
  const { run, isBusy, refusal } = useAct(operations.identity.createUnit, accountReads);
  const set = (more: Partial<Typed>) => setTyped((before) => ({ ...before, ...more }));
  const isWhole = [typed.parent, typed.code, typed.zh.trim(), typed.en.trim()].every(Boolean);
  const create = async (event: FormEvent) => {
    event.preventDefault();
    const { parent, kind, code, zh, en } = typed;
    const answer = await run({ parent, kind, code, name: { zh: zh.trim(), en: en.trim() } });
    if (!answer) return;
    void message.success(say('done'));
    onClose();
  };
  return (
    <form className="stack" onSubmit={(event) => void create(event)} autoComplete="off">
      <Fields typed={typed} onSet={set} />
      {refusal && <RefusalNotice refusal={refusal} />}
      <div className="dialog-foot">
        <span className="grow" />
        <Button onClick={onClose}>{say('cancel')}</Button>
        <Button
          type="primary"
          htmlType="submit"
          loading={isBusy}
          disabled={!isWhole || !codePattern.test(typed.code)}
        >
          {say('go')}
        </Button>
      </div>
    </form>
  );
}

interface FieldsProps {
  readonly typed: Typed;
  readonly onSet: (more: Partial<Typed>) => void;
}

function Fields({ typed, onSet }: FieldsProps) {
  const say = useTexts(texts);
  const inWords = useWords();
  const isWrong = typed.code !== '' && !codePattern.test(typed.code);
  return (
    <>
      <label className="field" htmlFor="unit-parent">
        <span>{say('parent')}</span>
        <UnitSelect
          id="unit-parent"
          value={typed.parent || undefined}
          onChange={(parent) => onSet({ parent })}
          isParent
        />
      </label>
      <div className="field" role="radiogroup" aria-label={say('kind')}>
        <span>{say('kind')}</span>
        <Radio.Group
          value={typed.kind}
          onChange={(event) => onSet({ kind: event.target.value as Typed['kind'] })}
          options={(['branch', 'department'] as const).map((it) => ({
            value: it,
            label: inWords(kindWords[it]),
          }))}
        />
      </div>
      <label className="field">
        <span>{say('code')}</span>
        <Input
          value={typed.code}
          maxLength={20}
          spellCheck={false}
          status={isWrong ? 'error' : ''}
          aria-invalid={isWrong}
          onChange={(event) => onSet({ code: event.target.value.trim().toUpperCase() })}
        />
        <small className={isWrong ? 'field-error' : 'mut'}>{say('codeHint')}</small>
      </label>
      <label className="field">
        <span>{say('nameZh')}</span>
        <Input
          value={typed.zh}
          maxLength={60}
          onChange={(event) => onSet({ zh: event.target.value })}
        />
      </label>
      <label className="field">
        <span>{say('nameEn')}</span>
        <Input
          value={typed.en}
          maxLength={120}
          onChange={(event) => onSet({ en: event.target.value })}
        />
      </label>
    </>
  );
}
