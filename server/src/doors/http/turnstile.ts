// Bounds on how fast one machine may knock: a flood from one must neither slow the counter next door nor, without a session,
// fill a log that forgets nothing (threat 31). What is turned away beyond the first of a minute leaves no entry.
import { Refusal, refuse } from '@shouxin/contract';
import { machineOf } from '../../kernel/address.ts';

const machinesMax = 10_000;

export interface TurnstileParts {
  readonly rules: { number(key: string): number };
  readonly now?: () => number;
}

export function createTurnstile({ rules, now = () => Date.now() }: TurnstileParts) {
  const perSecondMax = rules.number('door.per_address_per_second');
  const perMinuteMax = rules.number('door.unknown_per_address_per_minute');
  const all = createCounter(1000, now);
  const unknown = createCounter(60_000, now);
  return {
    /** Anybody, before anything is read. */
    enter(address: string): void {
      if (all(address) > perSecondMax) refuse('rate.exceeded', { facts: { perSecondMax } });
    },
    /** Somebody without a session. Answers the refusal that is to leave an entry: the first of a minute. */
    enterUnknown(address: string): Refusal | undefined {
      const count = unknown(address);
      if (count <= perMinuteMax) return undefined;
      const turnedAway = new Refusal('rate.exceeded', {
        remedy: { zh: '请一分钟后再试', en: 'Try again in a minute' },
        facts: { perMinuteMax },
      });
      if (count > perMinuteMax + 1) throw turnedAway;
      return turnedAway;
    },
  };
}

export type Turnstile = ReturnType<typeof createTurnstile>;

/** How often a machine has come within the current window, this time included. */
function createCounter(windowMs: number, now: () => number): (address: string) => number {
  let window = 0;
  const seen = new Map<string, number>();
  return (address) => {
    const current = Math.floor(now() / windowMs);
    if (current !== window || seen.size > machinesMax) seen.clear();
    window = current;
    const machine = machineOf(address);
    const count = (seen.get(machine) ?? 0) + 1;
    seen.set(machine, count);
    return count;
  };
}
