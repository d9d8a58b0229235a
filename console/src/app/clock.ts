// The second hand: everything that counts down follows the same clock, and none ticks when nothing is shown.
import { useSyncExternalStore } from 'react';
import { onDay } from './format.ts';

const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(() => {
    for (const it of listeners) it();
  }, 1000);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

const still = () => () => undefined;
const second = () => Math.floor(Date.now() / 1000);

/** Seconds left until an instant (epoch milliseconds); 0 when there is none. */
export function useSecondsLeft(until: number | null): number {
  const now = useSyncExternalStore(until === null ? still : subscribe, second);
  return until === null ? 0 : Math.max(0, Math.round(until / 1000) - now);
}

/** Changes once a minute, for what shows the time of day. */
export function useMinute(): number {
  return useSyncExternalStore(subscribe, () => Math.floor(Date.now() / 60_000)) * 60_000;
}

/** The institution's day, `2026-11-23`; it turns while a page is open. */
export function useToday(): string {
  return onDay(new Date(useMinute()));
}
