// What may be done with one set: looked at byte by byte, or brought back in a drill. A closed button says why.
import { operations, type BackupCard, type BackupStanding } from '@shouxin/contract';
import { App } from 'antd';
import { useState } from 'react';
import { defineTexts, useTexts, useWords } from '../app/language.ts';
import { useAllowance } from '../app/permissions.ts';
import { useAct } from '../app/queries.ts';
import { ActButton } from '../ui/act-button.tsx';
import { StartDialog } from './drills/start-dialog.tsx';
import { useDrillClosed } from './drills/closed.ts';

const texts = defineTexts('backup/set-acts', {
  verify: { zh: '校验', en: 'Verify' },
  drill: { zh: '演练', en: 'Drill' },
  done: {
    zh: '校验已开始，完成后显示时间',
    en: 'It is being looked at; the time is shown when it has ended',
  },
  looking: { zh: '正在校验', en: 'It is being looked at' },
  taking: { zh: '备份尚未完成', en: 'It is still being taken' },
  failed: { zh: '备份失败，没有可用内容', en: 'It failed and is no set' },
  removed: { zh: '已到期清除', en: 'It was removed, past its time' },
  ofKeys: {
    zh: '密钥备份随数据备份集一并演练，不单独恢复',
    en: 'Backups of the keys are not drilled by themselves; drill a set of the data',
  },
  unset: { zh: '没有设置备份位置', en: 'No place for backups is set' },
});

interface Props {
  readonly card: BackupCard;
  readonly isLooking: boolean;
  readonly standings: readonly BackupStanding[] | undefined;
  /** It is being looked at from now on. */
  readonly onVerify: () => void;
}

export function SetActs(props: Props) {
  return (
    <span className="row-line">
      <VerifyButton {...props} />
      <DrillButton {...props} />
    </span>
  );
}

/** Why nothing can be done with it at all. */
function useNotWhole({ card }: Props): string | undefined {
  const say = useTexts(texts);
  return card.state === 'whole' ? undefined : say(card.state);
}

function VerifyButton(props: Props) {
  const { card, isLooking, standings, onVerify } = props;
  const say = useTexts(texts);
  const inWords = useWords();
  const { message } = App.useApp();
  const { reason } = useAllowance(operations.backup.verify);
  const refused = (words: string) => void message.error(words);
  const { run, isBusy } = useAct(operations.backup.verify, [operations.backup.list], (it) =>
    refused(inWords(it.problem.words)),
  );
  const notWhole = useNotWhole(props);
  const isUnset = standings?.find((it) => it.kind === card.kind)?.place === null;
  const more = isLooking ? say('looking') : isUnset ? say('unset') : undefined;
  const verify = async () => {
    if (!(await run({ set: card.set }))) return;
    onVerify();
    void message.success(say('done'));
  };
  return (
    <ActButton
      size="small"
      loading={isBusy}
      reason={reason ? inWords(reason) : (notWhole ?? more)}
      onClick={() => void verify()}
    >
      {say('verify')}
    </ActButton>
  );
}

function DrillButton(props: Props) {
  const { card } = props;
  const say = useTexts(texts);
  const [isOpen, setOpen] = useState(false);
  const closed = useDrillClosed();
  const notWhole = useNotWhole(props);
  const ofKeys = card.kind === 'keys' ? say('ofKeys') : undefined;
  return (
    <>
      <ActButton size="small" reason={ofKeys ?? notWhole ?? closed} onClick={() => setOpen(true)}>
        {say('drill')}
      </ActButton>
      <StartDialog isOpen={isOpen} card={card} onClose={() => setOpen(false)} />
    </>
  );
}
