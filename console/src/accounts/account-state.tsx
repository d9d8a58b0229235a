// Whether an account may be used now, and whether it is.
import type { Account } from '@shouxin/contract';
import { defineTexts, useTexts, useWords } from '../app/language.ts';
import { Chip } from '../ui/chip.tsx';
import { stateTones, stateWords } from './words.ts';

const texts = defineTexts('accounts/state', {
  signedIn: { zh: '在线', en: 'Signed in' },
  mustChange: { zh: '待改密码', en: 'Password to change' },
});

export function State({ account }: { readonly account: Account }) {
  const say = useTexts(texts);
  const inWords = useWords();
  return (
    <span className="row-line">
      <Chip tone={stateTones[account.state]}>{inWords(stateWords[account.state])}</Chip>
      {account.signedIn && <Chip tone="accent">{say('signedIn')}</Chip>}
      {account.mustChangePassword && <Chip>{say('mustChange')}</Chip>}
    </span>
  );
}
