// No purpose, no customer: asks before anything is read, and covers the page again when the purpose lapses.
import type { Purpose } from '@shouxin/contract';
import { Button } from 'antd';
import { useEffect, type ReactNode } from 'react';
import { defineTexts, useTexts } from '../app/language.ts';
import { choosePurpose, usePurpose } from '../app/purpose.ts';
import { Empty } from '../ui/empty.tsx';
import { Page } from '../ui/page.tsx';

const texts = defineTexts('customers/purpose-gate', {
  title: { zh: '先说明办理目的', en: 'State the purpose first' },
  hint: {
    zh: '客户信息只能为已告知客户的目的使用。选择目的后即可继续，查看会连同目的记入审计日志。',
    en: 'Customer information may be used only for what the customer was told. State the purpose to go on; what you see is recorded with it.',
  },
  choose: { zh: '选择办理目的', en: 'State the purpose' },
});

interface Props {
  readonly title: string;
  readonly children: (purpose: Purpose) => ReactNode;
}

export function PurposeGate({ title, children }: Props) {
  const say = useTexts(texts);
  const now = usePurpose();
  const isMissing = now === null;
  useEffect(() => {
    if (isMissing) void choosePurpose.ask();
  }, [isMissing]);
  if (now) return children(now.purpose);
  return (
    <Page title={title}>
      <Empty
        title={say('title')}
        hint={say('hint')}
        action={
          <Button type="primary" onClick={() => void choosePurpose.ask()}>
            {say('choose')}
          </Button>
        }
      />
    </Page>
  );
}
