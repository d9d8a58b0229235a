// One drill: followed step by step while it runs, then its eight checks with figures, its times against their targets, and the report
// that anybody can verify without this system (R3.2.5, R3.2.6).
import { operations, type DrillCard, type OutputOf } from '@shouxin/contract';
import { Link, useParams } from 'react-router';
import { atMinute } from '../../app/format.ts';
import { defineTexts, useTexts, useWords } from '../../app/language.ts';
import { useAct, useRead } from '../../app/queries.ts';
import { VerifySteps } from '../../trail/verify-steps.tsx';
import { ActButton } from '../../ui/act-button.tsx';
import { Chip } from '../../ui/chip.tsx';
import { Waiting } from '../../ui/empty.tsx';
import { Card, Page } from '../../ui/page.tsx';
import { RefusalNotice } from '../../ui/refusal.tsx';
import { save } from '../../ui/save-file.ts';
import { useFollowed } from '../follow.ts';
import { Against } from '../recoverability.tsx';
import {
  chosenWords,
  drillStateTones,
  drillStateWords,
  inAsker,
  inFault,
  inNumber,
  isUnderWay,
} from '../words.ts';
import { ChecksTable } from './checks-table.tsx';
import { StepsCard } from './steps-card.tsx';

const texts = defineTexts('backup/drill', {
  title: { zh: '恢复演练', en: 'Recovery drill' },
  titleAt: { zh: '恢复演练 {at}', en: 'Recovery drill, {at}' },
  list: { zh: '恢复演练', en: 'Recovery drills' },
  loading: { zh: '正在读取', en: 'Loading' },
  facts: { zh: '概况', en: 'At a glance' },
  set: { zh: '备份集', en: 'Set' },
  takenAt: { zh: '备份时间', en: 'Taken' },
  chosen: { zh: '选取', en: 'Chosen' },
  asker: { zh: '发起', en: 'Asked by' },
  started: { zh: '开始', en: 'Started' },
  ended: { zh: '结束', en: 'Ended' },
  time: { zh: '恢复用时', en: 'Recovery time' },
  lost: { zh: '数据丢失时长', en: 'Would have been lost' },
  targets: { zh: '目标依据', en: 'Targets from' },
  ofPlan: { zh: '恢复预案第 {version} 版', en: 'Recovery plan, version {version}' },
  ofRules: {
    zh: '法规库（没有数据库损坏的预案）',
    en: 'The rule library: no plan for a damaged database',
  },
  restored: { zh: '恢复内容', en: 'Restored' },
  restoredOf: {
    zh: '{tables} 张表，{rows} 行；补执行销毁 {orders} 项，结构升级 {migrated} 步',
    en: '{tables} tables, {rows} rows; orders of destruction followed: {orders}; steps of structure: {migrated}',
  },
  log: { zh: '恢复出的日志', en: 'The log restored' },
  logOf: { zh: '{count} 条', en: '{count} entries' },
  failedWhat: {
    zh: '{why}。这一份不能用于恢复，处理后请再演练一次。',
    en: '{why}. This set cannot be used; drill again when that is mended.',
  },
  checksWhat: {
    zh: '备份集能恢复，但有检查项未达标，见下表。请处理后再演练一次。',
    en: 'The set came back, but a check was not met: see below, mend it and drill again.',
  },
  'cut-off': {
    zh: '服务在演练中途停止，不能证明什么，也没有报告。临时数据库已清除，请重新开始。',
    en: 'The server stopped meanwhile: it proves nothing and has no report. Its database was cleared away; start again.',
  },
  download: { zh: '下载演练报告', en: 'Download the report' },
  notYet: { zh: '演练结束后出具', en: 'Written when the drill has ended' },
  noReport: { zh: '这次演练没有报告', en: 'This drill has no report' },
  offline: { zh: '离线核验报告', en: 'Verify the report offline' },
});

const { drills, backup, desk } = operations;
const changed = [drills.list, drills.standing, drills.days, backup.standing, desk.desk];

type View = OutputOf<typeof operations.drills.view>;

export function DrillPage() {
  const say = useTexts(texts);
  const { drill = '' } = useParams();
  const { answer, refusal, again } = useRead(drills.view, { drill });
  const card = answer?.card;
  useFollowed(card !== undefined && isUnderWay(card), again, changed);
  return (
    <Page
      title={useTitle(card)}
      beside={card && <State card={card} />}
      crumbs={[{ to: '/backup/drills', name: say('list') }]}
      action={answer && <Download view={answer} />}
    >
      {refusal && <RefusalNotice refusal={refusal} onAgain={again} />}
      {!answer && !refusal && <Waiting label={say('loading')} rows={8} />}
      {answer && <Shown {...answer} />}
    </Page>
  );
}

