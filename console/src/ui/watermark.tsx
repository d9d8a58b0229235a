// Who looked at this screen, and when, over every page that shows customer information: faint on screen, strong in
// print. Drawn as inline SVG, so no image of it can be blocked or taken from elsewhere.
import { useEffect, useId, useState } from 'react';
import { atMinute } from '../app/format.ts';
import { session } from '../app/session.ts';
import { useStore } from '../app/store.ts';

export function Watermark() {
  const me = useStore(session);
  const minute = useMinute();
  const pattern = useId();
  if (!me) return null;
  return (
    <svg className="watermark" aria-hidden="true" width="100%" height="100%">
      <defs>
        <pattern
          id={pattern}
          width="300"
          height="168"
          patternUnits="userSpaceOnUse"
          patternTransform="rotate(-18)"
        >
          <text x="8" y="48">{`${me.displayName} ${me.account}`}</text>
          <text x="8" y="68">
            {minute}
          </text>
        </pattern>
      </defs>
      <rect width="100%" height="100%" fill={`url(#${pattern})`} />
    </svg>
  );
}

function useMinute(): string {
  const [minute, setMinute] = useState(() => atMinute(new Date()));
  useEffect(() => {
    const timer = setInterval(() => setMinute(atMinute(new Date())), 10_000);
    return () => clearInterval(timer);
  }, []);
  return minute;
}
