// An empty list says what belongs here and what the next step is.
import type { ReactNode } from 'react';

interface Props {
  readonly title: string;
  readonly hint?: ReactNode;
  readonly action?: ReactNode;
}

export function Empty({ title, hint, action }: Props) {
  return (
    <div className="empty">
      <b>{title}</b>
      {hint && <p>{hint}</p>}
      {action}
    </div>
  );
}

/** Grey bars in the place where rows will be, so that nothing jumps when they come. */
export function Waiting({ rows = 4, label }: { readonly rows?: number; readonly label: string }) {
  return (
    <output className="waiting" aria-label={label}>
      {Array.from({ length: rows }, (_, row) => (
        <span key={row} />
      ))}
    </output>
  );
}
