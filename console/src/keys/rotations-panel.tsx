// Rotations: the one under way with its progress and what is left, and those before, with who wanted them.
import {
  operations,
  rotationKind,
  rotationTitles,
  type Rotation,
  type RotationKind,
} from '@shouxin/contract';
import { App } from 'antd';
import { useEffect, useState } from 'react';
import { atMinute } from '../app/format.ts';
import { defineTexts, useTexts, useWords } from '../app/language.ts';
import { listed, outdate, useAct, usePages, useRead } from '../app/queries.ts';
import { Chip } from '../ui/chip.tsx';
import { Empty } from '../ui/empty.tsx';
import { ListTable, type Column } from '../ui/list-table.tsx';
import { ProgressBar } from '../ui/progress-bar.tsx';
import { ActButton } from '../ui/act-button.tsx';
import { ProposeDialog } from './propose-dialog.tsx';

const texts = defineTexts('keys/rotations', {
  title: { zh: '轮换记录', en: 'Rotations' },
  bucket: {
    zh: '每把桶密钥启用新版本，客户密钥逐批改由新版本封装；客户信息本身不动，业务照常办理。由个人信息保护负责人复核，批准后立即开始，中断后接着做。',
    en: 'Every bucket key gets a new version and the customer keys are wrapped again under it, some at a time; the customer information itself is not touched and work goes on. The data protection officer reviews it; it begins at once when approved and goes on after an interruption.',
  },
  index: {
    zh: '每个检索密钥启用新版本，客户的检索指纹逐批重新生成；其间新旧指纹都能检索，业务照常办理。由个人信息保护负责人复核，批准后立即开始，中断后接着做。',
    en: 'Every index key gets a new version and the fingerprints of the customers are made again, some at a time; meanwhile customers are found by either and work goes on. The data protection officer reviews it; it begins at once when approved and goes on after an interruption.',
  },
  customer: {
    zh: '客户密钥全部停用、启用新密钥；待旧密钥确已无人使用（约两分钟）后，将其加密的客户信息逐户重新加密，业务照常办理。桶密钥泄露的，涉及客户由系统自动重新加密。由个人信息保护负责人复核，批准后立即开始，中断后接着做。',
    en: 'Every customer key is put out of use and gets a successor; when nobody can be using the old ones any more, after about two minutes, what they sealed is sealed again, customer by customer, and work goes on. After a compromise of a bucket key this begins by itself. The data protection officer reviews it; it begins at once when approved and goes on after an interruption.',
  },
  running: { zh: '正在轮换，请待其完成', en: 'A rotation is under way; wait until it has ended' },
  done: { zh: '已提交，等待{who}复核', en: 'Proposed; waits for: {who}' },
  kind: { zh: '事项', en: 'What' },
  reason: { zh: '事由', en: 'Why' },
  period: { zh: '到期或计划', en: 'Period or plan' },
  compromised: { zh: '泄露', en: 'Compromise' },
  progress: { zh: '进度', en: 'Progress' },
  bucketOf: { zh: '{done} / {total} 把', en: '{done} of {total} keys' },
  indexOf: { zh: '{done} / {total} 枚', en: '{done} of {total} fingerprints' },
  customerOf: { zh: '{done} / {total} 户', en: '{done} of {total} customers' },
  left: { zh: '约剩 {count} 秒', en: 'about {count} s left' },
  waits: {
    zh: '旧密钥停用约两分钟后开始',
    en: 'begins about two minutes after the old keys were put out of use',
  },
  ended: { zh: '完成', en: 'Ended' },
  started: { zh: '开始', en: 'Started' },
  persons: { zh: '提交 / 批准', en: 'Proposed / approved' },
  none: { zh: '还没有轮换过', en: 'None yet' },
  noneHint: {
    zh: '密钥使用期限见清单的「已用」一栏。',
    en: 'How long a key is used: see Age in the inventory.',
  },
});

const changed = [operations.approvals.mine, operations.desk.desk];
const example = { zh: '例如：年度轮换', en: 'For example: yearly rotation' };
/** Each read is an entry in the log. */
const everyMs = 2_000;

