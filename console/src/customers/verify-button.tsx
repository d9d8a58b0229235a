// Verify (核验): the customer says a value, the system says whether it matches; nothing is revealed.
import { operations } from '@shouxin/contract';
import { Button, Input, Popover } from 'antd';
import { useRef, useState, type FormEvent } from 'react';
import { defineTexts, useTexts, useWords } from '../app/language.ts';
import { statePurpose } from '../app/purpose.ts';
import { useAct } from '../app/queries.ts';
import { itemName } from '../items/names.ts';
import { focusFirst } from '../ui/focus-first.ts';
import { RefusalNotice } from '../ui/refusal.tsx';

const texts = defineTexts('customers/verify', {
  verify: { zh: '核验', en: 'Verify' },
  hint: {
    zh: '请客户说出完整内容，录入后比对；不会显示留存的内容。',
    en: 'Enter what the customer says in full. What is kept is not shown.',
  },
  value: { zh: '客户所述{item}', en: '{item} as stated' },
  go: { zh: '比对', en: 'Compare' },
  yes: { zh: '一致，已记为核验', en: 'It matches, and counts as verified' },
  no: { zh: '不一致，请核对后再试', en: 'It does not match: check and try again' },
});

interface Props {
  readonly customer: string;
  readonly item: string;
  readonly isOpen: boolean;
  readonly onTurn: (isOpen: boolean) => void;
}

export function VerifyButton(props: Props) {
  const say = useTexts(texts);
  const box = useRef<HTMLDivElement>(null);
  return (
    <Popover
      open={props.isOpen}
      onOpenChange={props.onTurn}
      trigger="click"
      placement="bottomRight"
      destroyOnHidden
      afterOpenChange={(open) => open && focusFirst(box.current, 'input')}
      content={
        <div ref={box}>
          <VerifyForm {...props} />
        </div>
      }
    >
      <Button type="link" size="small" aria-expanded={props.isOpen}>
        {say('verify')}
      </Button>
    </Popover>
  );
}

function VerifyForm({ customer, item }: Props) {
  const say = useTexts(texts);
  const inWords = useWords();
  const [value, setValue] = useState('');
  const [matches, setMatches] = useState<boolean>();
  const { run, isBusy, refusal } = useAct(operations.customers.verify, [
    operations.customers.view,
    operations.customers.timeline,
  ]);
  const compare = async (event: FormEvent) => {
    event.preventDefault();
    const purpose = await statePurpose();
    if (!purpose || value.trim() === '') return;
    const answer = await run({ customer, item, value: value.trim(), purpose });
    if (answer) setMatches(answer.matches);
    if (answer?.matches) setValue('');
  };
  return (
    <form className="stack verify" autoComplete="off" onSubmit={(event) => void compare(event)}>
      <label className="field">
        <span>{say('value', { item: inWords(itemName(item)) })}</span>
        <Input
          className="num"
          value={value}
          maxLength={200}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => {
            setValue(event.target.value);
            setMatches(undefined);
          }}
        />
        <small className="mut">{say('hint')}</small>
      </label>
      {refusal && <RefusalNotice refusal={refusal} />}
      <div className="dialog-foot">
        <output className={matches ? 'verify-yes' : 'verify-no'}>
          {matches === undefined ? '' : say(matches ? 'yes' : 'no')}
        </output>
        <span className="grow" />
        <Button
          type="primary"
          size="small"
          htmlType="submit"
          loading={isBusy}
          disabled={value.trim() === ''}
        >
          {say('go')}
        </Button>
      </div>
    </form>
  );
}
