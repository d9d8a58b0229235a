// State of the log and the check, for whoever may press the button: auditor and security administrator.
import { operations, type OutputOf } from '@shouxin/contract';
import { App, Button } from 'antd';
import { useState, type ReactNode } from 'react';
import { defineTexts, useTexts, useWords } from '../app/language.ts';
import { useAct, useRead } from '../app/queries.ts';
import { Chip } from '../ui/chip.tsx';
import { Waiting } from '../ui/empty.tsx';
import { CopyText } from '../ui/copy-text.tsx';
import { Card } from '../ui/page.tsx';
import { RefusalNotice } from '../ui/refusal.tsx';
import { inSeconds } from './instants.ts';

const texts = defineTexts('trail/integrity-panel', {
  state: { zh: '日志现状', en: 'State of the log' },
  loading: { zh: '正在读取', en: 'Loading' },
  size: { zh: '已入链', en: 'In the tree' },
  entries_one: { zh: '{count} 条', en: '{count} entry' },
  entries: { zh: '{count} 条', en: '{count} entries' },
  waiting: { zh: '等待入链', en: 'Waiting' },
  checkpoint: { zh: '最近签名', en: 'Last signed' },
  never: { zh: '尚未签名', en: 'Not signed yet' },
  witness: { zh: '见证记录', en: 'Witness' },
  noWitness: { zh: '没有见证', en: 'None' },
  root: { zh: '树根', en: 'Root' },
  key: { zh: '核验密钥', en: 'Verification key' },
  sm2Key: { zh: '国密签名密钥（SM2）', en: 'SM2 signing key' },
  sm3: { zh: '国密日志树（SM3）', en: 'SM3 tree' },
  sm3None: { zh: '密钥提供方不支持 SM2', en: 'The key provider has no SM2' },
  check: { zh: '校验日志完整性', en: 'Check the integrity' },
  checking: { zh: '正在校验', en: 'Checking' },
  result: { zh: '校验结果', en: 'Result of the check' },
  intact: { zh: '完整', en: 'Intact' },
  broken: { zh: '发现问题', en: 'Broken' },
  intactToast: { zh: '日志完整', en: 'The log is intact' },
  intactNote: {
    zh: '全部记录与签名一致，未发现修改、删除、调序或截断。',
    en: 'Every entry agrees with what was signed: nothing edited, deleted, reordered or cut off.',
  },
  first: { zh: '第一处', en: 'First broken link' },
  more: { zh: '其他 {count} 处', en: '{count} more' },
  at: { zh: '序号 {seq}', en: 'position {seq}' },
  act: {
    zh: '请保留现场，不要重启或清理；立即报告信息安全负责人，并用最近的备份和见证文件比对。',
    en: 'Keep everything as it is and report at once; compare with the latest backup and the witness file.',
  },
  checked: { zh: '校验时间', en: 'Checked' },
  took: { zh: '{count} 条，用时 {ms} 毫秒', en: '{count} entries in {ms} ms' },
  firstHash: { zh: '首条哈希', en: 'First hash' },
  lastHash: { zh: '末条哈希', en: 'Last hash' },
});

type State = OutputOf<typeof operations.audit.state>;
type Report = OutputOf<typeof operations.audit.check>;

const number = (value: number) => value.toLocaleString('en-US');

export function IntegrityPanel() {
  const say = useTexts(texts);
  const { message } = App.useApp();
  const state = useRead(operations.audit.state, {});
  const check = useReport();
  const run = async () => {
    const report = await check.run();
    if (report?.intact) void message.success(say('intactToast'));
  };
  return (
    <div className="stack trail-integrity">
      <Card
        title={say('state')}
        id="trail-state"
        extra={
          <Button type="primary" loading={check.isBusy} onClick={() => void run()}>
            {say(check.isBusy ? 'checking' : 'check')}
          </Button>
        }
      >
        {state.refusal && <RefusalNotice refusal={state.refusal} onAgain={state.again} />}
        {state.answer ? <LogState state={state.answer} /> : <Waiting label={say('loading')} />}
      </Card>
      {check.refusal && <RefusalNotice refusal={check.refusal} />}
      {check.report && <Result report={check.report} />}
    </div>
  );
}

