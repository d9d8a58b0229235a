// A small word in a box: class, basis, state. The word carries the meaning, the colour only repeats it.
import type { ReactNode } from 'react';

export type Tone = 'plain' | 'good' | 'warn' | 'bad' | 'accent' | 'outline';

interface Props {
  readonly tone?: Tone;
  readonly title?: string;
  readonly children: ReactNode;
}

export function Chip({ tone = 'plain', title, children }: Props) {
  return (
    <span className={`chip chip-${tone}`} title={title}>
      {children}
    </span>
  );
}

/** JR/T 0171 classes: C3 is the most sensitive. */
export function toneOfClass(code: string): Tone {
  if (code === 'C3') return 'bad';
  return code === 'C2' ? 'warn' : 'plain';
}

export function Dot({
  tone,
  label,
}: {
  readonly tone: 'good' | 'warn' | 'bad';
  readonly label: string;
}) {
  return (
    <span className={`dot dot-${tone}`} title={label}>
      <span className="sr-only">{label}</span>
    </span>
  );
}