export function RotationsPanel() {
  const say = useTexts(texts);
  const pages = usePages();
  const asked = pages.cursor === undefined ? {} : { cursor: pages.cursor };
  const { answer, refusal, again } = useRead(operations.keys.rotations, asked, { keep: true });
  const running = answer?.items.filter((it) => it.state === 'running').map((it) => it.kind) ?? [];
  const isRunning = running.length > 0;
  useEffect(() => {
    if (!isRunning) return undefined;
    const timer = setTimeout(again, everyMs);
    return () => clearTimeout(timer);
  }, [isRunning, again]);
  // When the last one has ended, the inventory above is of before it.
  useEffect(
    () => (isRunning ? () => outdate([operations.keys.inventory]) : undefined),
    [isRunning],
  );
  return (
    <ListTable
      label={say('title')}
      columns={useColumns()}
      {...listed({ answer, refusal, again }, pages)}
      rowKey={(it) => it.rotation}
      empty={<Empty title={say('none')} hint={say('noneHint')} />}
      tools={
        <>
          <h2>{say('title')}</h2>
          {rotationKind.options.map((kind) => (
            <RotateButton key={kind} kind={kind} isRunning={running.includes(kind)} />
          ))}
        </>
      }
    />
  );
}

interface RotateProps {
  readonly kind: RotationKind;
  readonly isRunning: boolean;
}

function RotateButton({ kind, isRunning }: RotateProps) {
  const say = useTexts(texts);
  const inWords = useWords();
  const { message } = App.useApp();
  const [isOpen, setOpen] = useState(false);
  const { run, isBusy, refusal, clear } = useAct(operations.keys.rotate, changed);
  const close = () => {
    clear();
    setOpen(false);
  };
  const propose = async (ground: string) => {
    const answer = await run({ kind, ground });
    if (!answer) return;
    void message.success(say('done', { who: inWords(answer.reviewers) }));
    close();
  };
  return (
    <>
      <ActButton
        size="small"
        reason={isRunning ? say('running') : undefined}
        onClick={() => setOpen(true)}
      >
        {inWords(rotationTitles[kind])}
      </ActButton>
      <ProposeDialog
        title={inWords(rotationTitles[kind])}
        what={say(kind)}
        example={example}
        isOpen={isOpen}
        isBusy={isBusy}
        refusal={refusal}
        onPropose={propose}
        onClose={close}
      />
    </>
  );
}

function useColumns(): readonly Column<Rotation>[] {
  const say = useTexts(texts);
  const inWords = useWords();
  return [
    {
      key: 'kind',
      title: say('kind'),
      render: (it) => (
        <span>
          {inWords(rotationTitles[it.kind])} {it.key && <code className="mut">{it.key}</code>}
        </span>
      ),
    },
    {
      key: 'reason',
      title: say('reason'),
      width: 120,
      render: (it) => (
        <Chip tone={it.reason === 'compromised' ? 'bad' : 'plain'}>{say(it.reason)}</Chip>
      ),
    },
    {
      key: 'progress',
      title: say('progress'),
      width: 300,
      render: (it) => <HowFar rotation={it} />,
    },
    {
      key: 'started',
      title: say('started'),
      width: 140,
      render: (it) => <span className="num">{atMinute(it.startedAt)}</span>,
    },
    {
      key: 'persons',
      title: say('persons'),
      width: 180,
      choice: 'on',
      render: (it) => `${it.proposedBy} / ${it.approvedBy}`,
    },
  ];
}

const number = (value: number) => value.toLocaleString('en-US');

function HowFar({ rotation: it }: { readonly rotation: Rotation }) {
  const say = useTexts(texts);
  const keys = say(`${it.kind}Of`, { done: number(it.done), total: number(it.total) });
  if (it.state === 'ended') {
    return (
      <span className="num">
        <Chip tone="good">{say('ended')}</Chip> {keys}
      </span>
    );
  }
  // Leases of the old keys have to end first; without a word it would look as if nothing happened.
  const isWaiting = it.kind === 'customer' && it.done === 0;
  const left = it.secondsLeft === null ? '' : ` · ${say('left', { count: it.secondsLeft })}`;
  return (
    <span className="keys-far">
      <ProgressBar label={say('progress')} done={it.done} total={it.total} isSmall />
      <span className="num" aria-live="polite">
        {keys}
        {isWaiting ? ` · ${say('waits')}` : left}
      </span>
    </span>
  );
}
