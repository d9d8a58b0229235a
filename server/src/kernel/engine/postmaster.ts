// One running PostgreSQL, as our direct child (a child of somebody else is not reaped and leaves
// stale locks: SECURITY section 5, 13). Ready means: PostgreSQL wrote so into its lock file.
import type { ChildProcess } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Launcher } from './launch.ts';

export interface PostmasterPlan {
  readonly launcher: Launcher;
  readonly program: string;
  readonly dataFolder: string;
  readonly logFile: string;
  readonly parameters: readonly string[];
}

export interface Postmaster {
  readonly pid: number;
  /** Resolves when the process has ended, however it ended. */
  readonly ended: Promise<void>;
  hasEnded(): boolean;
  stop(): Promise<void>;
}

/** PostgreSQL ended before it was ready; `said` is the end of its log. */
export class StartFailed extends Error {
  override readonly name = 'StartFailed';
  readonly said: string;
  constructor(said: string) {
    super(`PostgreSQL did not start. The end of its log:\n${said}`);
    this.said = said;
  }
}

/** Backends of a killed postmaster need a moment to notice; PostgreSQL refuses to start until then. */
const stillInUse = /is still in use|lock file "postmaster.pid" (already exists|is empty)/;
const triesMax = 40;
const tryEveryMs = 250;

export async function startPostmaster(plan: PostmasterPlan): Promise<Postmaster> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await startOnce(plan);
    } catch (error) {
      const mayPass = error instanceof StartFailed && stillInUse.test(error.said);
      if (!mayPass || tries >= triesMax) throw error;
      await sleep(tryEveryMs);
    }
  }
}

async function startOnce(plan: PostmasterPlan): Promise<Postmaster> {
  const log = openSync(plan.logFile, 'a', 0o600);
  const startedAt = readFileSync(plan.logFile).length;
  let child: ChildProcess;
  try {
    const parameters = ['-D', plan.dataFolder, ...plan.parameters];
    child = plan.launcher.spawn(plan.program, parameters, ['ignore', log, log]);
  } finally {
    closeSync(log);
  }
  const postmaster = watch(child);
  while (!isReady(plan.dataFolder, postmaster.pid)) {
    if (postmaster.hasEnded()) {
      const said = readFileSync(plan.logFile).subarray(startedAt).toString('utf8');
      throw new StartFailed(said.split('\n').slice(-15).join('\n').trim());
    }
    await sleep(10);
  }
  return postmaster;
}

/** SIGINT = fast shutdown; SIGQUIT = at once, recovery at next start. */
const stopPhases: readonly (readonly [NodeJS.Signals, number])[] = [
  ['SIGINT', 30_000],
  ['SIGQUIT', 10_000],
  ['SIGKILL', 10_000],
];

function watch(child: ChildProcess): Postmaster {
  let isOver = false;
  const ended = new Promise<void>((resolve) => {
    const end = () => {
      isOver = true;
      resolve();
    };
    child.once('exit', end);
    child.once('error', end);
  });
  return {
    pid: child.pid ?? -1,
    ended,
    hasEnded: () => isOver,
    stop: async () => {
      for (const [signal, patienceMs] of stopPhases) {
        if (isOver) return;
        child.kill(signal);
        await atMost(patienceMs, ended);
      }
    },
  };
}

/** Resolves when the promise does, or when the patience is over. */
async function atMost(patienceMs: number, ended: Promise<void>): Promise<void> {
  const patience = new AbortController();
  const waited = sleep(patienceMs, undefined, { signal: patience.signal }).catch(() => {});
  await Promise.race([ended, waited]);
  patience.abort();
}

/** Line 8 of the lock file is PostgreSQL's own word on its state. */
function isReady(dataFolder: string, pid: number): boolean {
  try {
    const lines = readFileSync(join(dataFolder, 'postmaster.pid'), 'utf8').split('\n');
    return Number(lines[0]) === pid && lines[7]?.trim() === 'ready';
  } catch {
    return false;
  }
}
