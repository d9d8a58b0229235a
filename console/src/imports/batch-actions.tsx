// What may be done with a batch now. Every act that is closed says why.
import { operations, type BatchCard } from '@shouxin/contract';
import { rule } from '@shouxin/contract/items';
import { DownloadOutlined } from '@ant-design/icons';
import { App, Button } from 'antd';
import { useState } from 'react';
import { defineTexts, useTexts, useWords } from '../app/language.ts';
import { allowanceOf } from '../app/permissions.ts';
import { useAct } from '../app/queries.ts';
import { ActButton } from '../ui/act-button.tsx';
import { RefusalNotice } from '../ui/refusal.tsx';
import { save } from '../ui/save-file.ts';
import { ProposeDialog } from './propose-dialog.tsx';
import { isEmptyResult } from './standing.tsx';
import { UndoDialog } from './undo-dialog.tsx';
import { batchReads, isMappable } from './use-batch.ts';

const texts = defineTexts('imports/actions', {
  propose: { zh: '提交审批', en: 'Propose' },
  nothing: { zh: '没有可入库的记录', en: 'No record can be stored' },
  map: { zh: '修改列对应', en: 'Change the columns' },
  again: { zh: '重新试运行', en: 'Try again' },
  undo: { zh: '撤销批次', en: 'Undo the batch' },
  mayNotUndo: {
    zh: '入库已超过 {days} 天，不能再撤销',
    en: 'It was applied more than {days} days ago and cannot be undone',
  },
  undoWaits: { zh: '撤销已提交，等待批准', en: 'Undoing was proposed and waits' },
  report: { zh: '下载报告', en: 'Report' },
  corrections: { zh: '下载待更正记录', en: 'Rejected records' },
  gone: {
    zh: '批次已结束，源文件已删除；请从源系统重新导出',
    en: 'The batch has ended and its file is deleted: export it again from the source',
  },
  noneRejected: { zh: '没有不通过的记录', en: 'No record was rejected' },
});

interface Props {
  readonly batch: BatchCard;
  readonly mayRun: boolean;
  readonly onMap: () => void;
}

export function BatchActions({ batch, mayRun, onMap }: Props) {
  const runReason = useRunReason(mayRun);
  const say = useTexts(texts);
  return (
    <>
      {batch.counts && <Downloads batch={batch} runReason={runReason} />}
      {isMappable(batch) && mayRun && <Button onClick={onMap}>{say('map')}</Button>}
      <NextAct batch={batch} runReason={runReason} />
    </>
  );
}

interface NextProps {
  readonly batch: BatchCard;
  readonly runReason: string | undefined;
}

/** The one act that carries the batch on, or takes it back. */
function NextAct({ batch, runReason }: NextProps) {
  switch (batch.state) {
    case 'failed':
      return <TryAgain batch={batch} runReason={runReason} />;
    case 'checked':
      return <Propose batch={batch} runReason={runReason} />;
    case 'applied':
      return <Undo batch={batch} runReason={runReason} />;
    default:
      return null;
  }
}

function TryAgain({ batch, runReason }: NextProps) {
  const say = useTexts(texts);
  const { run, isBusy, refusal } = useAct(operations.imports.check, batchReads);
  return (
    <>
      <ActButton
        reason={runReason}
        loading={isBusy}
        onClick={() => void run({ batch: batch.batch })}
      >
        {say('again')}
      </ActButton>
      {refusal && <RefusalNotice refusal={refusal} />}
    </>
  );
}

function Propose({ batch, runReason }: NextProps) {
  const say = useTexts(texts);
  const [isOpen, setOpen] = useState(false);
  const nothing = isEmptyResult(batch) ? say('nothing') : undefined;
  return (
    <>
      <ActButton type="primary" reason={runReason ?? nothing} onClick={() => setOpen(true)}>
        {say('propose')}
      </ActButton>
      {isOpen && <ProposeDialog batch={batch} onClose={() => setOpen(false)} />}
    </>
  );
}

function Undo({ batch, runReason }: NextProps) {
  const say = useTexts(texts);
  const [isOpen, setOpen] = useState(false);
  const closed = batch.undoProposal
    ? say('undoWaits')
    : say('mayNotUndo', { days: rule('import.undo.window_days') });
  const late = batch.mayUndo ? undefined : closed;
  return (
    <>
      <ActButton danger reason={runReason ?? late} onClick={() => setOpen(true)}>
        {say('undo')}
      </ActButton>
      {isOpen && <UndoDialog batch={batch} onClose={() => setOpen(false)} />}
    </>
  );
}

function useRunReason(mayRun: boolean): string | undefined {
  const inWords = useWords();
  const { reason } = allowanceOf('import.run', mayRun ? ['import.run'] : []);
  return reason && inWords(reason);
}

function Downloads({ batch, runReason }: NextProps) {
  const say = useTexts(texts);
  const inWords = useWords();
  const { message } = App.useApp();
  const refused = (it: { readonly problem: { readonly words: { zh: string; en: string } } }) =>
    void message.error(inWords(it.problem.words));
  const report = useAct(operations.imports.report, [], refused);
  const corrections = useAct(operations.imports.corrections, [], refused);
  const input = { batch: batch.batch };
  const take = async (from: typeof report) => {
    const file = await from.run(input);
    if (file) await save(file);
  };
  const gone = batch.fileKept ? undefined : say('gone');
  const none = (batch.counts?.reject ?? 0) === 0 ? say('noneRejected') : gone;
  return (
    <>
      <Button
        icon={<DownloadOutlined aria-hidden />}
        loading={report.isBusy}
        onClick={() => void take(report)}
      >
        {say('report')}
      </Button>
      <ActButton
        icon={<DownloadOutlined aria-hidden />}
        reason={runReason ?? none}
        loading={corrections.isBusy}
        onClick={() => void take(corrections)}
      >
        {say('corrections')}
      </ActButton>
    </>
  );
}