function useReport() {
  const act = useAct(operations.audit.check, [operations.audit.state]);
  const [report, setReport] = useState<Report>();
  const run = async () => {
    const answer = await act.run({});
    setReport(answer);
    return answer;
  };
  return { run, isBusy: act.isBusy, refusal: act.refusal, report };
}

function LogState({ state }: { readonly state: State }) {
  const say = useTexts(texts);
  const entries = (count: number) => say('entries', { count: number(count) });
  return (
    <dl className="facts trail-facts num">
      <dt>{say('size')}</dt>
      <dd>
        {entries(state.treeSize)}
        <span className="mut">
          {' '}
          · {say('waiting')} {number(state.waiting)}
        </span>
      </dd>
      <dt>{say('checkpoint')}</dt>
      <dd>{state.checkpointAt ? inSeconds(state.checkpointAt) : say('never')}</dd>
      <dt>{say('witness')}</dt>
      <dd>
        {state.witnessSize === null ? (
          <Chip tone="warn">{say('noWitness')}</Chip>
        ) : (
          entries(state.witnessSize)
        )}
      </dd>
      <Hash name={say('root')} value={state.root} />
      <Hash name={say('key')} value={state.verificationKey} />
      {state.sm2VerificationKey && <Hash name={say('sm2Key')} value={state.sm2VerificationKey} />}
      <dt>{say('sm3')}</dt>
      <dd>{state.sm2VerificationKey ? entries(state.sm3?.treeSize ?? 0) : say('sm3None')}</dd>
    </dl>
  );
}

function Hash({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{value ? <CopyText text={value} label={name} /> : '—'}</dd>
    </>
  );
}

function Result({ report }: { readonly report: Report }) {
  const say = useTexts(texts);
  const { intact, entries, tookMs } = report;
  return (
    <section className="card" aria-live="polite" aria-label={say('result')}>
      <div className="card-head">
        <h2>{say('result')}</h2>
        <Chip tone={intact ? 'good' : 'bad'}>{say(intact ? 'intact' : 'broken')}</Chip>
      </div>
      <div className="card-body stack">
        {intact ? <p>{say('intactNote')}</p> : <Findings report={report} />}
        <dl className="facts trail-facts num">
          <dt>{say('checked')}</dt>
          <dd>
            {inSeconds(report.checkedAt)}
            <span className="mut">
              {' '}
              · {say('took', { count: number(entries), ms: number(tookMs) })}
            </span>
          </dd>
          <Hash name={say('firstHash')} value={report.firstHash} />
          <Hash name={say('lastHash')} value={report.lastHash} />
          <Hash name={say('root')} value={report.root} />
        </dl>
      </div>
    </section>
  );
}

type Finding = Report['findings'][number];

/** The first broken link stands alone, because everything after it may only follow from it. */
function Findings({ report }: { readonly report: Report }) {
  const say = useTexts(texts);
  const [first, ...others] = report.findings;
  if (!first) return null;
  return (
    <div className="refusal" role="alert">
      <div className="refusal-body">
        <b>{say('first')}</b>
        <p>
          <FindingLine it={first} />
        </p>
        <p>{say('act')}</p>
        {others.length > 0 && (
          <details>
            <summary>{say('more', { count: others.length })}</summary>
            <ul>
              {others.map((it) => (
                <li key={`${it.code}/${it.seq}`}>
                  <FindingLine it={it} />
                </li>
              ))}
            </ul>
          </details>
        )}
      </div>
    </div>
  );
}

function FindingLine({ it }: { readonly it: Finding }): ReactNode {
  const say = useTexts(texts);
  const inWords = useWords();
  return (
    <>
      {it.seq !== null && <b className="num">{say('at', { seq: number(it.seq) })} </b>}
      {inWords(it.words)} <span className="mut">{it.code}</span>
    </>
  );
}
