// One process per data folder. The lock is the operating system's own (held through SQLite's file
// locking), so it ends with the process even after SIGKILL, needs no guess about stale process ids,
// and is honoured between containers that share a folder.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** Another live process works on this data folder. The message is for the operator. */
export class HomeInUse extends Error {
  override readonly name = 'HomeInUse';
}

export interface HomeLock {
  release(): void;
}

export function lockHome(home: string): HomeLock {
  mkdirSync(home, { recursive: true, mode: 0o700 });
  const holder = join(home, 'holder');
  const file = new DatabaseSync(join(home, 'lock'));
  try {
    // A copy that was killed this moment still holds the lock until the system has ended it.
    file.exec('PRAGMA busy_timeout = 1000');
    file.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    file.close();
    throw isBusy(error) ? new HomeInUse(sentence(home, holder)) : error;
  }
  writeFileSync(holder, `process ${process.pid} since ${new Date().toISOString()}`);
  return {
    release: () => {
      if (!file.isOpen) return;
      rmSync(holder, { force: true });
      file.close();
    },
  };
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && error.errcode === 5;
}

function sentence(home: string, holder: string): string {
  let who = 'another process';
  try {
    who = readFileSync(holder, 'utf8');
  } catch {
    // The holder has the lock and has not written its name yet.
  }
  return (
    `Another copy of Shouxin already works on the data folder ${home} (${who}). ` +
    'Stop that one first, or give this one its own SHOUXIN_HOME and SHOUXIN_KEYS.'
  );
}
