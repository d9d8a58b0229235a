// How far a dry run or an application has come. It runs at the server: leaving or closing the page stops nothing.
import type { BatchCard } from '@shouxin/contract';
import { defineTexts, useTexts } from '../app/language.ts';
import { Card } from '../ui/page.tsx';
import { ProgressBar } from '../ui/progress-bar.tsx';

const texts = defineTexts('imports/progress', {
  checking: { zh: '试运行', en: 'Dry run' },
  applying: { zh: '入库', en: 'Applying' },
  undoing: { zh: '撤销', en: 'Undoing' },
  none: { zh: '排队中', en: 'Waiting for its turn' },
  starting: { zh: '正在准备', en: 'Getting ready' },
  of: { zh: '{done} / {total} 条', en: '{done} of {total} records' },
  some: { zh: '{done} 条', en: '{done} records' },
  rate: { zh: '每秒 {rate} 条', en: '{rate} a second' },
  seconds: { zh: '约剩 {count} 秒', en: 'about {count} s left' },
  minutes: { zh: '约剩 {count} 分钟', en: 'about {count} min left' },
  cut: {
    zh: '连接中断，正在重试；恢复后自动继续显示。',
    en: 'The connection is lost; trying again. The display goes on by itself when it is back.',
  },
  leave: {
    zh: '在服务器上进行，可以离开或关闭本页；中断后会接着做。',
    en: 'It runs at the server: you may leave or close this page, and it goes on after an interruption.',
  },
});

interface Props {
  readonly batch: BatchCard;
  /** The numbers are the last that came; the server does not answer now. */
  readonly isCut: boolean;
}

export function RunProgress({ batch, isCut }: Props) {
  const say = useTexts(texts);
  const inNumbers = useNumbers(batch.progress);
  const { stage, done, total } = batch.progress;
  return (
    <Card title={say(stage)} id="imports-progress">
      <div className="stack imports-progress">
        <ProgressBar label={say(stage)} done={done} total={total} />
        <p className="num" aria-live="polite">
          {inNumbers}
        </p>
        <p className={isCut ? 'field-error' : 'mut'} role={isCut ? 'alert' : undefined}>
          {say(isCut ? 'cut' : 'leave')}
        </p>
      </div>
    </Card>
  );
}

const number = (value: number) => value.toLocaleString('en-US');

/** How many of how many, how fast, how long still; only what is known. */
function useNumbers({ done, total, ratePerSecond, etaSeconds }: BatchCard['progress']): string {
  const say = useTexts(texts);
  const left = useLeft(etaSeconds);
  if (done === 0 && total === null) return say('starting');
  const facts = [
    total === null
      ? say('some', { done: number(done) })
      : say('of', { done: number(done), total: number(total) }),
    ratePerSecond > 0 && say('rate', { rate: number(ratePerSecond) }),
    left,
  ];
  return facts.filter(Boolean).join(' · ');
}

function useLeft(seconds: number | null): string | undefined {
  const say = useTexts(texts);
  if (seconds === null) return undefined;
  if (seconds < 90) return say('seconds', { count: seconds });
  return say('minutes', { count: Math.ceil(seconds / 60) });
}
