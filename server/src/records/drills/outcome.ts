// What came of a drill, and what it is held against.
import type { OpenSet } from '../backup/index.ts';
import type { Targets } from './drill.ts';
import type { Proof } from './proving/prove.ts';

export interface Outcome {
  readonly set: OpenSet['manifest'] | undefined;
  readonly proof: Proof | undefined;
  readonly failure: string | null;
}

export const targetsOf = ({
  rules,
}: {
  readonly rules: { number(key: string): number };
}): Targets => ({
  recoverySeconds: rules.number('recovery.time_minutes') * 60,
  lostSeconds: rules.number('recovery.point_minutes') * 60,
});
