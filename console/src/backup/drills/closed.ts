// Why no drill can be started now: read from what backups and drills say of themselves, so that nobody walks to a closed door.
import { operations } from '@shouxin/contract';
import { defineTexts, useTexts, useWords } from '../../app/language.ts';
import { useAllowance } from '../../app/permissions.ts';
import { useRead } from '../../app/queries.ts';
import { isUnderWay } from '../words.ts';

const texts = defineTexts('backup/drill-closed', {
  unset: {
    zh: '没有设置数据备份位置。请设置 SHOUXIN_BACKUP，重启服务',
    en: 'No place for the data is set. Set SHOUXIN_BACKUP and start the server again',
  },
  none: {
    zh: '还没有完整的数据备份集，请先备份',
    en: 'There is no whole set of the data yet: take one first',
  },
  running: {
    zh: '已有一次演练正在进行，请待其结束',
    en: 'A drill is under way; wait until it has ended',
  },
});

export function useDrillClosed(): string | undefined {
  const say = useTexts(texts);
  const inWords = useWords();
  const { reason } = useAllowance(operations.drills.start);
  const data = useRead(operations.backup.standing, {}, { keep: true }).answer?.kinds.find(
    (it) => it.kind === 'data',
  );
  const { answer } = useRead(operations.drills.list, {}, { keep: true });
  if (reason) return inWords(reason);
  if (data?.place === null) return say('unset');
  if (data?.lastWholeAt === null) return say('none');
  return answer?.items.some(isUnderWay) ? say('running') : undefined;
}
