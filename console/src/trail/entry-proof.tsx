// What proves the entry: its hash, its place in the tree, the signed checkpoint; and the file that proves it elsewhere.
import { operations } from '@shouxin/contract';
import { DownloadOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { defineTexts, useTexts, useWords } from '../app/language.ts';
import { useAllowance } from '../app/permissions.ts';
import { useAct } from '../app/queries.ts';
import { ActButton } from '../ui/act-button.tsx';
import { Chip } from '../ui/chip.tsx';
import { CopyText } from '../ui/copy-text.tsx';
import { Card } from '../ui/page.tsx';
import { RefusalNotice } from '../ui/refusal.tsx';
import { save } from '../ui/save-file.ts';
import type { Opened } from './entry-drawer.tsx';
import { VerifySteps } from './verify-steps.tsx';

const texts = defineTexts('trail/entry-proof', {
  title: { zh: '证明', en: 'Proof' },
  proven: { zh: '已入链', en: 'In the tree' },
  waiting: { zh: '正在入链', en: 'Being integrated' },
  again: { zh: '刷新', en: 'Refresh' },
  waitingNote: {
    zh: '记录已写入，通常几秒内入链并签名；入链后即可导出存证文件。',
    en: 'The entry is stored; it is integrated and signed within seconds. Its evidence can be exported then.',
  },
  receipt: { zh: '凭证', en: 'Receipt' },
  leaf: { zh: '记录哈希', en: 'Leaf hash' },
  position: { zh: '序号 {seq}，共 {size} 条', en: 'Position {seq} of {size}' },
  root: { zh: '树根', en: 'Root' },
  path_one: { zh: '证明路径 {count} 步', en: '{count} step of proof' },
  path: { zh: '证明路径 {count} 步', en: '{count} steps of proof' },
  checkpoint: { zh: '签名检查点', en: 'Signed checkpoint' },
  evidence: { zh: '下载存证文件', en: 'Evidence file' },
  offline: { zh: '怎样离线核验', en: 'How to verify it offline' },
});

interface Props {
  readonly opened: Opened;
  readonly onAgain: () => void;
}

export function EntryProof({ opened, onAgain }: Props) {
  const say = useTexts(texts);
  const { proof } = opened;
  return (
    <Card
      title={say('title')}
      id="trail-proof"
      extra={<Chip tone={proof ? 'good' : 'warn'}>{say(proof ? 'proven' : 'waiting')}</Chip>}
    >
      <div className="stack">
        {proof ? <Placed opened={opened} /> : <p className="mut">{say('waitingNote')}</p>}
        <div className="row-line">
          {!proof && <Button onClick={onAgain}>{say('again')}</Button>}
          <EvidenceButton opened={opened} />
        </div>
        {proof && (
          <details>
            <summary className="mut">{say('offline')}</summary>
            <VerifySteps file={`shouxin-evidence-${opened.entry.entry}.json`} />
          </details>
        )}
      </div>
    </Card>
  );
}

function Placed({ opened }: Pick<Props, 'opened'>) {
  const say = useTexts(texts);
  const { entry, proof, leafHash } = opened;
  if (!proof) return null;
  const size = proof.treeSize.toLocaleString('en-US');
  const seq = entry.seq === null ? '—' : entry.seq.toLocaleString('en-US');
  return (
    <>
      <dl className="facts trail-facts num">
        <dt>{say('receipt')}</dt>
        <dd>
          <CopyText text={entry.entry} label={say('receipt')} />
        </dd>
        <dt>{say('leaf')}</dt>
        <dd>
          <CopyText text={leafHash} label={say('leaf')} />
        </dd>
        <dt>{say('root')}</dt>
        <dd>
          <CopyText text={proof.root} label={say('root')} />
          <br />
          <span className="mut">
            {say('position', { seq, size })} · {say('path', { count: proof.pathLength })}
          </span>
        </dd>
      </dl>
      <details>
        <summary className="mut">{say('checkpoint')}</summary>
        <pre className="trail-checkpoint">{proof.checkpoint}</pre>
      </details>
    </>
  );
}

function EvidenceButton({ opened }: Pick<Props, 'opened'>) {
  const say = useTexts(texts);
  const inWords = useWords();
  const { reason } = useAllowance(operations.audit.evidence);
  const { run, isBusy, refusal } = useAct(operations.audit.evidence);
  const take = async () => {
    const file = await run({ entry: opened.entry.entry });
    if (file) await save(file);
  };
  const closed = opened.proof ? undefined : say('waiting');
  return (
    <>
      <ActButton
        type="primary"
        icon={<DownloadOutlined aria-hidden />}
        loading={isBusy}
        reason={(reason && inWords(reason)) ?? closed}
        onClick={() => void take()}
      >
        {say('evidence')}
      </ActButton>
      {refusal && <RefusalNotice refusal={refusal} />}
    </>
  );
}
