// Backup and recovery for the operations clerk and security, read by the data protection officer and the auditor: whether it comes back,
// how backups stand, the calendar, the sets (R3.2.1, R3.2.5).
import { operations } from '@shouxin/contract';
import { defineTexts, useTexts } from '../app/language.ts';
import { useRead } from '../app/queries.ts';
import { Page } from '../ui/page.tsx';
import { Calendar } from './calendar.tsx';
import { Recoverability } from './recoverability.tsx';
import { SetsTable } from './sets-table.tsx';
import { Standings } from './standings.tsx';
import { TakeButton } from './take-button.tsx';

const texts = defineTexts('backup/page', {
  title: { zh: '备份与恢复', en: 'Backup and recovery' },
  lead: {
    zh: '备份集加密存放，按规则自动备份、校验、到期清除；能否恢复以演练为准。这里只见数量和时间，不见客户信息。',
    en: 'Sets are sealed, taken, verified and removed by rule; whether they come back is shown by drills. Counts and times only, never a customer.',
  },
});

export function BackupPage() {
  const say = useTexts(texts);
  const standing = useRead(operations.backup.standing, {}, { keep: true });
  const kinds = standing.answer?.kinds;
  return (
    <Page title={say('title')} lead={say('lead')} action={<TakeButton standings={kinds} />}>
      <div className="stack">
        <Recoverability />
        <div className="backup-halves">
          <Calendar />
          <div className="stack">
            <Standings read={standing} />
          </div>
        </div>
        <SetsTable standings={kinds} />
      </div>
    </Page>
  );
}
