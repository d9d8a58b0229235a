// What the assessment of an asset is worth today, and for how long.
import type { AssetCard } from '@shouxin/contract';
import { defineTexts, useTexts, useWords } from '../app/language.ts';
import { Chip } from '../ui/chip.tsx';
import { assessmentTones, assessmentWords } from './words.ts';

const texts = defineTexts('storage/validity', {
  left_one: { zh: '还剩 {count} 天', en: '{count} day left' },
  left: { zh: '还剩 {count} 天', en: '{count} days left' },
  over: { zh: '已于 {on} 到期', en: 'ran out on {on}' },
});

export function Validity({ of }: { readonly of: AssetCard['assessment'] }) {
  const say = useTexts(texts);
  const inWords = useWords();
  const { state, validUntil, daysLeft } = of;
  const hasTime = (state === 'valid' || state === 'expiring') && daysLeft !== null;
  return (
    <span className="nowrap num">
      <Chip tone={assessmentTones[state]}>{inWords(assessmentWords[state])}</Chip>{' '}
      <span className="mut">
        {hasTime && say('left', { count: daysLeft })}
        {state === 'expired' && validUntil && say('over', { on: validUntil })}
      </span>
    </span>
  );
}
