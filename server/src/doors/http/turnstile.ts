// A bound on how fast one address may knock: a flood from one machine must not slow the counter next door (threat 31).
import { refuse } from '@shouxin/contract';

const perSecondMax = 400;
const addressesMax = 10_000;

export function createTurnstile(now: () => number = () => Date.now()) {
  let second = 0;
  const seen = new Map<string, number>();
  return {
    enter(address: string): void {
      const current = Math.floor(now() / 1000);
      if (current !== second || seen.size > addressesMax) {
        seen.clear();
        second = current;
      }
      const count = (seen.get(address) ?? 0) + 1;
      seen.set(address, count);
      if (count > perSecondMax) refuse('rate.exceeded', { facts: { perSecondMax } });
    },
  };
}
