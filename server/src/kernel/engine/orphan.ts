// What a killed predecessor left behind. We hold the lock of the data folder, so a PostgreSQL that
// still runs on it has no master: it is stopped. A lock file that names a dead process, a zombie or
// a stranger that got the same number is handed to PostgreSQL in a form it knows to be stale; it is
// never deleted, because PostgreSQL also finds surviving backends through it.
import {
  existsSync,
  mkdtempSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

export async function clearOrphan(dataFolder: string): Promise<'none' | 'stale' | 'stopped'> {
  const lockFile = join(dataFolder, 'postmaster.pid');
  const left = readLockFile(lockFile);
  if (left === undefined) return 'none';
  const wasRunning = isPostgresOf(left.pid, dataFolder);
  if (wasRunning) await stop(left.pid, dataFolder);
  removeSocketFolder(left.socketFolder);
  if (existsSync(lockFile) && isAlive(left.pid)) disown(lockFile);
  return wasRunning ? 'stopped' : 'stale';
}

interface LockFile {
  readonly pid: number;
  readonly socketFolder: string;
}

function readLockFile(path: string): LockFile | undefined {
  try {
    const lines = readFileSync(path, 'utf8').split('\n');
    const pid = Math.abs(Number(lines[0]));
    return Number.isSafeInteger(pid) && pid > 1
      ? { pid, socketFolder: lines[4]?.trim() ?? '' }
      : undefined;
  } catch {
    return undefined;
  }
}

/** SIGINT = fast shutdown; SIGQUIT after ten seconds = at once, recovery at next start. */
async function stop(pid: number, dataFolder: string): Promise<void> {
  const phases: readonly (readonly [NodeJS.Signals, number])[] = [
    ['SIGINT', 10_000],
    ['SIGQUIT', 5_000],
    ['SIGKILL', 5_000],
  ];
  for (const [signal, patienceMs] of phases) {
    try {
      process.kill(pid, signal);
    } catch {
      return;
    }
    for (let waitedMs = 0; waitedMs < patienceMs; waitedMs += 50) {
      if (!isPostgresOf(pid, dataFolder)) return;
      await sleep(50);
    }
  }
  throw new Error(`PostgreSQL ${pid}, left by an earlier copy, does not stop`);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** A live postmaster on this folder: its working directory is the data folder. */
function isPostgresOf(pid: number, dataFolder: string): boolean {
  if (!isAlive(pid)) return false;
  if (process.platform !== 'linux') {
    const command = spawnSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' });
    return command.stdout.includes('postgres') && command.stdout.includes(dataFolder);
  }
  try {
    return readlinkSync(`/proc/${pid}/cwd`) === realpathSync(dataFolder);
  } catch {
    return false; // a zombie, a stranger, or gone in between
  }
}

/** PostgreSQL takes a lock file that names its own parent for stale, and still looks for backends. */
function disown(lockFile: string): void {
  const lines = readFileSync(lockFile, 'utf8').split('\n');
  lines[0] = String(process.pid);
  writeFileSync(lockFile, lines.join('\n'));
}

const socketFolderPrefix = 'shouxin-pg-';

/** Private to us. A socket's path holds about 100 bytes, and a long TMPDIR would not fit. */
export function makeSocketFolder(): string {
  const folder = tmpdir();
  const isLong = process.platform !== 'win32' && folder.length > 60;
  return mkdtempSync(join(isLong ? '/tmp' : folder, socketFolderPrefix));
}

export function removeSocketFolder(folder: string): void {
  if (basename(folder).startsWith(socketFolderPrefix)) {
    rmSync(folder, { recursive: true, force: true });
  }
}
