// Drills, newest first, the one under way with its step; the next is started from here (R3.2.5).
import { drillStepWords, operations, type DrillCard } from '@shouxin/contract';
import { useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { atMinute } from '../../app/format.ts';
import { defineTexts, useTexts, useWords } from '../../app/language.ts';
import { listed, usePages, useRead } from '../../app/queries.ts';
import { ActButton } from '../../ui/act-button.tsx';
import { Chip } from '../../ui/chip.tsx';
import { Empty } from '../../ui/empty.tsx';
import { ListTable, type Column } from '../../ui/list-table.tsx';
import { Page } from '../../ui/page.tsx';
import { ProgressBar } from '../../ui/progress-bar.tsx';
import { useFollowed } from '../follow.ts';
import { Against, Recoverability } from '../recoverability.tsx';
import {
  chosenWords,
  drillStateTones,
  drillStateWords,
  inAsker,
  inFault,
  isUnderWay,
} from '../words.ts';
import { useDrillClosed } from './closed.ts';
import { StartDialog } from './start-dialog.tsx';

const texts = defineTexts('backup/drills', {
  title: { zh: '恢复演练', en: 'Recovery drills' },
  lead: {
    zh: '把备份集真的恢复一次，逐项证明、计时，报告可离线核验。按规则定期自动进行，也可随时开始。',
    en: 'A set is really restored, proven and timed, with a report that anybody can verify. By schedule, and whenever you start one.',
  },
  list: { zh: '演练记录', en: 'Drills' },
  start: { zh: '开始恢复演练', en: 'Start a recovery drill' },
  started: { zh: '开始', en: 'Started' },
  state: { zh: '状态', en: 'State' },
  set: { zh: '备份集', en: 'Set' },
  time: { zh: '恢复用时', en: 'Recovery time' },
  lost: { zh: '数据丢失时长', en: 'Would have been lost' },
  asker: { zh: '发起', en: 'Asked by' },
  none: { zh: '还没有演练过', en: 'None yet' },
  noneHint: {
    zh: '有完整的数据备份集后自动开始第一次，也可现在开始。',
    en: 'The first begins by itself once there is a whole set of the data; or start one now.',
  },
});

const { drills, backup, desk } = operations;
const changed = [drills.standing, drills.days, backup.standing, desk.desk];

export function DrillsPage() {
  const say = useTexts(texts);
  const navigate = useNavigate();
  const pages = usePages();
  const asked = pages.cursor === undefined ? {} : { cursor: pages.cursor };
  const { answer, refusal, again } = useRead(drills.list, asked, { keep: true });
  useFollowed(answer?.items.some(isUnderWay) ?? false, again, changed);
  return (
    <Page title={say('title')} lead={say('lead')} action={<StartButton />}>
      <div className="stack">
        <Recoverability />
        <ListTable
          label={say('list')}
          columns={useColumns()}
          {...listed({ answer, refusal, again }, pages)}
          rowKey={(it) => it.drill}
          onOpen={(it) => void navigate(`/backup/drills/${it.drill}`)}
          empty={<Empty title={say('none')} hint={say('noneHint')} />}
          tools={<h2>{say('list')}</h2>}
        />
      </div>
    </Page>
  );
}

function StartButton() {
  const say = useTexts(texts);
  const closed = useDrillClosed();
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <ActButton type="primary" reason={closed} onClick={() => setOpen(true)}>
        {say('start')}
      </ActButton>
      <StartDialog isOpen={isOpen} onClose={() => setOpen(false)} />
    </>
  );
}

function useColumns(): readonly Column<DrillCard>[] {
  const say = useTexts(texts);
  const inWords = useWords();
  const { answer } = useRead(drills.standing, {}, { keep: true });
  const times = (seconds: number | null, target: number | undefined) =>
    seconds === null || target === undefined ? '—' : <Against seconds={seconds} target={target} />;
  return [
    {
      key: 'started',
      title: say('started'),
      width: 140,
      render: (it) => (
        <Link className="num" to={`/backup/drills/${it.drill}`}>
          {atMinute(it.startedAt)}
        </Link>
      ),
    },
    { key: 'state', title: say('state'), render: (it) => <DrillState card={it} /> },
    {
      key: 'set',
      title: say('set'),
      width: 340,
      choice: 'on',
      render: (it) => (
        <span>
          {inWords(chosenWords[it.chosen])} {it.set && <code className="mut">{it.set}</code>}
        </span>
      ),
    },
    {
      key: 'time',
      title: say('time'),
      width: 180,
      render: (it) => times(it.recoverySeconds, answer?.recoveryTargetSeconds),
    },
    {
      key: 'lost',
      title: say('lost'),
      width: 200,
      render: (it) => times(it.lostSeconds, answer?.lostTargetSeconds),
    },
    {
      key: 'asker',
      title: say('asker'),
      width: 120,
      choice: 'on',
      render: (it) => inWords(inAsker(it.askedBy)),
    },
  ];
}

function DrillState({ card: it }: { readonly card: DrillCard }) {
  const inWords = useWords();
  return (
    <span className="row-line">
      <Chip tone={drillStateTones[it.state]}>{inWords(drillStateWords[it.state])}</Chip>
      {isUnderWay(it) && (
        <>
          <ProgressBar
            label={inWords(drillStepWords[it.step])}
            done={it.done}
            total={it.total || null}
            isSmall
          />
          <span className="mut">{inWords(drillStepWords[it.step])}</span>
        </>
      )}
      {it.failure !== null && <span>{inWords(inFault(it.failure))}</span>}
    </span>
  );
}
