// How a PostgreSQL program is run: never as root. PostgreSQL refuses root, so root enters a user
// namespace in which it is somebody else (works below a 0700 folder and makes no account); where
// namespaces are refused it becomes another user. The child gets SIGINT when we die, so that
// PostgreSQL shuts down cleanly even when this process is killed.
import { type ChildProcess, type StdioOptions, spawn, spawnSync } from 'node:child_process';
import { chownSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';

export type Way = 'plain' | 'namespace' | 'other user';

export interface Launcher {
  readonly way: Way;
  spawn(program: string, parameters: readonly string[], stdio: StdioOptions): ChildProcess;
  /** Gives a file or folder made by us to the user PostgreSQL runs as. */
  own(path: string): void;
}

/** PostgreSQL cannot be run here; the message says why and what would change it. */
export class CannotLaunch extends Error {
  override readonly name = 'CannotLaunch';
}

const nobody = 65534;

/** `way` is chosen by itself; tests force one. */
export function createLauncher(way: Way = chooseWay()): Launcher {
  const user = way === 'other user' ? findUser() : undefined;
  const prefix = createPrefix(way, user);
  return {
    way,
    spawn: (program, parameters, stdio) => {
      if (user !== undefined) checkReach(program, user);
      const [command, ...rest] = [...prefix, program, ...parameters];
      if (command === undefined) throw new CannotLaunch('Nothing to launch');
      // Own session: Ctrl-C in the terminal reaches us alone, and we stop PostgreSQL in order.
      return spawn(command, rest, { stdio, cwd: '/', detached: true, env: childEnvironment });
    },
    own: (path) => {
      if (user === undefined) return;
      chownSync(path, user, user);
      checkReach(path, user);
    },
  };
}

/** Nothing of our environment reaches PostgreSQL: PG* variables and secrets stay here. */
const childEnvironment = { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' };

function chooseWay(): Way {
  if (process.getuid?.() !== 0) return 'plain';
  return succeeds('unshare', ['-U', `--map-user=${nobody}`, `--map-group=${nobody}`, 'true'])
    ? 'namespace'
    : 'other user';
}

function createPrefix(way: Way, user: number | undefined): string[] {
  const hasSetpriv = succeeds('setpriv', ['--pdeathsig', 'INT', 'true']);
  const prefix = hasSetpriv ? ['setpriv', '--pdeathsig', 'INT'] : [];
  if (way === 'plain') return prefix;
  if (way === 'namespace') {
    return [...prefix, 'unshare', '-U', `--map-user=${nobody}`, `--map-group=${nobody}`];
  }
  if (!hasSetpriv) {
    throw new CannotLaunch(
      'PostgreSQL refuses to run as root and this machine has no setpriv to change the user: ' +
        'run Shouxin as an ordinary user, or set DATABASE_URL.',
    );
  }
  return [...prefix, `--reuid=${user}`, `--regid=${user}`, '--clear-groups'];
}

function succeeds(command: string, parameters: string[]): boolean {
  return spawnSync(command, parameters, { stdio: 'ignore', timeout: 5_000 }).status === 0;
}

/** The account `postgres` where the machine has one, else nobody. */
function findUser(): number {
  try {
    const line = readFileSync('/etc/passwd', 'utf8').match(/^postgres:[^:]*:(\d+):/m);
    return line ? Number(line[1]) : nobody;
  } catch {
    return nobody;
  }
}

/** A path below a 0700 folder cannot be entered by another user: better said than puzzled over. */
function checkReach(path: string, user: number): void {
  const parameters = [`--reuid=${user}`, `--regid=${user}`, '--clear-groups', 'test', '-r', path];
  if (succeeds('setpriv', parameters)) return;
  throw new CannotLaunch(
    `PostgreSQL refuses to run as root, this machine refuses user namespaces, and user ${user} ` +
      `cannot enter ${dirname(path)}. Run Shouxin as an ordinary user, move it to a folder others ` +
      'may enter, or set DATABASE_URL.',
  );
}
