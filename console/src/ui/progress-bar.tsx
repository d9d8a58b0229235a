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
  return (
    <progress
      className={isSmall ? 'progress progress-small' : 'progress'}
      aria-label={label}
      max={total ?? undefined}
      value={total === null ? undefined : done}
    />
  );
}
