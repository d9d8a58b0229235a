// The purpose in force, in the top bar: what, for which business, how long still. One keystroke (`p`) changes it.
import { useSecondsLeft } from './clock.ts';
import { asClock } from './format.ts';
import { defineTexts, useTexts, useWords } from './language.ts';
import { choosePurpose, usePurpose } from './purpose.ts';
import { useShortcuts } from './shortcuts.ts';

const texts = defineTexts('app/purpose-chip', {
  heading: { zh: '办理业务', en: 'Purpose' },
  none: { zh: '未选择办理目的', en: 'No purpose stated' },
  left: { zh: '剩余 {time}', en: '{time} left' },
  change: { zh: '更改办理目的（p）', en: 'Change the purpose (p)' },
});

const keyWords = { zh: '选择或更改办理目的', en: 'State or change the purpose' };

export function PurposeChip() {
  const say = useTexts(texts);
  const inWords = useWords();
  const now = usePurpose();
  const left = useSecondsLeft(now?.endsAt ?? null);
  useShortcuts([{ keys: 'p', words: keyWords, run: () => void choosePurpose.ask() }]);
  return (
    <button
      type="button"
      className={now ? 'purpose' : 'purpose purpose-none'}
      title={now ? `${inWords(now.card.name)} · ${say('change')}` : say('change')}
      onClick={() => void choosePurpose.ask()}
    >
      <b>{now ? say('heading') : say('none')}</b>
      {now && (
        <>
          <span className="purpose-name">{inWords(now.card.name)}</span>
          {now.purpose.reference && <span className="purpose-ref">{now.purpose.reference}</span>}
          <span className={left < 120 ? 'num late' : 'num mut'}>
            {say('left', { time: asClock(left) })}
          </span>
        </>
      )}
      <kbd aria-hidden="true">p</kbd>
    </button>
  );
}
