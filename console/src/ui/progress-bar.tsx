// How far something has come, as a bar with its numbers; without a known end the bar only says that it is under way.
import './parts.css';

interface Props {
  readonly label: string;
  readonly done: number;
  readonly total: number | null;
  /** Beside the bar in lists, where a line of numbers would be too much. */
  readonly isSmall?: boolean;
}

export function ProgressBar({ label, done, total, isSmall = false }: Props) {
  const share = total ? Math.min(100, (done / total) * 100) : null;
  return (
    <div
      className={isSmall ? 'progress progress-small' : 'progress'}
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={total ?? undefined}
      aria-valuenow={total === null ? undefined : done}
    >
      <span
        className={share === null ? 'progress-open' : undefined}
        style={{ width: share === null ? '100%' : `${share}%` }}
      />
    </div>
  );
}
