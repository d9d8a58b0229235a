// Who looked at this screen, and when, over every page that shows customer information: faint on screen, strong in
// print. Drawn as inline SVG, so no image of it can be blocked or taken from elsewhere.
import { useId } from 'react';
import { useMinute } from '../app/clock.ts';
import { atMinute } from '../app/format.ts';
import { session } from '../app/session.ts';
import { useStore } from '../app/store.ts';

export function Watermark() {
  const me = useStore(session);
  const minute = atMinute(new Date(useMinute()));
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