function Shown({ card, report }: View) {
  const say = useTexts(texts);
  return (
    <div className="stack">
      <What card={card} />
      <Card title={say('facts')} id="drill-facts">
        <dl className="facts drill-facts">
          <OfCard card={card} takenAt={report?.takenAt ?? null} />
          {report && <OfReport report={report} />}
        </dl>
      </Card>
      {isUnderWay(card) && <StepsCard card={card} />}
      {report && <ChecksTable report={report} />}
      {report && (
        <Card title={say('offline')} id="drill-offline">
          <VerifySteps file={`shouxin-drill-${card.drill}.json`} />
        </Card>
      )}
    </div>
  );
}

function useTitle(card: DrillCard | undefined): string {
  const say = useTexts(texts);
  return card ? say('titleAt', { at: atMinute(card.startedAt) }) : say('title');
}

function State({ card: { state } }: { readonly card: DrillCard }) {
  const inWords = useWords();
  return <Chip tone={drillStateTones[state]}>{inWords(drillStateWords[state])}</Chip>;
}

/** Only where something is to be done. */
function What({ card }: { readonly card: DrillCard }) {
  const say = useTexts(texts);
  const inWords = useWords();
  if (card.state === 'cut-off') return <p className="notice-line">{say('cut-off')}</p>;
  if (card.state !== 'failed') return null;
  const { failure } = card;
  const words =
    failure === null ? say('checksWhat') : say('failedWhat', { why: inWords(inFault(failure)) });
  return <p className="notice-line">{words}</p>;
}

interface OfCardProps {
  readonly card: DrillCard;
  readonly takenAt: string | null;
}

function OfCard({ card: it, takenAt }: OfCardProps) {
  const say = useTexts(texts);
  const inWords = useWords();
  const rows: readonly (readonly [string, string])[] = [
    [say('takenAt'), takenAt === null ? '—' : atMinute(takenAt)],
    [say('chosen'), inWords(chosenWords[it.chosen])],
    [say('asker'), inWords(inAsker(it.askedBy))],
    [say('started'), atMinute(it.startedAt)],
    [say('ended'), it.endedAt === null ? '—' : atMinute(it.endedAt)],
  ];
  return (
    <>
      <dt>{say('set')}</dt>
      <dd>{it.set === null ? '—' : <code>{it.set}</code>}</dd>
      {rows.map(([name, value]) => (
        <div key={name} className="facts-pair">
          <dt>{name}</dt>
          <dd className="num">{value}</dd>
        </div>
      ))}
    </>
  );
}

function OfReport({ report: it }: { readonly report: NonNullable<View['report']> }) {
  const say = useTexts(texts);
  const { restored, restoredLog } = it;
  return (
    <>
      <dt>{say('time')}</dt>
      <dd>
        <Against seconds={it.recoverySeconds} target={it.recoveryTargetSeconds} />
      </dd>
      <dt>{say('lost')}</dt>
      <dd>
        <Against seconds={it.lostSeconds} target={it.lostTargetSeconds} />
      </dd>
      <dt>{say('targets')}</dt>
      <dd>
        {it.plan ? (
          <Link to={`/plans/${it.plan.plan}?version=${it.plan.version}`}>
            {say('ofPlan', { version: it.plan.version })}
          </Link>
        ) : (
          say('ofRules')
        )}
      </dd>
      <dt>{say('restored')}</dt>
      <dd>{restored ? say('restoredOf', { ...restored, rows: inNumber(restored.rows) }) : '—'}</dd>
      <dt>{say('log')}</dt>
      <dd>
        {restoredLog ? (
          <>
            <span className="num">{say('logOf', { count: inNumber(restoredLog.size) })}</span>{' '}
            <code className="mut">{restoredLog.root}</code>
          </>
        ) : (
          '—'
        )}
      </dd>
    </>
  );
}

function Download({ view: { card, report } }: { readonly view: View }) {
  const say = useTexts(texts);
  const { run, isBusy, refusal } = useAct(drills.report);
  const none = isUnderWay(card) ? say('notYet') : say('noReport');
  const download = async () => {
    const file = await run({ drill: card.drill });
    if (file) await save(file);
  };
  return (
    <>
      <ActButton
        loading={isBusy}
        reason={report ? undefined : none}
        onClick={() => void download()}
      >
        {say('download')}
      </ActButton>
      {refusal && <RefusalNotice refusal={refusal} />}
    </>
  );
}
