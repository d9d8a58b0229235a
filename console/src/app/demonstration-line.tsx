// Said on every page of a demonstration institution, the first included: nothing real belongs here.
import { demonstrationAnswer, demonstrationPath } from '@shouxin/contract';
import { useEffect, useState } from 'react';
import { defineTexts, useTexts } from './language.ts';

const texts = defineTexts('app/demonstration-line', {
  label: { zh: '演示机构', en: 'Demonstration institution' },
  line: {
    zh: '演示机构：机构、人员与客户均为虚构，请勿录入真实个人信息。',
    en: 'Demonstration institution: institution, staff and customers are fictitious. Do not enter real personal information.',
  },
});

export function DemonstrationLine() {
  const say = useTexts(texts);
  return (
    <aside className="demo-line" aria-label={say('label')}>
      {say('line')}
    </aside>
  );
}

/** Asked before anybody signed in; no answer counts as no. */
export function useIsDemonstration(): boolean {
  const [isDemonstration, setDemonstration] = useState(false);
  useEffect(() => {
    const gone = new AbortController();
    const ask = async () => {
      const answer = await fetch(demonstrationPath, { signal: gone.signal });
      setDemonstration(demonstrationAnswer.parse(await answer.json()).demonstration);
    };
    ask().catch(() => {}); // the form serves without it
    return () => gone.abort();
  }, []);
  return isDemonstration;
}
