// Starts a drill: which set, and what will happen in words. The page of the drill follows it.
import { operations, type BackupCard } from '@shouxin/contract';
import { Button } from 'antd';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { atMinute } from '../../app/format.ts';
import { defineTexts, useTexts, useWords } from '../../app/language.ts';
import { useAct } from '../../app/queries.ts';
import { ActButton } from '../../ui/act-button.tsx';
import { ChoiceSet } from '../../ui/choice-set.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { RefusalNotice } from '../../ui/refusal.tsx';
import { modeWords } from '../words.ts';
import { useDrillClosed } from './closed.ts';

const texts = defineTexts('backup/start-drill', {
  start: { zh: '开始恢复演练', en: 'Start a recovery drill' },
  what: {
    zh: '系统把备份集恢复到一个临时数据库，逐行比对，逐户检查封印，抽样解封，核对审计日志，并确认已销毁的信息无法恢复；然后计时、出具报告，删除临时数据库。',
    en: 'The set is restored into a database of its own: every row is compared, every seal checked, a sample of values opened, the log read, and what was destroyed found to stay so. Then it is timed, reported and thrown away.',
  },
  calm: {
    zh: '运行中的业务不受影响；需要与数据库同样大小的磁盘空间，并占用处理器。离开本页不影响演练。',
    en: 'Work goes on. It takes as much disk as the database, and processor time. It goes on when you leave the page.',
  },
  which: { zh: '恢复哪一份', en: 'Which set' },
  random: { zh: '随机一份', en: 'A random one' },
  randomWhat: {
    zh: '旧的备份集也会轮到，最能说明问题',
    en: 'Old sets are tried as well, which proves most',
  },
  newest: { zh: '最新一份', en: 'The newest' },
  newestWhat: { zh: '今天出事时会用到的那一份', en: 'The one that would be needed today' },
  named: { zh: '恢复 {at} 的{mode}数据备份集', en: 'The set of {at} ({mode}) will be restored' },
  cancel: { zh: '取消', en: 'Cancel' },
});

const { backup, drills, desk } = operations;
const changed = [drills.list, drills.standing, drills.days, backup.standing, desk.desk];

interface Props {
  readonly isOpen: boolean;
  /** This one; else the person chooses. */
  readonly card?: BackupCard;
  readonly onClose: () => void;
}

export function StartDialog(props: Props) {
  const say = useTexts(texts);
  return (
    <Dialog isOpen={props.isOpen} title={say('start')} width={560} onClose={props.onClose}>
      <StartForm {...props} />
    </Dialog>
  );
}

type Which = 'random' | 'newest';

function StartForm({ card, onClose }: Props) {
  const say = useTexts(texts);
  const inWords = useWords();
  const navigate = useNavigate();
  const [which, setWhich] = useState<Which>('random');
  const choices = (['random', 'newest'] as const).map((value) => {
    return { value, title: say(value), what: say(`${value}What`) };
  });
  const { run, isBusy, refusal } = useAct(drills.start, changed);
  const closed = useDrillClosed();
  const start = async () => {
    const asked = card ? ({ chosen: 'named', set: card.set } as const) : { chosen: which };
    const answer = await run(asked);
    if (answer) void navigate(`/backup/drills/${answer.drill}`);
  };
  return (
    <div className="stack">
      <p>{say('what')}</p>
      <p className="mut">{say('calm')}</p>
      {card ? (
        <p className="note-line">
          {say('named', { at: atMinute(card.askedAt), mode: inWords(modeWords[card.mode]) })}
        </p>
      ) : (
        <ChoiceSet legend={say('which')} choices={choices} value={which} onChoose={setWhich} />
      )}
      {refusal && <RefusalNotice refusal={refusal} />}
      <div className="dialog-foot">
        <span className="grow" />
        <Button onClick={onClose}>{say('cancel')}</Button>
        <ActButton type="primary" loading={isBusy} reason={closed} onClick={() => void start()}>
          {say('start')}
        </ActButton>
      </div>
    </div>
  );
}
