// The one line that matters: when it was last proven that the institution comes back, how long that took and how much would have been
// lost, each against its target; and when it is proven next.
import { operations, type OutputOf } from '@shouxin/contract';
import { Link } from 'react-router';
import { useMinute, useToday } from '../app/clock.ts';
import { atMinute, onDay } from '../app/format.ts';
import { defineTexts, useTexts, useWords } from '../app/language.ts';
import { useRead } from '../app/queries.ts';
import { Chip } from '../ui/chip.tsx';
import { Waiting } from '../ui/empty.tsx';
import { RefusalNotice } from '../ui/refusal.tsx';
import { inDuration, inFault } from './words.ts';

const texts = defineTexts('backup/recoverability', {
  name: { zh: '可恢复性', en: 'Recoverability' },
  loading: { zh: '正在读取', en: 'Loading' },
  today: { zh: '可恢复性：今天证明', en: 'Recovery proven today' },
  ago_one: { zh: '可恢复性：{count} 天前证明', en: 'Recovery proven {count} day ago' },
  ago: { zh: '可恢复性：{count} 天前证明', en: 'Recovery proven {count} days ago' },
  never: { zh: '可恢复性：尚未证明', en: 'Recovery was never proven' },
  good: { zh: '达标', en: 'Met' },
  late: { zh: '须处理', en: 'Needs work' },
  neverWhat: {
    zh: '备份能否恢复，只有演练过才知道。有完整的数据备份集后，开始一次恢复演练。',
    en: 'Only a drill shows whether a backup comes back. Once there is a whole set of the data, start one.',
  },
  oldWhat: {
    zh: '距上次通过已超过规定期限，请开始一次恢复演练。',
    en: 'The last drill that passed is longer ago than the rules allow: start one.',
  },
  failedWhat: {
    zh: '最近一次演练未通过：{why}，再演练一次。',
    en: 'The last drill failed: {why}, and drill again.',
  },
  checks: {
    zh: '有检查项未达标，按报告处理',
    en: 'a check was not met: mend what the report says',
  },
  time: { zh: '恢复用时', en: 'Recovery time' },
  lost: { zh: '数据丢失时长', en: 'Would have been lost' },
  next: { zh: '下次演练', en: 'Next drill' },
  soon: { zh: '一小时内自动开始', en: 'begins by itself within an hour' },
  first: {
    zh: '有完整的数据备份集后自动开始',
    en: 'begins by itself once there is a whole set of the data',
  },
  noNext: { zh: '未设置备份位置', en: 'no place for backups is set' },
  target: { zh: '目标 {time}', en: 'target {time}' },
  last: { zh: '查看最近一次演练', en: 'The last drill' },
});

type Standing = OutputOf<typeof operations.drills.standing>;

export function Recoverability() {
  const say = useTexts(texts);
  const { answer, refusal, again } = useRead(operations.drills.standing, {}, { keep: true });
  return (
    <section className="card recover" aria-label={say('name')}>
      {refusal && <RefusalNotice refusal={refusal} onAgain={again} />}
      {!answer && !refusal && <Waiting label={say('loading')} rows={3} />}
      {answer && <Shown standing={answer} />}
    </section>
  );
}

function Shown({ standing }: { readonly standing: Standing }) {
  const say = useTexts(texts);
  const { last, isLate } = standing;
  return (
    <>
      <p className="recover-line">
        <b>{useWhen(standing)}</b>{' '}
        <Chip tone={isLate ? 'bad' : 'good'}>{say(isLate ? 'late' : 'good')}</Chip>
        {last && <Link to={`/backup/drills/${last.drill}`}>{say('last')}</Link>}
      </p>
      {isLate && <What standing={standing} />}
      <Times standing={standing} />
    </>
  );
}

function useWhen({ provenAt }: Standing): string {
  const say = useTexts(texts);
  const today = useToday();
  if (provenAt === null) return say('never');
  const days = Math.round((Date.parse(today) - Date.parse(onDay(provenAt))) / 86_400_000);
  return days < 1 ? say('today') : say('ago', { count: days });
}

function What({ standing: { last, provenAt } }: { readonly standing: Standing }) {
  const say = useTexts(texts);
  const inWords = useWords();
  if (last?.state === 'failed') {
    const why = last.failure === null ? say('checks') : inWords(inFault(last.failure));
    return <p>{say('failedWhat', { why })}</p>;
  }
  return <p>{say(provenAt === null ? 'neverWhat' : 'oldWhat')}</p>;
}

function Times({ standing: it }: { readonly standing: Standing }) {
  const say = useTexts(texts);
  return (
    <dl className="recover-times">
      <Measure
        label={say('time')}
        seconds={it.last?.recoverySeconds ?? null}
        target={it.recoveryTargetSeconds}
      />
      <Measure
        label={say('lost')}
        seconds={it.last?.lostSeconds ?? null}
        target={it.lostTargetSeconds}
      />
      <div>
        <dt>{say('next')}</dt>
        <dd className="num">
          <Next dueAt={it.dueAt} isFirst={it.last === null} />
        </dd>
      </div>
    </dl>
  );
}

interface NextProps {
  readonly dueAt: string | null;
  readonly isFirst: boolean;
}

function Next({ dueAt, isFirst }: NextProps) {
  const say = useTexts(texts);
  const now = useMinute();
  if (dueAt === null) return say('noNext');
  if (Date.parse(dueAt) > now) return atMinute(dueAt);
  return say(isFirst ? 'first' : 'soon');
}

interface MeasureProps {
  readonly label: string;
  readonly seconds: number | null;
  readonly target: number;
}

function Measure({ label, seconds, target }: MeasureProps) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>
        <Against seconds={seconds} target={target} />
      </dd>
    </div>
  );
}

/** Measured, and what it is held against. Over the target it says so by more than colour. */
export function Against({ seconds, target }: Omit<MeasureProps, 'label'>) {
  const say = useTexts(texts);
  const inWords = useWords();
  const isOver = seconds !== null && seconds > target;
  return (
    <span className="num">
      <b className={isOver ? 'over' : undefined}>
        {seconds === null ? '—' : inWords(inDuration(seconds))}
      </b>{' '}
      <span className="mut">
        {isOver ? '> ' : ''}
        {say('target', { time: inWords(inDuration(target)) })}
      </span>
    </span>
  );
}
