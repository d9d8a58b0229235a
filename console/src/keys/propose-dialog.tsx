// Why a key is to be replaced or counts as compromised: what follows is said before, the ground is the proposer's own words,
// and nothing has happened until the data protection officer approves.
import type { Words } from '@shouxin/contract';
import type { RefusedCall } from '@shouxin/client';
import { Button, Input } from 'antd';
import { useState, type FormEvent } from 'react';
import { defineTexts, useTexts, useWords } from '../app/language.ts';
import { Dialog } from '../ui/dialog.tsx';
import { RefusalNotice } from '../ui/refusal.tsx';

const texts = defineTexts('keys/propose', {
  ground: { zh: '依据', en: 'Ground' },
  go: { zh: '提交复核', en: 'Propose' },
  cancel: { zh: '取消', en: 'Cancel' },
});

interface Props {
  readonly title: string;
  /** What will happen. */
  readonly what: string;
  /** What a ground looks like. */
  readonly example: Words;
  readonly isOpen: boolean;
  readonly isBusy: boolean;
  readonly refusal: RefusedCall | undefined;
  readonly onPropose: (ground: string) => Promise<void>;
  readonly onClose: () => void;
}

export function ProposeDialog(props: Props) {
  const { title, isOpen, onClose } = props;
  return (
    <Dialog isOpen={isOpen} title={title} width={520} onClose={onClose}>
      <GroundForm {...props} />
    </Dialog>
  );
}

function GroundForm({ what, example, isBusy, refusal, onPropose, onClose }: Props) {
  const say = useTexts(texts);
  const inWords = useWords();
  const [ground, setGround] = useState('');
  const isReady = ground.trim().length >= 2;
  const propose = (event: FormEvent) => {
    event.preventDefault();
    if (isReady) void onPropose(ground.trim());
  };
  return (
    <form className="stack" onSubmit={propose}>
      <p>{what}</p>
      <label className="field">
        <span>{say('ground')}</span>
        <Input.TextArea
          rows={3}
          maxLength={200}
          value={ground}
          placeholder={inWords(example)}
          onChange={(event) => setGround(event.target.value)}
        />
      </label>
      {refusal && <RefusalNotice refusal={refusal} />}
      <div className="dialog-foot">
        <span className="grow" />
        <Button onClick={onClose}>{say('cancel')}</Button>
        <Button type="primary" htmlType="submit" loading={isBusy} disabled={!isReady}>
          {say('go')}
        </Button>
      </div>
    </form>
  );
}
