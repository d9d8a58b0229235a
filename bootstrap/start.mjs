// Runs the server as a child and passes on the signals to stop, each once: a Ctrl-C in a terminal
// arrives here both from the terminal and from npm, and a second one would mean "stop at once".
// The server hears by its channel when this process is killed, and stops as well.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import { createEnvironment, root, stateFolder } from './paths.mjs';

/**
 * No `__proto__`, and no debugger by a signal (SECURITY section 5, 10 and 11). And room for young objects: a read makes many that
 * live for a millisecond, and collecting them more often costs a sixth of its processor time (docs/performance.md).
 */
const flags = JSON.parse(readFileSync(join(root, 'bootstrap', 'server-flags.json'), 'utf8'));
const sameMs = 1_000;

/** npm passes a SIGTERM on to its shell, which dies without passing it on to us: notice that. */
function stopWithParent(server) {
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    server.kill('SIGTERM');
  }, 500);
  watch.unref();
}

/** A core dump would hold keys and values (SECURITY section 2, 13): the shell forbids it and becomes the server. */
export function withoutCoreDumps(node) {
  if (process.platform === 'win32') return [node, []];
  return ['/bin/sh', ['-c', 'ulimit -c 0; exec "$0" "$@"', node]];
}

export function startServer(node, parameters) {
  const main = join(root, 'server', 'src', 'main.ts');
  if (!existsSync(main)) throw new Error('There is no server yet (server/src/main.ts).');
  const [program, first] = withoutCoreDumps(node);
  const server = spawn(program, [...first, ...flags, main, ...parameters], {
    cwd: root,
    // What Node made of our TypeScript at the last start need not be made again: the second start is the quicker one.
    env: createEnvironment({ NODE_COMPILE_CACHE: join(stateFolder, 'compile-cache') }),
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    detached: process.platform !== 'win32',
  });
  const last = new Map();
  stopWithParent(server);
  for (const [heard, told] of [
    ['SIGINT', 'SIGINT'],
    ['SIGTERM', 'SIGTERM'],
    ['SIGHUP', 'SIGTERM'],
  ]) {
    process.on(heard, () => {
      const now = Date.now();
      if (now - (last.get(told) ?? 0) < sameMs) return;
      last.set(told, now);
      server.kill(told);
    });
  }
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.once('exit', (code, signal) => {
      resolve(code ?? 128 + (constants.signals[signal] ?? 0));
    });
  });
}

/** The command line of the client, at this terminal. */
export function startClient(node, parameters) {
  const program = join(root, 'client', 'bin', 'shouxin.mjs');
  const client = spawn(node, [program, ...parameters], {
    cwd: root,
    env: createEnvironment(),
    stdio: 'inherit',
  });
  return new Promise((resolve, reject) => {
    client.once('error', reject);
    client.once('exit', (code) => resolve(code ?? 1));
  });
}
