// How backups of the data and of the keys stand: the last whole one, the next, and what is wrong in words with what to do about it.
import type { BackupStanding, operations, OutputOf } from '@shouxin/contract';
import { useMinute } from '../app/clock.ts';
import type { Read } from '../app/queries.ts';
import { atMinute } from '../app/format.ts';
import { defineTexts, useTexts, useWords } from '../app/language.ts';
import { Chip, type Tone } from '../ui/chip.tsx';
import { Waiting } from '../ui/empty.tsx';
import { Card } from '../ui/page.tsx';
import { RefusalNotice } from '../ui/refusal.tsx';
import { inFault, kindWords, settings } from './words.ts';

const texts = defineTexts('backup/standings', {
  loading: { zh: '正在读取', en: 'Loading' },
  last: { zh: '上次完整', en: 'Last whole' },
  next: { zh: '下次备份', en: 'Next' },
  place: { zh: '位置', en: 'Place' },
  never: { zh: '从未', en: 'never' },
  soon: { zh: '即将自动开始', en: 'begins by itself soon' },
  unset: { zh: '未设置', en: 'not set' },
  noPlace: { zh: '未设置位置', en: 'No place set' },
  running: { zh: '备份中', en: 'Being taken' },
  failed: { zh: '失败', en: 'Failed' },
  damaged: { zh: '校验未通过', en: 'Did not verify' },
  none: { zh: '尚未备份', en: 'None yet' },
  late: { zh: '逾期', en: 'Late' },
  good: { zh: '正常', en: 'In order' },
  dataUnset: {
    zh: '没有设置备份位置，数据不会备份。请设置 {setting}，重启服务。',
    en: 'No place is set, so no data is backed up. Set {setting} and start the server again.',
  },
  keysUnset: {
    zh: '没有设置备份位置，密钥不会备份；没有密钥，数据备份无法解开。请设置 {setting}（不得与数据备份同处），重启服务。',
    en: 'No place is set, so the keys are not backed up, and without keys no backup of the data opens. Set {setting} (another place than the data) and start the server again.',
  },
  failedWhat: {
    zh: '{why}。处理后点「立即备份」，或等一小时后自动重试。',
    en: '{why}. Mend it and take one now, or wait: it is tried again after an hour.',
  },
  damagedWhat: {
    zh: '{why}。请立即备份，作一次新的全量备份。',
    en: '{why}. Take a full one now.',
  },
  noneWhat: {
    zh: '还没有备份过。请点「立即备份」，或等待自动开始。',
    en: 'None was ever taken. Take one now, or wait: it begins by itself.',
  },
  lateWhat: {
    zh: '没有按期完成。请点「立即备份」；反复逾期的，请查看运行日志。',
    en: 'None was completed in time. Take one now; if that happens again, see the operational log.',
  },
});

type Standings = OutputOf<typeof operations.backup.standing>;
type State = 'noPlace' | 'running' | 'none' | 'failed' | 'damaged' | 'late' | 'good';

const tones: Record<State, Tone> = {
  noPlace: 'warn',
  running: 'accent',
  failed: 'bad',
  damaged: 'bad',
  none: 'warn',
  late: 'bad',
  good: 'good',
};

/** A fault that makes it late ended the newest one; another was found by looking at the last whole one. */
function stateOf({ place, isRunning, failure, isLate, lastWholeAt }: BackupStanding): State {
  if (place === null) return 'noPlace';
  if (isRunning) return 'running';
  if (failure !== null) return isLate ? 'failed' : 'damaged';
  if (lastWholeAt === null) return 'none';
  return isLate ? 'late' : 'good';
}

export function Standings({ read }: { readonly read: Read<Standings> }) {
  const say = useTexts(texts);
  const { answer, refusal, again } = read;
  if (refusal) return <RefusalNotice refusal={refusal} onAgain={again} />;
  if (!answer) return <Waiting label={say('loading')} rows={8} />;
  return (
    <>
      {answer.kinds.map((it) => (
        <OfKind key={it.kind} standing={it} />
      ))}
    </>
  );
}

function OfKind({ standing: it }: { readonly standing: BackupStanding }) {
  const say = useTexts(texts);
  const inWords = useWords();
  const state = stateOf(it);
  return (
    <Card
      title={inWords(kindWords[it.kind])}
      id={`standing-${it.kind}`}
      extra={<Chip tone={tones[state]}>{say(state)}</Chip>}
    >
      <What standing={it} state={state} />
      <dl className="facts">
        <dt>{say('last')}</dt>
        <dd className="num">{it.lastWholeAt === null ? say('never') : atMinute(it.lastWholeAt)}</dd>
        <dt>{say('next')}</dt>
        <dd className="num">
          <Next standing={it} />
        </dd>
        <dt>{say('place')}</dt>
        <dd>{it.place === null ? say('unset') : <code>{it.place}</code>}</dd>
      </dl>
    </Card>
  );
}

function Next({ standing: { dueAt, isRunning } }: { readonly standing: BackupStanding }) {
  const say = useTexts(texts);
  const now = useMinute();
  if (isRunning) return say('running');
  if (dueAt === null) return '—';
  return Date.parse(dueAt) <= now ? say('soon') : atMinute(dueAt);
}

interface WhatProps {
  readonly standing: BackupStanding;
  readonly state: State;
}

function What({ standing: { kind, failure }, state }: WhatProps) {
  const say = useTexts(texts);
  const inWords = useWords();
  if (state === 'good' || state === 'running') return null;
  return <p className="notice-line standing-what">{words()}</p>;

  function words(): string {
    if (state === 'noPlace') return say(`${kind}Unset`, { setting: settings[kind] });
    if (failure === null) return say(state === 'none' ? 'noneWhat' : 'lateWhat');
    const why = inWords(inFault(failure));
    return say(state === 'damaged' ? 'damagedWhat' : 'failedWhat', { why });
  }
}
