// Behind the last word of a notice: seen when the end of the text has come into view.
import { useEffect, useRef } from 'react';

export function EndMark({ onSeen }: { readonly onSeen: () => void }) {
  const mark = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    if (!mark.current) return undefined;
    const observer = new IntersectionObserver((seen) => {
      if (seen.some((it) => it.isIntersecting)) onSeen();
    });
    observer.observe(mark.current);
    return () => observer.disconnect();
  }, [onSeen]);
  return <span ref={mark} className="notice-end" aria-hidden="true" />;
}
