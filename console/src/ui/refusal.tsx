// The one place that shows a "no": what was refused, what to do about it, and the request id to quote. It never blames.
import type { RefusedCall } from '@shouxin/client';
import { Button } from 'antd';
import { lazy, Suspense, useEffect, useRef } from 'react';
import { defineTexts, useTexts, useWords } from '../app/language.ts';

const texts = defineTexts('ui/refusal', {
  request: { zh: '请求编号', en: 'Request id' },
  again: { zh: '重试', en: 'Try again' },
});

/** With the names of items comes the whole dictionary: only where something is to be named, or the sign-in page would carry it. */
const Reasons = lazy(() => import('./refusal-reasons.tsx'));

interface Props {
  readonly refusal: RefusedCall;
  readonly onAgain?: () => void;
  /** Words for item codes in `reasons`, where the page has better ones than the form. */
  readonly nameOf?: (item: string) => string;
}

export function RefusalNotice({ refusal, onAgain, nameOf }: Props) {
  const say = useTexts(texts);
  const inWords = useWords();
  const box = useRef<HTMLDivElement>(null);
  // Braces: newer browsers answer a scroll with a promise, and an effect may only answer its own undoing.
  useEffect(() => {
    box.current?.scrollIntoView({ block: 'nearest' });
  }, []);
  const { words, requestId, detail, remedy, reasons } = refusal.problem;
  return (
    <div className="refusal" role="alert" ref={box} key={requestId}>
      <div className="refusal-body">
        <b>{inWords(words)}</b>
        {detail && <p>{inWords(detail)}</p>}
        {remedy && <p>{inWords(remedy)}</p>}
        {reasons && reasons.length > 0 && (
          <Suspense fallback={null}>
            <Reasons reasons={reasons} {...(nameOf && { nameOf })} />
          </Suspense>
        )}
        {requestId && (
          <p className="refusal-id">
            {say('request')} <code>{requestId}</code>
          </p>
        )}
      </div>
      {onAgain && (
        <Button size="small" onClick={onAgain}>
          {say('again')}
        </Button>
      )}
    </div>
  );
}
