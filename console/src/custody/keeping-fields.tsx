// Where a medium is kept, by whom, under which seal: the same when it is registered and when it comes back.
import { provinces } from '@shouxin/contract';
import { defineTexts, useTexts } from '../app/language.ts';
import { ChoiceField, DayField, TextField } from '../storage/fields.tsx';

const texts = defineTexts('custody/keeping', {
  content: { zh: '内容（哪些备份集）', en: 'Content (which sets)' },
  seal: { zh: '封条编号', en: 'Number of the seal' },
  newSeal: { zh: '新封条编号', en: 'Number of the new seal' },
  custodian: { zh: '保管人', en: 'Custodian' },
  province: { zh: '所在地（境内）', en: 'Province (in China)' },
  site: { zh: '保管地点', en: 'Site' },
  expiresOn: { zh: '保管期至', en: 'Expires on' },
});

export interface Keeping {
  readonly content: string;
  readonly seal: string;
  readonly custodian: string;
  readonly province: string;
  readonly site: string;
  readonly expiresOn: string;
}

interface Props {
  readonly value: Keeping;
  /** It is sealed anew. */
  readonly isBack?: boolean;
  readonly onChange: (more: Partial<Keeping>) => void;
}

export function isKept({ content, seal, custodian, province, site, expiresOn }: Keeping): boolean {
  const texts = [content, seal, custodian, site].every((it) => it.trim().length >= 2);
  return texts && province !== '' && expiresOn !== '';
}

export function KeepingFields({ value, isBack = false, onChange }: Props) {
  const say = useTexts(texts);
  return (
    <>
      <TextField
        label={say('content')}
        value={value.content}
        max={100}
        onChange={(content) => onChange({ content })}
      />
      <DayField
        label={say('expiresOn')}
        value={value.expiresOn}
        onChange={(expiresOn) => onChange({ expiresOn })}
      />
      <TextField
        label={say(isBack ? 'newSeal' : 'seal')}
        value={value.seal}
        max={30}
        onChange={(seal) => onChange({ seal })}
      />
      <TextField
        label={say('custodian')}
        value={value.custodian}
        max={40}
        onChange={(custodian) => onChange({ custodian })}
      />
      <ChoiceField
        label={say('province')}
        value={value.province || undefined}
        choices={Object.fromEntries(provinces)}
        onChange={(province) => onChange({ province })}
      />
      <TextField
        label={say('site')}
        value={value.site}
        max={100}
        onChange={(site) => onChange({ site })}
      />
    </>
  );
}
