// Calendar of sets and drills, a month at a time: what was taken on which day and what came of it. One stop for the tab key, arrows from
// day to day; the day in focus is told in words below.
import { operations } from '@shouxin/contract';
import { useRef, useState, type KeyboardEvent } from 'react';
import { useToday } from '../app/clock.ts';
import { defineTexts, useTexts } from '../app/language.ts';
import { useRead } from '../app/queries.ts';
import { ActButton } from '../ui/act-button.tsx';
import { RefusalNotice } from '../ui/refusal.tsx';
import { dayBeside, marksOf, monthBeside, weeksOf, type Mark } from './month.ts';

const texts = defineTexts('backup/calendar', {
  title: { zh: '备份日历', en: 'Calendar' },
  month: { zh: '{year} 年 {month} 月', en: '{year}-{month}' },
  before: { zh: '上个月', en: 'Previous month' },
  after: { zh: '下个月', en: 'Next month' },
  isNow: { zh: '已是本月', en: 'This is the present month' },
  data: { zh: '数据', en: 'Data' },
  keys: { zh: '密钥', en: 'Keys' },
  drill: { zh: '演练', en: 'Drill' },
  nothing: { zh: '无', en: 'none' },
  nothingSaid: { zh: '没有备份，也没有演练', en: 'nothing taken, nothing drilled' },
  day: { zh: '{month} 月 {day} 日', en: '{month}-{day}' },
  said: { zh: '{day}：{what}', en: '{day}: {what}' },
  join: { zh: '；', en: '; ' },
  dataSaid: { zh: '数据备份', en: 'data' },
  keysSaid: { zh: '密钥备份', en: 'keys' },
  drillSaid: { zh: '恢复演练', en: 'drills' },
  wholeSets: { zh: '{count} 个完整', en: '{count} whole' },
  wholeDrills: { zh: '{count} 次通过', en: '{count} passed' },
  failedSets: { zh: '{count} 个失败', en: '{count} failed' },
  failedDrills: { zh: '{count} 次未通过', en: '{count} failed' },
  cutOff: { zh: '{count} 次中断', en: '{count} cut off' },
  running: { zh: '{count} 个进行中', en: '{count} under way' },
  mon: { zh: '一', en: 'Mon' },
  tue: { zh: '二', en: 'Tue' },
  wed: { zh: '三', en: 'Wed' },
  thu: { zh: '四', en: 'Thu' },
  fri: { zh: '五', en: 'Fri' },
  sat: { zh: '六', en: 'Sat' },
  sun: { zh: '日', en: 'Sun' },
});

const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
const signs = { good: '✓', bad: '✗', warn: '–', accent: '…' } as const;
const steps: Readonly<Record<string, number>> = {
  ArrowLeft: -1,
  ArrowRight: 1,
  ArrowUp: -7,
  ArrowDown: 7,
};

export function Calendar() {
  const say = useTexts(texts);
  const today = useToday();
  const [month, setMonth] = useState(today.slice(0, 7));
  const [chosen, setChosen] = useState(today);
  const sets = useRead(operations.backup.days, { month }, { keep: true });
  const drills = useRead(operations.drills.days, { month }, { keep: true });
  const refusal = sets.refusal ?? drills.refusal;
  const days = { sets: sets.answer?.items ?? [], drills: drills.answer?.items ?? [] };
  const turn = (by: 1 | -1) => {
    const to = monthBeside(month, by);
    setMonth(to);
    setChosen(today.startsWith(to) ? today : `${to}-01`);
  };
  const saidOf = useSaid();
  return (
    <section className="card calendar" aria-label={say('title')}>
      <div className="card-head">
        <h2>{say('title')}</h2>
        <Months month={month} isNow={today.startsWith(month)} onTurn={turn} />
      </div>
      {refusal && <RefusalNotice refusal={refusal} />}
      <Grid
        month={month}
        today={today}
        chosen={chosen}
        marksFor={(day) => marksOf(day, days)}
        onChoose={setChosen}
      />
      <p className="calendar-said" aria-live="polite">
        {saidOf(chosen, marksOf(chosen, days))}
      </p>
    </section>
  );
}

interface MonthsProps {
  readonly month: string;
  readonly isNow: boolean;
  readonly onTurn: (by: 1 | -1) => void;
}

