// Takes a set now: of the data or of the keys, what has changed or everything. What will happen is said before.
import { operations, type BackupStanding } from '@shouxin/contract';
import { App, Button } from 'antd';
import { useState } from 'react';
import { defineTexts, useTexts, useWords } from '../app/language.ts';
import { useAllowance } from '../app/permissions.ts';
import { useAct } from '../app/queries.ts';
import { ActButton } from '../ui/act-button.tsx';
import { ChoiceSet } from '../ui/choice-set.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { RefusalNotice } from '../ui/refusal.tsx';
import { kindWords, settings } from './words.ts';

const texts = defineTexts('backup/take', {
  take: { zh: '立即备份', en: 'Take a backup' },
  what: {
    zh: '业务照常办理。备份在后台进行，离开本页不影响；完成后自动逐字节校验。',
    en: 'Work goes on. It is taken in the background, also when you leave this page, and every byte is looked at afterwards.',
  },
  kind: { zh: '备份什么', en: 'What' },
  dataWhat: {
    zh: '除顶层密钥以外的全部数据，逐块加密',
    en: 'Everything but the top keys, sealed piece by piece',
  },
  keysWhat: {
    zh: '密钥库与已封装的密钥，与数据备份分开存放',
    en: 'The key store and the wrapped keys, in another place than the data',
  },
  mode: { zh: '备份方式', en: 'How' },
  incremental: { zh: '增量', en: 'Incremental' },
  incrementalWhat: {
    zh: '只传送上次全量之后变化的内容；没有可续的全量集时自动做全量',
    en: 'Sends what has changed since the last full one; where there is none to go on from, a full one is taken',
  },
  full: { zh: '全量', en: 'Full' },
  fullWhat: { zh: '重新传送全部内容，用时较长', en: 'Sends everything anew, which takes longer' },
  elsewhereMode: {
    zh: '数据由 pgBackRest 备份。此处设一个恢复点，等归档到位后签发清单，供校验与演练使用。',
    en: 'pgBackRest holds the data. A restore point is made, and once the archive reaches it a manifest is signed, to be verified and drilled.',
  },
  keysMode: { zh: '密钥备份每次都是全量。', en: 'A backup of the keys is always full.' },
  done: { zh: '备份已开始', en: 'The backup has begun' },
  cancel: { zh: '取消', en: 'Cancel' },
  running: {
    zh: '{kind}正在进行，请待其完成',
    en: 'One is being taken ({kind}); wait until it ends',
  },
  unset: {
    zh: '{kind}没有设置位置。请设置 {setting}，重启服务',
    en: 'No place is set ({kind}). Set {setting} and start the server again',
  },
  nowhere: {
    zh: '没有设置备份位置。请设置 SHOUXIN_BACKUP（数据）与 SHOUXIN_KEY_BACKUP（密钥），重启服务',
    en: 'No place for backups is set. Set SHOUXIN_BACKUP (data) and SHOUXIN_KEY_BACKUP (keys) and start the server again',
  },
});

type Kind = BackupStanding['kind'];
type Mode = 'full' | 'incremental';
const { backup, desk } = operations;
const changed = [backup.list, backup.standing, backup.days, desk.desk];

interface Props {
  /** Undefined until they are read. */
  readonly standings: readonly BackupStanding[] | undefined;
}

export function TakeButton({ standings }: Props) {
  const say = useTexts(texts);
  const inWords = useWords();
  const { reason } = useAllowance(backup.take);
  const [isOpen, setOpen] = useState(false);
  const isNowhere = standings?.every((it) => it.place === null) ?? false;
  const closed = reason ? inWords(reason) : isNowhere ? say('nowhere') : undefined;
  const close = () => setOpen(false);
  return (
    <>
      <ActButton type="primary" reason={closed} onClick={() => setOpen(true)}>
        {say('take')}
      </ActButton>
      <Dialog isOpen={isOpen} title={say('take')} width={560} onClose={close}>
        <TakeForm standings={standings ?? []} onClose={close} />
      </Dialog>
    </>
  );
}

interface FormProps {
  readonly standings: readonly BackupStanding[];
  readonly onClose: () => void;
}

function TakeForm({ standings, onClose }: FormProps) {
  const say = useTexts(texts);
  const inWords = useWords();
  const kinds = (['data', 'keys'] as const).map((value) => {
    return { value, title: inWords(kindWords[value]), what: say(`${value}What`) };
  });
  const modes = (['incremental', 'full'] as const).map((value) => {
    return { value, title: say(value), what: say(`${value}What`) };
  });
  const { message } = App.useApp();
  const [kind, setKind] = useState<Kind>('data');
  const [mode, setMode] = useState<Mode>('incremental');
  const { run, isBusy, refusal } = useAct(backup.take, changed);
  const standing = standings.find((it) => it.kind === kind);
  const reason = useClosed(standing);
  const fixed = fixedMode(kind, standing);
  const take = async () => {
    const answer = await run({ kind, mode: fixed === undefined ? mode : 'full' });
    if (!answer) return;
    void message.success(say('done'));
    onClose();
  };
  return (
    <div className="stack">
      <p>{say('what')}</p>
      <ChoiceSet legend={say('kind')} choices={kinds} value={kind} onChoose={setKind} />
      {fixed === undefined ? (
        <ChoiceSet legend={say('mode')} choices={modes} value={mode} onChoose={setMode} />
      ) : (
        <p className="mut">{say(fixed)}</p>
      )}
      {reason !== undefined && <p className="notice-line">{reason}</p>}
      {refusal && <RefusalNotice refusal={refusal} />}
      <div className="dialog-foot">
        <span className="grow" />
        <Button onClick={onClose}>{say('cancel')}</Button>
        <ActButton type="primary" loading={isBusy} reason={reason} onClick={() => void take()}>
          {say('take')}
        </ActButton>
      </div>
    </div>
  );
}

/** Where there is nothing to choose. */
function fixedMode(kind: Kind, standing: BackupStanding | undefined) {
  if (kind === 'keys') return 'keysMode' as const;
  return standing?.tool === 'pgbackrest' ? ('elsewhereMode' as const) : undefined;
}

function useClosed(it: BackupStanding | undefined): string | undefined {
  const say = useTexts(texts);
  const inWords = useWords();
  if (!it) return undefined;
  const kind = inWords(kindWords[it.kind]);
  if (it.place === null) return say('unset', { kind, setting: settings[it.kind] });
  return it.isRunning ? say('running', { kind }) : undefined;
}
