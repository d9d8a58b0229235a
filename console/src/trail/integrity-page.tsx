// Integrity of the log: its state now, the check of everything that was ever signed, and how to check without us.
import { defineTexts, useTexts } from '../app/language.ts';
import { Card, Page } from '../ui/page.tsx';
import { IntegrityPanel } from './integrity-panel.tsx';
import { VerifySteps } from './verify-steps.tsx';

const texts = defineTexts('trail/integrity', {
  title: { zh: '日志完整性', en: 'Log integrity' },
  lead: {
    zh: '重新读取全部记录，逐条核对哈希、顺序、签名和见证；任何修改、删除、调序、截断都会指出第一处。',
    en: 'Reads every entry again and checks hashes, order, signatures and the witness; the first broken link is named.',
  },
  offline: { zh: '离线核验', en: 'Verify offline' },
});

export function IntegrityPage() {
  const say = useTexts(texts);
  return (
    <Page title={say('title')} lead={say('lead')}>
      <div className="stack">
        <IntegrityPanel />
        <Card title={say('offline')} id="trail-offline">
          <VerifySteps file="FILE" />
        </Card>
      </div>
    </Page>
  );
}