function Months({ month, isNow, onTurn }: MonthsProps) {
  const say = useTexts(texts);
  const [year = '', of = ''] = month.split('-');
  return (
    <span className="row-line">
      <ActButton size="small" aria-label={say('before')} onClick={() => onTurn(-1)}>
        ‹
      </ActButton>
      <b className="num" aria-live="polite">
        {say('month', { year, month: of })}
      </b>
      <ActButton
        size="small"
        aria-label={say('after')}
        reason={isNow ? say('isNow') : undefined}
        onClick={() => onTurn(1)}
      >
        ›
      </ActButton>
    </span>
  );
}

interface GridProps {
  readonly month: string;
  readonly today: string;
  readonly chosen: string;
  readonly marksFor: (day: string) => readonly Mark[];
  readonly onChoose: (day: string) => void;
}

function Grid({ month, today, chosen, marksFor, onChoose }: GridProps) {
  const say = useTexts(texts);
  const body = useRef<HTMLTableSectionElement>(null);
  const move = (event: KeyboardEvent) => {
    const by = steps[event.key];
    if (by === undefined) return;
    event.preventDefault();
    const to = dayBeside(chosen, by, today);
    onChoose(to);
    body.current?.querySelector<HTMLElement>(`[data-day="${to}"]`)?.focus();
  };
  return (
    <table className="calendar-grid" aria-label={say('title')}>
      <thead>
        <tr>
          {weekdays.map((it) => (
            <th key={it} scope="col">
              {say(it)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody ref={body}>
        {weeksOf(month).map((week) => (
          <tr key={week.find(Boolean)}>
            {week.map((day, at) => (
              <td key={day ?? `none-${at}`}>
                {day !== null && (
                  <Day
                    day={day}
                    isToCome={day > today}
                    isToday={day === today}
                    isChosen={day === chosen}
                    marks={marksFor(day)}
                    onChoose={onChoose}
                    onMove={move}
                  />
                )}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

interface DayProps {
  readonly day: string;
  readonly isToCome: boolean;
  readonly isToday: boolean;
  readonly isChosen: boolean;
  readonly marks: readonly Mark[];
  readonly onChoose: (day: string) => void;
  readonly onMove: (event: KeyboardEvent) => void;
}

function Day({ day, isToCome, isToday, isChosen, marks, onChoose, onMove }: DayProps) {
  const say = useTexts(texts);
  const saidOf = useSaid();
  const number = Number(day.slice(8));
  if (isToCome) return <span className="calendar-day to-come num">{number}</span>;
  return (
    <button
      type="button"
      className="calendar-day"
      data-day={day}
      tabIndex={isChosen ? 0 : -1}
      aria-pressed={isChosen}
      aria-current={isToday ? 'date' : undefined}
      onClick={() => onChoose(day)}
      onKeyDown={onMove}
    >
      <span className="sr-only">{saidOf(day, marks)}</span>
      <span className="num" aria-hidden>
        {number}
      </span>
      {marks.length === 0 && (
        <span className="mark mark-none" aria-hidden>
          {say('nothing')}
        </span>
      )}
      {marks.map((it) => (
        <span key={it.of} className={`mark chip-${it.tone}`} aria-hidden>
          {say(it.of)} {signs[it.tone]}
        </span>
      ))}
    </button>
  );
}

/** A day in words: `11 月 23 日：数据备份 1 个完整；恢复演练 1 次通过`. */
function useSaid(): (day: string, marks: readonly Mark[]) => string {
  const say = useTexts(texts);
  const ofMark = (it: Mark): string => {
    const many = it.of === 'drill' ? 'Drills' : 'Sets';
    const counts = [
      it.whole > 0 && say(`whole${many}`, { count: it.whole }),
      it.failed > 0 && say(`failed${many}`, { count: it.failed }),
      it.cutOff > 0 && say('cutOff', { count: it.cutOff }),
      it.running > 0 && say('running', { count: it.running }),
    ].filter(Boolean);
    return `${say(`${it.of}Said`)} ${counts.join(' ')}`;
  };
  return (day, marks) => {
    const named = say('day', { month: Number(day.slice(5, 7)), day: Number(day.slice(8)) });
    const what = marks.length === 0 ? say('nothingSaid') : marks.map(ofMark).join(say('join'));
    return say('said', { day: named, what });
  };
}
