// Where in the intake we are. A step behind may be gone back to; a step ahead opens when its turn comes.
import { defineTexts, useTexts } from '../app/language.ts';

const texts = defineTexts('collection/steps', {
  label: { zh: '采集步骤', en: 'Steps of the intake' },
  purpose: { zh: '目的', en: 'Purpose' },
  notice: { zh: '告知', en: 'Notice' },
  fields: { zh: '填写', en: 'Items' },
  images: { zh: '证件影像', en: 'Document' },
  choices: { zh: '客户选择', en: 'Choices' },
  review: { zh: '核对提交', en: 'Check' },
});

export const steps = ['purpose', 'notice', 'fields', 'images', 'choices', 'review'] as const;
export type Step = (typeof steps)[number];

interface Props {
  readonly at: Step;
  readonly reached?: Step;
  readonly onGo?: (step: Step) => void;
}

export function IntakeSteps({ at, reached = at, onGo }: Props) {
  const say = useTexts(texts);
  const now = steps.indexOf(at);
  const last = steps.indexOf(reached);
  return (
    <nav aria-label={say('label')}>
      <ol className="intake-steps">
        {steps.map((step, index) => {
          const mayGo = onGo && index > 0 && index !== now && index <= last;
          const state = index === now ? 'now' : index < now ? 'done' : 'ahead';
          return (
            <li
              key={step}
              className={`intake-step-${state}`}
              aria-current={index === now ? 'step' : undefined}
            >
              <span className="num">{index + 1}</span>
              {mayGo ? (
                <button type="button" onClick={() => onGo(step)}>
                  {say(step)}
                </button>
              ) : (
                <b>{say(step)}</b>
              )}
            </li>
          );
        })}
      </ol>
    </nav>
  );
}
