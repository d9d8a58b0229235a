// Duties by the clock: each runs at its interval, never twice at once, and a failure waits for the next turn.
import type { Log } from '../../kernel/log.ts';

export interface Timed {
  readonly name: string;
  readonly everyMs: number;
  readonly run: () => Promise<void>;
}

export type Timetable = ReturnType<typeof createTimetable>;

export function createTimetable(log: Log, duties: readonly Timed[]) {
  const timers: NodeJS.Timeout[] = [];
  const running = new Map<string, Promise<void>>();
  const turn = ({ name, run }: Timed) => {
    if (running.has(name)) return;
    const work = run()
      .catch((error: unknown) => log.fault(name, error))
      .finally(() => running.delete(name));
    running.set(name, work);
  };
  return {
    start() {
      for (const duty of duties) timers.push(setInterval(() => turn(duty), duty.everyMs));
    },
    async stop() {
      for (const timer of timers.splice(0)) clearInterval(timer);
      await Promise.all(running.values());
    },
  };
}
