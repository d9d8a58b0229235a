// A medium as it is registered, once a backup lies on it and it is sealed.
import {
  mediumEncryptionWords,
  mediumHoldingWords,
  mediumKindWords,
  operations,
  type MediumTerms,
} from '@shouxin/contract';
import { onDay } from '../app/format.ts';
import { defineTexts, useTexts } from '../app/language.ts';
import { ChoiceField, TextField } from '../storage/fields.tsx';
import { FormDrawer } from '../ui/form-drawer.tsx';
import { ActForm, useForm } from './act-form.tsx';
import { isKept, KeepingFields } from './keeping-fields.tsx';

const texts = defineTexts('custody/register', {
  title: { zh: '登记介质', en: 'Register a medium' },
  lead: {
    zh: '数据备份与密钥库备份不得写在同一介质上，也不得放在同一地点。',
    en: 'A backup of data and one of the key store never share a medium, nor a place.',
  },
  label: { zh: '标签', en: 'Label' },
  labelHint: { zh: '字母、数字和连字符，不重复使用', en: 'Letters, digits and hyphens; used once' },
  kind: { zh: '类型', en: 'Kind' },
  holds: { zh: '内容类别', en: 'Holds' },
  encryption: { zh: '加密', en: 'Encryption' },
});

interface Props {
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

export function RegisterDrawer({ isOpen, onClose }: Props) {
  const say = useTexts(texts);
  return (
    <FormDrawer isOpen={isOpen} title={say('title')} onClose={onClose}>
      <RegisterForm onClose={onClose} />
    </FormDrawer>
  );
}

const yearMs = 365 * 86_400_000;

function emptyTerms(): MediumTerms {
  return {
    label: '',
    kind: 'tape',
    encryption: 'set',
    holds: 'data-backup',
    content: '',
    expiresOn: onDay(new Date(Date.now() + yearMs)),
    seal: '',
    custodian: '',
    province: '',
    site: '',
  };
}

function RegisterForm({ onClose }: Pick<Props, 'onClose'>) {
  const say = useTexts(texts);
  const form = useForm(operations.custody.register, emptyTerms, onClose);
  const { value, set } = form;
  return (
    <ActForm
      {...form}
      isReady={isKept(value) && value.label.trim().length >= 2}
      lead={say('lead')}
      onSend={() => void form.send(value)}
      onClose={onClose}
    >
      <TextField
        label={say('label')}
        value={value.label}
        max={30}
        hint={say('labelHint')}
        onChange={(label) => set({ label })}
      />
      <ChoiceField
        label={say('kind')}
        value={value.kind}
        choices={mediumKindWords}
        onChange={(kind) => set({ kind })}
      />
      <ChoiceField
        label={say('holds')}
        value={value.holds}
        choices={mediumHoldingWords}
        onChange={(holds) => set({ holds })}
      />
      <ChoiceField
        label={say('encryption')}
        value={value.encryption}
        choices={mediumEncryptionWords}
        onChange={(encryption) => set({ encryption })}
      />
      <KeepingFields value={value} onChange={set} />
    </ActForm>
  );
}
