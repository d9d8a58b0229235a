#!/usr/bin/env node
// Starts the command line on the Node that the repository brought: any Node >= 20 may start it, only that one runs it.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const main = join(root, 'client', 'src', 'cli', 'main.ts');

if (Number(process.versions.node.split('.')[0]) >= 24) {
  const { runMain } = await import(main);
  process.exitCode = await runMain(process.argv.slice(2));
} else {
  const name = process.platform === 'win32' ? 'node.exe' : 'node';
  const brought = join(root, 'node_modules', '.bin', name);
  if (!existsSync(brought)) {
    console.error(
      'shouxin: run `npm start` or `npm test` once first; it installs what the commands need.',
    );
    process.exit(2);
  }
  const { status } = spawnSync(
    brought,
    [join(root, 'client', 'bin', 'shouxin.mjs'), ...process.argv.slice(2)],
    { stdio: 'inherit' },
  );
  process.exit(status ?? 1);
}
