// Reads again every two seconds while something is under way, and once more what else has changed when it has ended. Each read is an
// entry in the log, so that nothing is read when nothing happens.
import type { Operation } from '@shouxin/contract';
import { useEffect, useRef } from 'react';
import { queryClient } from '../app/session.ts';

const everyMs = 2_000;

export function useFollowed(
  isRunning: boolean,
  again: () => void,
  changed: readonly Operation[],
): void {
  const wasRunning = useRef(false);
  const latest = useRef(again);
  useEffect(() => {
    latest.current = again;
  });
  useEffect(() => {
    if (wasRunning.current && !isRunning) {
      for (const it of changed) void queryClient.invalidateQueries({ queryKey: [it.id] });
    }
    wasRunning.current = isRunning;
  }, [isRunning, changed]);
  useEffect(() => {
    if (!isRunning) return undefined;
    const timer = setInterval(() => latest.current(), everyMs);
    return () => clearInterval(timer);
  }, [isRunning]);
}
