// A filter of a few choices, each with its count: pressed is the one in force. A count of nothing stays visible, because
// "none" is an answer too.
import type { ReactNode } from 'react';
import './parts.css';

export interface FilterChoice<V extends string> {
  readonly value: V;
  readonly label: ReactNode;
  readonly count?: number | undefined;
}

interface Props<V extends string> {
  readonly label: string;
  readonly choices: readonly FilterChoice<V>[];
  readonly value: V;
  readonly onChange: (value: V) => void;
}

export function FilterChips<V extends string>({ label, choices, value, onChange }: Props<V>) {
  return (
    <fieldset aria-label={label} className="filters">
      {choices.map((it) => (
        <button
          key={it.value}
          type="button"
          className="filter"
          aria-pressed={it.value === value}
          onClick={() => onChange(it.value)}
        >
          {it.label}
          {it.count !== undefined && (
            <span className="num">{it.count.toLocaleString('en-US')}</span>
          )}
        </button>
      ))}
    </fieldset>
  );
}
