// Keeps PostgreSQL running: one that dies is started again, as a service manager would, a few times
// a minute at most. Whoever waits for the database then sees failed statements, not a dead server.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Postmaster } from './postmaster.ts';

export interface Supervision {
  pid(): number;
  stop(): Promise<void>;
}

export interface SupervisionPlan {
  readonly start: () => Promise<Postmaster>;
  readonly onEvent: (sentence: string) => void;
  /** PostgreSQL keeps dying; nobody starts it any more. */
  readonly onGivenUp: () => void;
}

const restartsMax = 5;
const withinMs = 60_000;

export async function supervise(plan: SupervisionPlan): Promise<Supervision> {
  let current = await plan.start();
  let isStopping = false;
  let deaths: number[] = [];

  const watch = async (): Promise<void> => {
    for (;;) {
      await current.ended;
      if (isStopping) return;
      const now = performance.now();
      deaths = [...deaths.filter((at) => now - at < withinMs), now];
      if (deaths.length > restartsMax) {
        plan.onEvent('PostgreSQL keeps ending; it is not started again');
        plan.onGivenUp();
        return;
      }
      plan.onEvent('PostgreSQL ended unexpectedly and is started again');
      await restart();
      if (isStopping) return;
    }
  };
  const restart = async (): Promise<void> => {
    try {
      current = await plan.start();
    } catch {
      plan.onEvent('PostgreSQL could not be started again');
      await sleep(1_000);
    }
  };
  const watching = watch();

  return {
    pid: () => current.pid,
    stop: async () => {
      isStopping = true;
      await current.stop();
      await watching;
      await current.stop(); // one that was being started again while we stopped
    },
  };
}
