// The sets, newest first: what each holds, where it stands, when every byte of it was last looked at; verified and drilled from its row.
import { operations, type BackupCard, type BackupStanding } from '@shouxin/contract';
import { useState } from 'react';
import { atMinute, asSize } from '../app/format.ts';
import { defineTexts, useTexts, useWords } from '../app/language.ts';
import { listed, usePages, useRead } from '../app/queries.ts';
import { Chip } from '../ui/chip.tsx';
import { Empty } from '../ui/empty.tsx';
import { ListTable, type Column } from '../ui/list-table.tsx';
import { ProgressBar } from '../ui/progress-bar.tsx';
import { useFollowed } from './follow.ts';
import { SetActs } from './set-acts.tsx';
import {
  inAsker,
  inFault,
  inNumber,
  kindWords,
  modeWords,
  setStateTones,
  setStateWords,
} from './words.ts';

const texts = defineTexts('backup/sets', {
  title: { zh: '备份集', en: 'Sets' },
  at: { zh: '备份时间', en: 'Taken' },
  kind: { zh: '种类', en: 'Kind' },
  mode: { zh: '方式', en: 'How' },
  state: { zh: '状态', en: 'State' },
  rows: { zh: '行数', en: 'Rows' },
  bytes: { zh: '数据量', en: 'Size' },
  stored: { zh: '本次传送', en: 'Sent' },
  verified: { zh: '逐字节校验', en: 'Every byte looked at' },
  acts: { zh: '操作', en: 'Do' },
  asker: { zh: '发起', en: 'Asked by' },
  set: { zh: '备份集编号', en: 'Set' },
  place: { zh: '位置', en: 'Place' },
  label: { zh: 'pgBackRest 备份', en: 'Backup of pgBackRest' },
  tables: { zh: '{done} / {total} 张表', en: '{done} of {total} tables' },
  looking: { zh: '校验中', en: 'Being looked at' },
  notYet: { zh: '尚未校验', en: 'Not yet' },
  wrong: { zh: '未通过：{why}', en: 'Wrong: {why}' },
  none: { zh: '还没有备份集', en: 'No sets yet' },
  noneHint: {
    zh: '设置备份位置后按计划自动备份，也可点「立即备份」。',
    en: 'Once a place is set they are taken by schedule; or take one now.',
  },
});

const { backup, drills, desk } = operations;
const changed = [backup.standing, backup.days, drills.standing, desk.desk];

interface Props {
  readonly standings: readonly BackupStanding[] | undefined;
}

export function SetsTable({ standings }: Props) {
  const say = useTexts(texts);
  const pages = usePages();
  const asked = pages.cursor === undefined ? {} : { cursor: pages.cursor };
  const { answer, refusal, again } = useRead(backup.list, asked, { keep: true });
  const [askedFor, setAskedFor] = useState<ReadonlyMap<string, string | null>>(new Map());
  const isLooking = (it: BackupCard) =>
    askedFor.has(it.set) ? askedFor.get(it.set) === it.verifiedAt : isNew(it);
  const isRunning = answer?.items.some((it) => it.state === 'taking' || isLooking(it)) ?? false;
  useFollowed(isRunning, again, changed);
  const acts = (it: BackupCard) => (
    <SetActs
      card={it}
      isLooking={isLooking(it)}
      standings={standings}
      onVerify={() => setAskedFor(new Map(askedFor).set(it.set, it.verifiedAt))}
    />
  );
  return (
    <ListTable
      label={say('title')}
      columns={useColumns(isLooking, acts)}
      {...listed({ answer, refusal, again }, pages)}
      rowKey={(it) => it.set}
      empty={<Empty title={say('none')} hint={say('noneHint')} />}
      tools={<h2>{say('title')}</h2>}
    />
  );
}

const newMs = 10 * 60_000;

/** Just taken: it is looked at by itself. */
function isNew({ state, endedAt, verifiedAt }: BackupCard): boolean {
  const isFresh = endedAt !== null && Date.now() - Date.parse(endedAt) < newMs;
  return state === 'whole' && verifiedAt === null && isFresh;
}

function useColumns(
  isLooking: (it: BackupCard) => boolean,
  acts: (it: BackupCard) => React.ReactNode,
): readonly Column<BackupCard>[] {
  const say = useTexts(texts);
  const inWords = useWords();
  return [
    {
      key: 'at',
      title: say('at'),
      width: 140,
      render: (it) => <span className="num">{atMinute(it.askedAt)}</span>,
    },
    { key: 'kind', title: say('kind'), width: 88, render: (it) => inWords(kindWords[it.kind]) },
    {
      key: 'mode',
      title: say('mode'),
      width: 92,
      render: (it) => (it.label === null ? inWords(modeWords[it.mode]) : 'pgBackRest'),
    },
    { key: 'state', title: say('state'), render: (it) => <State card={it} /> },
    ...sizes(say),
    {
      key: 'verified',
      title: say('verified'),
      width: 200,
      render: (it) => <Verified card={it} isLooking={isLooking(it)} />,
    },
    { key: 'acts', title: say('acts'), width: 148, render: acts },
    {
      key: 'asker',
      title: say('asker'),
      choice: 'off',
      render: (it) => inWords(inAsker(it.askedBy)),
    },
    { key: 'set', title: say('set'), choice: 'off', render: (it) => <code>{it.set}</code> },
    {
      key: 'label',
      title: say('label'),
      choice: 'off',
      render: (it) => (it.label === null ? '—' : <code>{it.label}</code>),
    },
    { key: 'place', title: say('place'), choice: 'off', render: (it) => <code>{it.place}</code> },
  ];
}

function sizes(say: (key: 'rows' | 'bytes' | 'stored') => string): Column<BackupCard>[] {
  const column = (
    key: 'rows' | 'bytes' | 'stored',
    width: number,
    shown: (value: number) => string,
  ): Column<BackupCard> => ({
    key,
    title: say(key),
    width,
    align: 'right',
    render: (it) => (it.state === 'failed' ? '—' : shown(it[key])),
  });
  return [column('rows', 88, inNumber), column('bytes', 88, asSize), column('stored', 88, asSize)];
}

function State({ card: it }: { readonly card: BackupCard }) {
  const say = useTexts(texts);
  const inWords = useWords();
  return (
    <span className="row-line">
      <Chip tone={setStateTones[it.state]}>{inWords(setStateWords[it.state])}</Chip>
      {it.state === 'taking' && (
        <>
          <ProgressBar
            label={say('state')}
            done={it.tablesDone}
            total={it.tables || null}
            isSmall
          />
          <span className="num mut" aria-live="polite">
            {it.tables > 0 && say('tables', { done: it.tablesDone, total: it.tables })}
          </span>
        </>
      )}
      {it.failure !== null && <span>{inWords(inFault(it.failure))}</span>}
    </span>
  );
}

interface VerifiedProps {
  readonly card: BackupCard;
  readonly isLooking: boolean;
}

function Verified({ card: it, isLooking }: VerifiedProps) {
  const say = useTexts(texts);
  const inWords = useWords();
  if (isLooking) return <Chip tone="accent">{say('looking')}</Chip>;
  if (it.verifiedAt === null) {
    return it.state === 'whole' ? <Chip tone="warn">{say('notYet')}</Chip> : '—';
  }
  const why = it.verifyFailure === null ? undefined : inWords(inFault(it.verifyFailure));
  return (
    <span className="row-line">
      <span className="num">{atMinute(it.verifiedAt)}</span>
      {why !== undefined && <Chip tone="bad">{say('wrong', { why })}</Chip>}
    </span>
  );
}
