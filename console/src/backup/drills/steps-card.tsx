// How far a drill has come: every step always in its place, the one under way with its numbers, so that nothing jumps.
import { drillSteps, drillStepWords, type DrillCard } from '@shouxin/contract';
import { defineTexts, useTexts, useWords } from '../../app/language.ts';
import { Card } from '../../ui/page.tsx';
import { ProgressBar } from '../../ui/progress-bar.tsx';
import { inNumber } from '../words.ts';

const texts = defineTexts('backup/drill-steps', {
  title: { zh: '进度', en: 'Progress' },
  of: { zh: '{done} / {total}', en: '{done} of {total}' },
  done: { zh: '已完成', en: 'done' },
  now: { zh: '进行中', en: 'under way' },
  later: { zh: '未开始', en: 'to come' },
});

const shown = drillSteps.filter((it) => it !== 'ended');

export function StepsCard({ card }: { readonly card: DrillCard }) {
  const say = useTexts(texts);
  const inWords = useWords();
  const at = shown.findIndex((it) => it === card.step);
  const far = card.total > 0 ? { done: inNumber(card.done), total: inNumber(card.total) } : null;
  return (
    <Card title={say('title')} id="drill-progress">
      <ol className="drill-steps">
        {shown.map((it, index) => {
          const state = index < at ? 'done' : index === at ? 'now' : 'later';
          return (
            <li key={it} className={`drill-step-${state}`} aria-current={state === 'now' && 'step'}>
              <span>{inWords(drillStepWords[it])}</span> <span className="mut">{say(state)}</span>
            </li>
          );
        })}
      </ol>
      <div className="drill-far">
        <ProgressBar
          label={inWords(drillStepWords[card.step])}
          done={card.done}
          total={card.total || null}
        />
        <p className="num" aria-live="polite">
          {inWords(drillStepWords[card.step])} {far && say('of', far)}
        </p>
      </div>
    </Card>
  );
}
