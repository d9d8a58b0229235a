// How the server is started: what must not be possible in its process (SECURITY section 5).
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root } from './paths.mjs';
import { withoutCoreDumps } from './start.mjs';

const flags = JSON.parse(readFileSync(join(root, 'bootstrap', 'server-flags.json'), 'utf8'));

function inServer(code) {
  const [program, first] = withoutCoreDumps(process.execPath);
  return spawnSync(program, [...first, ...flags, '-e', code], { encoding: 'utf8' }).stdout;
}

test.runIf(process.platform === 'linux')('R3.1.4 leaves no core dump', () => {
  const limits = inServer(
    `console.log(require('node:fs').readFileSync('/proc/self/limits', 'utf8'))`,
  );
  expect(limits).toMatch(/Max core file size\s+0\s+0\s/);
});

test('R3.1.4 has no __proto__', () => {
  expect(inServer(`console.log(Object.hasOwn(Object.prototype, '__proto__'))`)).toBe('false\n');
});

test.runIf(process.platform !== 'win32')('R3.1.4 opens no debugger at a signal', () => {
  const asked = `process.kill(process.pid, 'SIGUSR1');
    setTimeout(() => console.log(require('node:inspector').url() ?? 'no debugger'), 400)`;
  expect(inServer(asked)).toBe('no debugger\n');
  // Negative control: without the flags there is one.
  const bare = spawnSync(process.execPath, ['-e', asked], { encoding: 'utf8' });
  expect(bare.stdout).toMatch(/^ws:/);
});
